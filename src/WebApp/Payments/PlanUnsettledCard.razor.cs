using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>Orders that a plan leaves out, by reason.</summary>
public sealed partial class PlanUnsettledCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public PlanView View { get; set; } = null!;
}
