namespace OrderPortal.Domain.Shared;

/// <summary>
/// What happened, as it is written in the transaction in which it happened and told of afterwards: to customers, operators and integrators.
/// </summary>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="OccurredAt">UTC, to the microsecond: the database keeps no more, and it is part of the event's key.</param>
public sealed record PortalEvent(Guid Id, string Type, DateTimeOffset OccurredAt)
{
    public Guid? OrderId { get; init; }

    public Guid? ChargeId { get; init; }

    public Guid? RefundId { get; init; }

    public Guid? SettlementId { get; init; }

    /// <summary>The batch, where the event is a batch's or an order's that came from one.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>JSON object without anything personal: ids, numbers, amounts, codes; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>A new one, at this moment.</summary>
    public static PortalEvent Of(string type, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), type, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
}

/// <summary>What can happen; also the names that integrators choose among for their webhooks.</summary>
public static class EventTypes
{
    public const string OrderPlaced = "order.placed";
    public const string OrderConfirmed = "order.confirmed";
    public const string OrderProcessing = "order.processing";
    public const string OrderShipped = "order.shipped";
    public const string OrderDelivered = "order.delivered";
    public const string OrderCancelled = "order.cancelled";
    public const string OrderRefunded = "order.refunded";
    public const string ChargeSucceeded = "charge.succeeded";
    public const string ChargeDeclined = "charge.declined";
    public const string ChargeFailed = "charge.failed";

    /// <summary>The customer has to go and pay: konbini.</summary>
    public const string ChargeAwaitingCustomer = "charge.awaiting_customer";
    public const string ChargeExpired = "charge.expired";
    public const string ChargeCancelled = "charge.cancelled";
    public const string RefundSucceeded = "refund.succeeded";
    public const string RefundFailed = "refund.failed";
    public const string SettlementFinished = "settlement.finished";

    /// <summary>The file is worked off, whatever came of it.</summary>
    public const string ImportFinished = "import.finished";

    /// <summary>Orders of a batch are accepted and, where that was asked for, settled: their customers may be told.</summary>
    public const string ImportOrdersAccepted = "import.orders_accepted";

    public static IReadOnlyList<string> All { get; } =
    [
        OrderPlaced, OrderConfirmed, OrderProcessing, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded, ChargeSucceeded, ChargeDeclined, ChargeFailed,
        ChargeAwaitingCustomer, ChargeExpired, ChargeCancelled, RefundSucceeded, RefundFailed, SettlementFinished, ImportFinished, ImportOrdersAccepted,
    ];
}
