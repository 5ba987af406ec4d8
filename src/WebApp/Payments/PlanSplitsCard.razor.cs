using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>Orders that take several charges, and how they are divided.</summary>
public sealed partial class PlanSplitsCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public PlanView View { get; set; } = null!;
}
