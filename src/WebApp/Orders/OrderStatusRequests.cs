using System.Security.Claims;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>What pages share that move orders on.</summary>
internal static class OrderStatusRequests
{
    /// <summary>The server's own look at the permission first: what is hidden may still have been on the screen when it was taken away.</summary>
    public static async Task<Result<OrderStatusOutcomes>> AskAsync(
        OperationRunner operations, ClaimsPrincipal user, IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason) =>
        PortalClaims.Has(user, Permissions.OrdersWrite)
            ? await operations.RunAsync<ChangeOrderStatus, Result<OrderStatusOutcomes>>(user, (change, ct) => change.ExecuteAsync(orders, to, reason, ct))
            : new Error("forbidden");

    /// <summary>What the button says on an order's own page.</summary>
    public static string VerbKey(OrderStatus to) => to switch
    {
        OrderStatus.Confirmed => nameof(OrdersText.ActionConfirm),
        OrderStatus.Processing => nameof(OrdersText.ActionProcess),
        OrderStatus.Shipped => nameof(OrdersText.ActionShip),
        OrderStatus.Delivered => nameof(OrdersText.ActionDeliver),
        OrderStatus.Cancelled => nameof(OrdersText.ActionCancel),
        _ => nameof(OrdersText.ActionRefunded),
    };

    /// <summary>What the button says for a selection.</summary>
    public static string BulkKey(OrderStatus to) => to switch
    {
        OrderStatus.Confirmed => nameof(OrdersText.BulkConfirm),
        OrderStatus.Processing => nameof(OrdersText.BulkProcess),
        OrderStatus.Shipped => nameof(OrdersText.BulkShip),
        OrderStatus.Delivered => nameof(OrdersText.BulkDeliver),
        OrderStatus.Cancelled => nameof(OrdersText.BulkCancel),
        _ => nameof(OrdersText.BulkRefunded),
    };

    public static IconName IconOf(OrderStatus to) => StatusCatalog.Of(to).Icon;
}
