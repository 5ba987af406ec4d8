using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>An order that a program places, in the names of <see cref="OrderResource"/>. What the portal works out itself is no member of it.</summary>
/// <param name="OrderNumber">Unique in the tenant; generated where it is left out.</param>
/// <param name="OrderedAt">ISO 8601; Japan Standard Time where it has no offset, now where it is left out.</param>
/// <param name="Lines">1 to <see cref="OrderLimits.MaxLines"/>.</param>
/// <param name="ShippingFee">Yen.</param>
/// <param name="Discount">Yen.</param>
/// <param name="TaxIncluded">Whether prices, shipping fee and discount include tax; they do not where it is left out.</param>
/// <param name="PaymentMethod">The tenant's usual one where it is left out.</param>
/// <param name="DeliveryDate">A day, <c>yyyy-MM-dd</c>.</param>
public sealed record OrderBody(
    string? OrderNumber, string? OrderedAt, OrderCustomerBody? Customer, AddressBody? ShippingAddress, IReadOnlyList<OrderLineBody>? Lines, long? ShippingFee,
    long? Discount, bool? TaxIncluded, string? PaymentMethod, string? DeliveryDate, string? DeliveryTime, string? Note) : IHasExample<OrderBody>
{
    public static OrderBody Example { get; } = new(
        "EC-20261001", "2026-11-20T09:30:00+09:00", OrderCustomerBody.Example, AddressBody.Example, [OrderLineBody.Example], 550, 100, TaxIncluded: false, "credit_card", "2026-11-25",
        "午前中", "Leave at the reception desk.");
}

public sealed record OrderCustomerBody(string? Code, string? Name, string? Email, string? Phone) : IHasExample<OrderCustomerBody>
{
    public static OrderCustomerBody Example { get; } = new("C-1001", "田中商店", "taro@example.co.jp", "03-1234-5678");
}

/// <param name="PostalCode">Seven digits, with hyphen or without.</param>
public sealed record AddressBody(string? PostalCode, string? Prefecture, string? City, string? Line1, string? Line2) : IHasExample<AddressBody>
{
    public static AddressBody Example { get; } = new("150-0001", "東京都", "渋谷区", "神宮前1-2-3", "青山ビル4F");
}

/// <param name="ProductName">The catalogue's where it is left out.</param>
/// <param name="UnitPrice">Yen.</param>
/// <param name="TaxRate">Per cent: 10, 8 or 0; 10 where it is left out.</param>
public sealed record OrderLineBody(string? ProductCode, string? ProductName, long? Quantity, long? UnitPrice, long? TaxRate) : IHasExample<OrderLineBody>
{
    public static OrderLineBody Example { get; } = new("A-100", "ボールペン", 10, 1_200, 10);
}

/// <param name="Orders">1 to <see cref="PlaceOrders.MaxOrders"/>.</param>
/// <param name="Mode"><c>partial</c> (good orders go in beside others that are not) or <c>allOrNothing</c>; partial where it is left out.</param>
public sealed record OrderBatchBody(IReadOnlyList<OrderBody> Orders, string? Mode) : IHasExample<OrderBatchBody>
{
    public static OrderBatchBody Example { get; } = new([OrderBody.Example], "partial");
}

/// <param name="Status">Where the order shall go.</param>
/// <param name="Reason">For the order's history, not for the customer; at most <see cref="ChangeOrderStatus.MaxReasonLength"/> characters.</param>
public sealed record OrderStatusBody(string? Status, string? Reason) : IHasExample<OrderStatusBody>
{
    public static OrderStatusBody Example { get; } = new("confirmed", "Stock is reserved.");
}

/// <param name="Reason">For the order's history, not for the customer; at most <see cref="ChangeOrderStatus.MaxReasonLength"/> characters.</param>
public sealed record OrderCancelBody(string? Reason) : IHasExample<OrderCancelBody>
{
    public static OrderCancelBody Example { get; } = new("The customer asked for it.");
}

/// <param name="Ids">1 to <see cref="ChangeOrderStatus.MaxOrders"/>; one that is named twice counts once.</param>
/// <param name="Status">Where the orders shall go.</param>
/// <param name="Reason">For the orders' history, not for customers; at most <see cref="ChangeOrderStatus.MaxReasonLength"/> characters.</param>
public sealed record OrderStatusesBody(IReadOnlyList<Guid>? Ids, string? Status, string? Reason) : IHasExample<OrderStatusesBody>
{
    public static OrderStatusesBody Example { get; } = new([new Guid("01936f2e-7c11-7b3a-9d55-0a4c8e2f6b10"), new Guid("01936f2e-7c11-7b3a-9d55-0a4c8e2f6b11")], "shipped", "Handed to the carrier.");
}
