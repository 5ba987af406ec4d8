using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders.Placing;

/// <summary>What the order comes to so far, with its tax per rate.</summary>
public sealed partial class EntrySums : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NewOrderText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<OrdersText> OrderTexts { get; init; }

    /// <summary>Null where the discount is more than all the rest.</summary>
    [Parameter, EditorRequired]
    public OrderTotals? Totals { get; set; }

    [Parameter]
    public bool TaxIncluded { get; set; }

    private static IEnumerable<(int Rate, long Taxable, long Tax)> TaxesOf(OrderTotals totals)
    {
        (int Rate, long Taxable, long Tax)[] taxes = [(10, totals.Taxable10, totals.Tax10), (8, totals.Taxable8, totals.Tax8), (0, totals.Taxable0, 0)];
        return taxes.Where(static tax => tax.Taxable > 0);
    }
}
