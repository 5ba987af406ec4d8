using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Payments;

/// <summary>A part of an order in one charge.</summary>
/// <param name="Amount">Yen of this order in the charge.</param>
/// <param name="Refunded">Yen of them that went back.</param>
public readonly record struct OrderShare(ChargeStatus Status, long Amount, long Refunded);

/// <summary>What the charges of an order say about the order.</summary>
public static class OrderPayment
{
    /// <param name="shares">Of the order's newest settlement.</param>
    public static PaymentStatus Of(IReadOnlyCollection<OrderShare> shares)
    {
        // Nothing was ever asked of the customer, or all of it was taken back.
        if (shares.All(share => share.Status == ChargeStatus.Cancelled))
        {
            return PaymentStatus.Unpaid;
        }

        var refunded = shares.Sum(share => share.Refunded);
        var captured = shares.Where(share => ChargeOutcome.IsCaptured(share.Status)).Sum(share => share.Amount);
        var waits = shares.Any(share => share.Status is ChargeStatus.Planned or ChargeStatus.Sending or ChargeStatus.AwaitingCustomer);
        if (refunded > 0 && !waits)
        {
            return refunded == captured ? PaymentStatus.Refunded : PaymentStatus.PartlyRefunded;
        }

        // One part that is not to be had is what a person has to look at, however the others stand.
        return shares.Any(share => share.Status is ChargeStatus.Declined or ChargeStatus.Failed or ChargeStatus.Expired) ? PaymentStatus.Failed
            : waits ? PaymentStatus.Processing
            : shares.All(share => ChargeOutcome.IsCaptured(share.Status)) ? PaymentStatus.Paid
            : PaymentStatus.Failed;
    }

    /// <summary>What the money does to an order by itself; null: nothing.</summary>
    public static OrderStatus? Next(OrderStatus status, PaymentStatus payment) => (status, payment) switch
    {
        (OrderStatus.Pending, PaymentStatus.Paid) => OrderStatus.Confirmed,
        (OrderStatus.Confirmed or OrderStatus.Processing or OrderStatus.Shipped or OrderStatus.Delivered, PaymentStatus.Refunded) => OrderStatus.Refunded,
        _ => null,
    };
}
