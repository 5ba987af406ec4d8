using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Payments;

/// <summary>Charges that a request is about: certain ones, or all of a settlement or import for which it makes sense.</summary>
public sealed record ChargeSelection
{
    /// <summary>Charges that are named one by one at most.</summary>
    public const int MaxCharges = 10_000;

    private ChargeSelection()
    {
    }

    public IReadOnlyList<ChargeId> Charges { get; private init; } = [];

    public SettlementId? Settlement { get; private init; }

    public ImportId? Import { get; private init; }

    private long? Version { get; init; }

    public static ChargeSelection Of(params IReadOnlyList<ChargeId> charges) => new() { Charges = charges };

    public static ChargeSelection AllOf(SettlementId settlement) => new() { Settlement = settlement };

    /// <param name="version"><see cref="ChargeDetails.Version"/> that the request was made for; null: whatever it is now.</param>
    public static ChargeSelection Of(ChargeId charge, long? version) => new() { Charges = [charge], Version = version };

    /// <summary>Of all settlements of the import.</summary>
    public static ChargeSelection AllOf(ImportId import) => new() { Import = import };

    /// <summary>Not null where the charge is the named one and not as the caller has seen it.</summary>
    internal Error? CheckVersion(ChargeState charge) =>
        Version is { } version && version != charge.Version && Charges.Contains(charge.Id) ? new Error(PaymentErrors.ChangedMeanwhile) : null;

    /// <summary>Null where it can be worked on.</summary>
    internal Error? Check() =>
        Charges.Count > MaxCharges ? new Error(PaymentErrors.TooManyCharges, MaxCharges.ToString(CultureInfo.InvariantCulture)) : null;
}

/// <summary>An order of a charge as it is in the moment of a decision.</summary>
/// <param name="Allocated">Yen that the charges of the order settle together, without cancelled ones.</param>
public readonly record struct ChargedOrder(OrderStatus Status, long Total, long Allocated);

/// <summary>A charge in the moment of a decision.</summary>
/// <param name="OutcomeKnown">False: it may have been charged without our knowing.</param>
/// <param name="HasGateway">Whether its gateway is still set up.</param>
public sealed record ChargeState(ChargeId Id, ChargeStatus Status, bool OutcomeKnown, bool HasGateway, IReadOnlyList<ChargedOrder> Orders)
{
    /// <inheritdoc cref="ChargeDetails.Version"/>
    public long Version { get; init; }
}

/// <summary>How a charge is taken back.</summary>
public enum CancelMove
{
    /// <summary>Nothing is under way: it is cancelled at once.</summary>
    Now,

    /// <summary>It waits for a worker: cancelled at once, provided that none has taken it.</summary>
    Withdraw,

    /// <summary>The customer holds a slip: the gateway is asked.</summary>
    AskGateway,
}

/// <summary>What may be done with a charge in which state; any other request is refused and changes nothing.</summary>
public static class ChargeTransitions
{
    /// <summary>Null where the charge may be sent again. A decline that is definite gets a new round, so that the gateway looks at it anew.</summary>
    public static Error? Retry(ChargeState charge) => charge switch
    {
        { Status: not (ChargeStatus.Declined or ChargeStatus.Failed or ChargeStatus.Expired) } => new Error(PaymentErrors.NotRetryable),
        { HasGateway: false } => new Error(PaymentErrors.NoGateway),

        // Whether money came in has to be found out, whatever became of the order.
        { OutcomeKnown: false } => null,
        _ when charge.Orders.Any(order => order.Status != OrderStatus.Pending) => new Error(PaymentErrors.OrderNotPending),
        _ when charge.Orders.Any(order => order.Total != order.Allocated) => new Error(PaymentErrors.OrderChanged),
        _ => null,
    };

    /// <summary>How the charge is taken back, or why not.</summary>
    public static Result<CancelMove> Cancel(ChargeState charge) => charge switch
    {
        { Status: ChargeStatus.Cancelled } => new Error(PaymentErrors.AlreadyCancelled),
        { Status: ChargeStatus.Succeeded or ChargeStatus.Refunded or ChargeStatus.PartlyRefunded } => new Error(PaymentErrors.AlreadyCaptured),
        { Status: ChargeStatus.Sending } => new Error(PaymentErrors.ChargeInProgress),
        { Status: ChargeStatus.AwaitingCustomer, HasGateway: false } => new Error(PaymentErrors.NoGateway),
        { Status: ChargeStatus.AwaitingCustomer } => CancelMove.AskGateway,
        { OutcomeKnown: false } => new Error(PaymentErrors.OutcomeUnknown),
        { Status: ChargeStatus.Planned } => CancelMove.Withdraw,
        _ => CancelMove.Now,
    };
}

/// <param name="Code">One of <see cref="PaymentErrors"/>.</param>
public sealed record RefusedCharge(ChargeId Charge, string Code);

/// <summary>What became of charges that somebody asked to change.</summary>
/// <param name="Changed">How many were changed; of those to cancel also the ones whose gateway is being asked.</param>
/// <param name="Refused">The named ones that stay as they are.</param>
public sealed record ChargeOutcomes(int Changed, IReadOnlyList<RefusedCharge> Refused);

/// <summary>The database side of changing charges; always within the operation's tenant. Each method is one transaction that holds the charges and their orders.</summary>
public interface IChargeStore
{
    /// <param name="decide">Null where the charge is sent again.</param>
    Task<ChargeOutcomes> RetryAsync(ChargeSelection selection, Func<ChargeState, Error?> decide, CancellationToken cancellationToken);

    /// <summary>With a charge, those go that settle other parts of the same orders and can go: an order is charged in full or not at all.</summary>
    Task<ChargeOutcomes> CancelAsync(ChargeSelection selection, Func<ChargeState, Result<CancelMove>> decide, CancellationToken cancellationToken);
}

/// <summary>Sends declined, failed and expired charges again. Callers see to it that the actor may write payments.</summary>
public sealed class RetryCharges(IChargeStore store)
{
    public async Task<Result<ChargeOutcomes>> ExecuteAsync(ChargeSelection selection, CancellationToken cancellationToken) =>
        selection.Check() is { } error ? error : await store.RetryAsync(selection, charge => selection.CheckVersion(charge) ?? ChargeTransitions.Retry(charge), cancellationToken);
}

/// <summary>Takes back charges of which no money has come in; their orders can be settled anew. Callers see to it that the actor may write payments.</summary>
public sealed class CancelCharges(IChargeStore store)
{
    public async Task<Result<ChargeOutcomes>> ExecuteAsync(ChargeSelection selection, CancellationToken cancellationToken) =>
        selection.Check() is { } error ? error : await store.CancelAsync(selection, charge => selection.CheckVersion(charge) ?? ChargeTransitions.Cancel(charge), cancellationToken);
}
