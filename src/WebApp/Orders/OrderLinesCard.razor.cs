using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>The positions of an order with their sums.</summary>
public sealed partial class OrderLinesCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Parameter, EditorRequired]
    public Order Order { get; set; } = null!;

    private string Rate(TaxRate rate) => rate == TaxRate.Reduced ? Texts[nameof(OrdersText.Reduced), (int)rate] : $"{(int)rate}%";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
