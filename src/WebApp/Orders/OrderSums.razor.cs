using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>What an order comes to, with the tax of each rate.</summary>
public sealed partial class OrderSums : ComponentBase
{
    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Parameter, EditorRequired]
    public Order Order { get; set; } = null!;

    private IEnumerable<(int Rate, long Taxable, long Tax)> Taxes => new (int Rate, long Taxable, long Tax)[]
    {
        ((int)TaxRate.Standard, Order.Totals.Taxable10, Order.Totals.Tax10),
        ((int)TaxRate.Reduced, Order.Totals.Taxable8, Order.Totals.Tax8),
        ((int)TaxRate.Exempt, Order.Totals.Taxable0, 0),
    }.Where(tax => tax.Taxable > 0);
}
