using System.Globalization;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>An order that shall take another status.</summary>
/// <param name="Seen">Its <c>modified_seq</c> when whoever asks looked at it; null for callers that do not look first.</param>
public sealed record OrderToChange(OrderId Id, long? Seen);

/// <summary>As much of a stored order as decides about its status.</summary>
/// <param name="Seq">Its <c>modified_seq</c> now.</param>
/// <param name="LastActor">The person or program that changed it last, as people read it; null where the portal did so itself, and where nobody asked.</param>
public sealed record OrderState(OrderId Id, string OrderNumber, OrderStatus Status, PaymentStatus Payment, long Seq, DateTimeOffset ModifiedAt, string? LastActor);

/// <summary>What became of one order.</summary>
/// <param name="OrderNumber">Null where there is no such order in the tenant.</param>
/// <param name="Refusal">Null where it took the status.</param>
public sealed record OrderStatusOutcome(OrderId Id, string? OrderNumber, Error? Refusal);

/// <summary>What became of a selection.</summary>
/// <param name="Orders">In the sequence of the request; an order that was named twice is there once.</param>
public sealed record OrderStatusOutcomes(OrderStatus To, IReadOnlyList<OrderStatusOutcome> Orders);

/// <summary>Changes the status of stored orders with everything that goes with it, in one transaction.</summary>
public interface IOrderStatusStore
{
    /// <summary>
    /// Decides on each order as it is then, holding it, so that of two who change it at once one decides on what the other has made. Those that are
    /// allowed change together; the others stay as they are.
    /// </summary>
    /// <returns>In the sequence of the request.</returns>
    Task<IReadOnlyList<OrderStatusOutcome>> ChangeAsync(
        IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, Func<OrderToChange, OrderState, Error?> decide, CancellationToken cancellationToken);
}

/// <summary>
/// Moves orders along their states by hand of a person or program: one, or a selection, each with its own outcome. Callers see to it that the actor has
/// the permission to write orders.
/// </summary>
public sealed class ChangeOrderStatus(IOrderStatusStore store)
{
    /// <summary>Orders in one request at most.</summary>
    public const int MaxOrders = 1_000;

    public const int MaxReasonLength = 500;

    /// <summary>Argument: <see cref="MaxOrders"/>.</summary>
    public const string TooMany = "too_many_selected";

    /// <summary>Argument: <see cref="MaxReasonLength"/>.</summary>
    public const string ReasonTooLong = "reason_too_long";

    /// <summary>The order is not as it was when whoever asks looked at it. Arguments: who changed it last, and when (ISO 8601 in UTC).</summary>
    public const string ChangedByOther = "order_changed_by_other";

    /// <summary>The same where the portal itself changed the order: a settlement, an import. Argument: when.</summary>
    public const string ChangedMeanwhile = "order_changed_meanwhile";

    /// <summary>There is no such order in the tenant.</summary>
    public const string NotFound = "order_not_found";

    /// <param name="reason">Why, for the history of the order; not for the customer. Blank for none.</param>
    /// <returns>What became of each order, or the refusal of the request as a whole.</returns>
    public async Task<Result<OrderStatusOutcomes>> ExecuteAsync(
        IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, CancellationToken cancellationToken)
    {
        if (orders.Count > MaxOrders)
        {
            return new Error(TooMany, Text(MaxOrders));
        }

        var why = string.Concat((reason ?? "").Where(static character => !char.IsControl(character) || character == '\n')).Trim();
        if (why.Length > MaxReasonLength)
        {
            return new Error(ReasonTooLong, Text(MaxReasonLength));
        }

        var asked = orders.DistinctBy(static order => order.Id).ToList();
        return new OrderStatusOutcomes(
            to, asked.Count == 0 ? [] : await store.ChangeAsync(asked, to, why.Length == 0 ? null : why, (order, state) => Decide(order, state, to), cancellationToken));
    }

    private static Error? Decide(OrderToChange asked, OrderState state, OrderStatus to)
    {
        if (asked.Seen is not { } seen || seen == state.Seq)
        {
            return OrderTransitions.Check(state.Status, state.Payment, to);
        }

        var when = state.ModifiedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return state.LastActor is { } actor ? new Error(ChangedByOther, actor, when) : new Error(ChangedMeanwhile, when);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
