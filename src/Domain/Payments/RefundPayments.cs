using System.Globalization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Payments;

/// <summary>A part of an order that a charge brought in.</summary>
/// <param name="Refundable">Yen of it that have neither gone back nor are on their way.</param>
public sealed record CapturedPart(ChargeId Charge, OrderId Order, long Refundable);

/// <summary>What goes back of one part.</summary>
/// <param name="Amount">Yen, at least 1 and at most what is refundable of the part.</param>
public sealed record RefundPart(ChargeId Charge, OrderId Order, long Amount);

/// <summary>Refunds that are on their way: one for each charge that they concern.</summary>
public sealed record RequestedRefunds(IReadOnlyList<RefundId> Refunds, long Amount);

/// <summary>The database side of refunding; always within the operation's tenant.</summary>
public interface IRefundStore
{
    /// <summary>
    /// Holds the charges, decides on what is refundable of them then, and writes refunds and the gateway's work in one transaction: two who refund at once never
    /// give back more than came in.
    /// </summary>
    /// <param name="order">Null: all orders of the charge. Otherwise the order's parts, of this charge or (null) of all its charges.</param>
    /// <param name="version"><see cref="ChargeDetails.Version"/> of the charge; where it is another one by now, the answer is <see cref="PaymentErrors.ChangedMeanwhile"/>. Null: any.</param>
    /// <param name="decide">Gets the captured parts in a stable sequence.</param>
    /// <returns>Null where there is no such charge or order.</returns>
    Task<Result<RequestedRefunds>?> RequestAsync(
        ChargeId? charge, OrderId? order, long? version, string? reason, Func<IReadOnlyList<CapturedPart>, Result<IReadOnlyList<RefundPart>>> decide, CancellationToken cancellationToken);
}

/// <summary>Gives money back. Callers see to it that the actor may write payments and, where a person asks, has just proved who it is.</summary>
public sealed class RefundPayments(IRefundStore store)
{
    public const int MaxReasonLength = 500;

    /// <param name="amount">Yen, taken from the orders of the charge one after the other; null: all that is left of it.</param>
    /// <returns>Null where there is no such charge.</returns>
    public Task<Result<RequestedRefunds>?> ExecuteAsync(ChargeId charge, long? amount, string? reason, CancellationToken cancellationToken) =>
        ExecuteAsync(charge, null, amount, reason, null, cancellationToken);

    /// <param name="order">Only this order's part of the charge; null: all of it.</param>
    /// <param name="amount">Yen; null: all that is left.</param>
    /// <param name="version"><see cref="ChargeDetails.Version"/> that the request was made for; null: whatever it is now.</param>
    /// <returns>Null where there is no such charge.</returns>
    public Task<Result<RequestedRefunds>?> ExecuteAsync(ChargeId charge, OrderId? order, long? amount, string? reason, long? version, CancellationToken cancellationToken) =>
        RequestAsync(charge, order, amount, reason, version, cancellationToken);

    /// <param name="amount">Yen, taken from the charges of the order one after the other; null: all that is left of them.</param>
    /// <returns>Null where there is no such order.</returns>
    public Task<Result<RequestedRefunds>?> ExecuteAsync(OrderId order, long? amount, string? reason, CancellationToken cancellationToken) =>
        RequestAsync(null, order, amount, reason, null, cancellationToken);

    private async Task<Result<RequestedRefunds>?> RequestAsync(ChargeId? charge, OrderId? order, long? amount, string? reason, long? version, CancellationToken cancellationToken)
    {
        var why = string.Concat((reason ?? "").Where(static character => !char.IsControl(character) || character == '\n')).Trim();
        if (why.Length > MaxReasonLength)
        {
            return (Result<RequestedRefunds>)new Error(PaymentErrors.ReasonTooLong, Text(MaxReasonLength));
        }

        return amount < 1
            ? (Result<RequestedRefunds>)new Error(PaymentErrors.RefundTooLow)
            : await store.RequestAsync(charge, order, version, why.Length == 0 ? null : why, parts => Share(parts, amount), cancellationToken);
    }

    /// <summary>What goes back of each part, the first ones in full.</summary>
    public static Result<IReadOnlyList<RefundPart>> Share(IReadOnlyList<CapturedPart> parts, long? amount)
    {
        var refundable = parts.Sum(part => part.Refundable);
        if (refundable == 0)
        {
            return new Error(PaymentErrors.NothingCaptured);
        }

        var left = amount ?? refundable;
        if (left > refundable)
        {
            return new Error(PaymentErrors.RefundTooHigh, Text(refundable));
        }

        var shares = new List<RefundPart>();
        foreach (var part in parts.Where(part => part.Refundable > 0))
        {
            var share = Math.Min(left, part.Refundable);
            if (share > 0)
            {
                shares.Add(new RefundPart(part.Charge, part.Order, share));
            }

            left -= share;
        }

        return shares;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
