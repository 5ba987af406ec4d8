using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>One thing that happened to an order.</summary>
public abstract record OrderHappening(DateTimeOffset At)
{
    /// <summary>It came to be.</summary>
    /// <param name="ImportNumber">Of the import it came from, or null.</param>
    /// <param name="Row">Row of that import's file.</param>
    public sealed record Created(DateTimeOffset At, OrderSource Source, long? ImportNumber, int? Row) : OrderHappening(At);

    /// <param name="ActorName">As people read it at the time.</param>
    /// <param name="Reason">What the person gave as the reason, or a code of the portal's own; null for none.</param>
    public sealed record StatusChanged(DateTimeOffset At, OrderStatus? From, OrderStatus To, ActorKind Actor, string ActorName, string? Reason) : OrderHappening(At);

    /// <summary>A charge was planned, for the order alone or with others.</summary>
    /// <param name="Amount">Yen of the charge that settle this order.</param>
    public sealed record Charged(DateTimeOffset At, ChargeId Charge, PaymentMethod Method, ChargeStatus Status, long Amount, int Attempts, string? FailureCode) : OrderHappening(At);

    /// <summary>A gateway was asked, or told something by itself.</summary>
    /// <param name="Number">Of the round, from 1.</param>
    public sealed record Attempted(DateTimeOffset At, ChargeId Charge, AttemptKind Kind, AttemptOutcome Outcome, int Number, string? Code) : OrderHappening(At);

    /// <param name="Amount">Yen of the refund that go back for this order.</param>
    public sealed record RefundAsked(DateTimeOffset At, ChargeId Charge, RefundStatus Status, long Amount, string ActorName, string? FailureCode) : OrderHappening(At);

    /// <summary>Somebody was told, or is to be.</summary>
    public sealed record Notified(DateTimeOffset At, NotificationTopic Topic, NotificationChannel Channel, NotificationStatus Status, string? FailureCode) : OrderHappening(At);
}

/// <summary>Everything that happened to one order, whichever feature did it; always within the operation's tenant.</summary>
public interface IOrderTimeline
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<OrderHappening>> OfAsync(OrderId order, int limit, CancellationToken cancellationToken);
}
