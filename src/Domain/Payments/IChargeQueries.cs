using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Payments;

/// <summary>What narrows a list of charges, and its sequence; conditions that are null or empty do not.</summary>
public sealed record ChargeFilter
{
    public SettlementId? Settlement { get; init; }

    /// <summary>Charges of the import's settlements.</summary>
    public ImportId? Import { get; init; }

    /// <summary>Any of these.</summary>
    public IReadOnlyList<ChargeStatus> Statuses { get; init; } = [];

    /// <summary>Exact.</summary>
    public string? Gateway { get; init; }

    /// <summary>Exact.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>Charges that settle this order or a part of it.</summary>
    public OrderId? Order { get; init; }

    /// <summary>Charges that settle an order of this group or a part of it. Exact.</summary>
    public string? Group { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>False: the newest first.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>A charge as a list shows it.</summary>
/// <param name="Amount">Yen.</param>
/// <param name="Refunded">Yen of it that have gone back.</param>
/// <param name="Orders">How many orders it settles, in full or in part.</param>
/// <param name="OrderNumber">Of one of them; null where it is gone (its import was undone).</param>
/// <param name="Attempts">At the gateway, in all rounds.</param>
/// <param name="FailureCode">In the gateway's or the portal's words; null for none.</param>
/// <param name="NextAttemptAt">When it is tried again; null: it is not waiting for that.</param>
public sealed record ChargeListItem(
    ChargeId Id, SettlementId Settlement, long SettlementNumber, ChargeStatus Status, PaymentMethod Method, string Gateway, long Amount, long Refunded, string? CustomerCode,
    int Orders, string? OrderNumber, int Attempts, string? FailureCode, DateTimeOffset? NextAttemptAt, DateTimeOffset CreatedAt, DateTimeOffset? CapturedAt)
{
    /// <summary>When the charge or one of its refunds changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>Which part of which order a charge settles.</summary>
/// <param name="OrderNumber">Null where the order is gone (its import was undone).</param>
/// <param name="OrderTotal">Yen.</param>
/// <param name="Amount">Yen of it that the charge settles.</param>
/// <param name="Refunded">Yen of that which have gone back.</param>
/// <param name="Refundable">Yen of it that can be refunded now; 0 where nothing has come in.</param>
public sealed record ChargeAllocation(OrderId Order, string? OrderNumber, long? OrderTotal, long Amount, long Refunded, long Refundable);

/// <summary>A call of the gateway, or a message from it.</summary>
/// <param name="Refund">The refund that it was about, or null.</param>
/// <param name="Number">Of the round, from 1.</param>
/// <param name="FinishedAt">Null where no answer came.</param>
public sealed record ChargeAttempt(
    AttemptKind Kind, RefundId? Refund, int Round, int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, AttemptOutcome Outcome, string? Code, int? HttpStatus,
    string? GatewayReference, string? RequestId);

/// <param name="Amount">Yen.</param>
/// <param name="Reason">As the person gave it, or null.</param>
public sealed record ChargeRefund(
    RefundId Id, long Amount, RefundStatus Status, string? Reason, int Attempts, string? GatewayReference, string? FailureCode, DateTimeOffset CreatedAt, string ActorName,
    DateTimeOffset? FinishedAt, IReadOnlyList<PlannedAllocation> Orders);

/// <summary>A charge with everything there is of it.</summary>
/// <param name="Allocations">By order number.</param>
/// <param name="Attempts">The newest first, the last <see cref="MaxAttempts"/> of them.</param>
/// <param name="Refunds">The newest first.</param>
public sealed record ChargeDetails(
    ChargeListItem Charge, IReadOnlyList<ChargeAllocation> Allocations, IReadOnlyList<ChargeAttempt> Attempts, IReadOnlyList<ChargeRefund> Refunds)
{
    public const int MaxAttempts = 200;

    /// <summary>Another one after every change of the charge; a request can name the one that it was made for.</summary>
    public long Version { get; init; }

    public required int Round { get; init; }

    /// <summary>False: it may have been charged without our knowing.</summary>
    public required bool OutcomeKnown { get; init; }

    /// <summary>A person asked to take it back; the gateway has not answered yet.</summary>
    public required bool CancelRequested { get; init; }

    public string? GatewayReference { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the customer shows at the till; null for anything but konbini.</summary>
    public Voucher? Voucher { get; init; }

    /// <summary>Yen that can be refunded now, without what is on its way back.</summary>
    public long Refundable => Allocations.Sum(allocation => allocation.Refundable);
}

/// <summary>Reads charges for people and programs; always within the operation's tenant.</summary>
public interface IChargeQueries
{
    /// <param name="cursor">Where the page before ended, in the same sequence; null: the start.</param>
    Task<Page<ChargeListItem>> ListAsync(ChargeFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Those that changed, in the sequence of their changes.</summary>
    Task<ModifiedPage<ChargeListItem>> ListModifiedAsync(ChargeFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    Task<ChargeDetails?> GetAsync(ChargeId id, CancellationToken cancellationToken);
}
