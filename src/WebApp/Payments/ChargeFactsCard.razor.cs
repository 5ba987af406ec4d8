using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>What a charge is and how far it came.</summary>
public sealed partial class ChargeFactsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public ChargeDetails Details { get; set; } = null!;

    private ChargeListItem Charge => Details.Charge;
}
