using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>How the order came in: import, file and row, and the other orders of its group.</summary>
public sealed partial class OrderOriginCard : ComponentBase
{
    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Parameter, EditorRequired]
    public OrderDetails Details { get; set; } = null!;

    private Order Order => Details.Order;

    private string Sha => Convert.ToHexStringLower(Order.Origin!.FileSha256.Span);

    private string GroupHref => $"/orders?group={Uri.EscapeDataString(Order.Origin!.Group!)}";

    private string GroupText => Texts[
        Details.GroupSize < OrderDetails.MaxGroupCount ? nameof(OrdersText.GroupOthers) : nameof(OrdersText.GroupOthersMany), Count(Details.GroupSize - 1)];

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
