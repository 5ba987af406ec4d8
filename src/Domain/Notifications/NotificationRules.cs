using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Notifications;

/// <summary>Which event is told to customers by mail, and how. Those who hand files over are told of their end whatever customers are told.</summary>
public static class NotificationRules
{
    /// <summary>Orders of a batch whose customers are told one by one where nobody chose.</summary>
    public const int MostToldOneByOne = 20;

    /// <summary>What holds for the orders of a batch.</summary>
    /// <param name="import">The import's own choice; null: as the tenant has it.</param>
    /// <returns>Never <see cref="NotificationMode.Automatic"/>.</returns>
    public static NotificationMode ForBatch(NotificationMode tenant, NotificationMode? import, long orders) => (import ?? tenant) switch
    {
        NotificationMode.Automatic => orders > MostToldOneByOne ? NotificationMode.Digest : NotificationMode.PerOrder,
        var chosen => chosen,
    };

    /// <summary>What holds for an order of no batch: there is nothing to put together.</summary>
    public static NotificationMode ForSingle(NotificationMode tenant) => tenant == NotificationMode.None ? NotificationMode.None : NotificationMode.PerOrder;

    /// <summary>
    /// What the customer is told of an event. A digest has told the payments that went well, so only those are told that need the customer: to pay
    /// at a store, or to pay otherwise.
    /// </summary>
    /// <param name="mode">Not <see cref="NotificationMode.Automatic"/>.</param>
    /// <returns>Null: nothing.</returns>
    public static NotificationTopic? ToCustomer(string eventType, NotificationMode mode) => (eventType, mode) switch
    {
        (_, NotificationMode.None) => null,
        (EventTypes.OrderPlaced, _) => NotificationTopic.OrderAccepted,
        (EventTypes.ImportOrdersAccepted, NotificationMode.Digest) => NotificationTopic.BatchDigest,
        (EventTypes.ImportOrdersAccepted, _) => NotificationTopic.OrderAccepted,
        (EventTypes.ChargeSucceeded, NotificationMode.PerOrder) => NotificationTopic.PaymentSucceeded,
        (EventTypes.ChargeDeclined or EventTypes.ChargeFailed or EventTypes.ChargeExpired, _) => NotificationTopic.PaymentFailed,
        (EventTypes.ChargeAwaitingCustomer, _) => NotificationTopic.KonbiniSlip,
        (EventTypes.OrderShipped, _) => NotificationTopic.Shipped,
        _ => null,
    };
}
