using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Payments;

/// <summary>One page of the charges of a plan; each opens to the orders that it settles.</summary>
public sealed partial class PlanChargesCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public PlanView View { get; set; } = null!;

    /// <summary>Address of a page of the plan.</summary>
    [Parameter, EditorRequired]
    public Func<int, string> HrefOf { get; set; } = null!;

    /// <summary>Number of the page's first charge within the plan.</summary>
    private int First => (View.Page - 1) * PlanView.PageSize + 1;

    private IEnumerable<(int Number, PlannedRow Charge)> Numbered => View.Rows.Select((charge, index) => (First + index, charge));
}
