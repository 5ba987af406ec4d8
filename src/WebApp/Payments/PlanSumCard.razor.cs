using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>The sums of a plan: orders and charges come to the same, or the difference is red.</summary>
public sealed partial class PlanSumCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public PlanView View { get; set; } = null!;
}
