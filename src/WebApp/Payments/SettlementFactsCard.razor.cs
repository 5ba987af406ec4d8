using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>What a settlement is, and, once it rests, whether its sums agree with the book of money.</summary>
public sealed partial class SettlementFactsCard : ComponentBase
{
    /// <summary>The gateway whose behaviour can be set on a page.</summary>
    private const string Simulator = "simulator";

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public SettlementView Settlement { get; set; } = null!;

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>Null while charges are on their way.</summary>
    [Parameter]
    public ReconcileFigures? Figures { get; set; }
}
