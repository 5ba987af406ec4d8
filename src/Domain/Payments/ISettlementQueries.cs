using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Payments;

/// <summary>What narrows a list of settlements, and its sequence; conditions that are null do not.</summary>
public sealed record SettlementFilter
{
    public ImportId? Import { get; init; }

    /// <summary>True: those whose charges are still waiting or under way; false: the others.</summary>
    public bool? IsRunning { get; init; }

    /// <summary>False: the newest first.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>How many charges stand in a state, and how much they are.</summary>
/// <param name="Amount">Yen.</param>
/// <param name="Refunded">Yen of it that have gone back.</param>
public sealed record ChargeTally(ChargeStatus Status, int Count, long Amount, long Refunded);

/// <summary>A settlement as it was started.</summary>
/// <param name="Number">That people use for it.</param>
/// <param name="Import">The batch that it settles; null for a selection of orders.</param>
/// <param name="Amount">Yen of all its charges.</param>
/// <param name="AmountUnsettled">Yen of the orders that its plan left out, those not counted that were settled already.</param>
/// <param name="ActorName">Who started it, as people read it at the time; empty or the portal's name for the portal itself.</param>
/// <param name="FinishedAt">When none of its charges was waiting or under way any more; null while some are.</param>
public sealed record SettlementView(
    SettlementId Id, long Number, ImportId? Import, long? ImportNumber, SettlementGrouping Grouping, string Gateway, int Orders, int Charges, long Amount,
    int OrdersUnsettled, long AmountUnsettled, DateTimeOffset CreatedAt, string ActorName, DateTimeOffset? FinishedAt)
{
    /// <summary>When it was started, finished, or taken up again by a retry; its charges change by themselves.</summary>
    public DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>A settlement in the list.</summary>
/// <param name="Counts">Charges by status; a status that none has is missing.</param>
public sealed record SettlementListItem(SettlementView Settlement, IReadOnlyDictionary<ChargeStatus, int> Counts);

/// <summary>A settlement with where its charges stand, by status.</summary>
public sealed record SettlementDetails(SettlementView Settlement, IReadOnlyList<ChargeTally> Charges);

/// <summary>Where the money of an import stands.</summary>
/// <param name="Settlements">The newest first.</param>
/// <param name="Charges">Of all of them together, by status.</param>
public sealed record ImportPayments(IReadOnlyList<SettlementView> Settlements, IReadOnlyList<ChargeTally> Charges);

/// <summary>Sums that have to agree, in yen, reckoned anew from the tables.</summary>
/// <param name="Orders">Orders reckoned with.</param>
/// <param name="OrdersTotal">Their totals.</param>
/// <param name="Unsettled">Of that, the totals of orders that no charge settles.</param>
/// <param name="Allocated">What charges settle of the orders, cancelled ones not counted: <c>OrdersTotal − Unsettled</c> where all is right.</param>
/// <param name="Captured">What came in, by the book of movements.</param>
/// <param name="Refunded">What went back, by the book of movements.</param>
/// <param name="Outstanding">What is allocated and has not come in.</param>
public sealed record ReconcileFigures(long Orders, long OrdersTotal, long Unsettled, long Allocated, long Captured, long Refunded, long Outstanding)
{
    /// <summary>Every yen is accounted for, whether it has come in yet or not.</summary>
    public bool IsConsistent => OrdersTotal == Unsettled + Allocated && Allocated == Captured + Outstanding;

    /// <summary>What came in and stayed.</summary>
    public long Kept => Captured - Refunded;
}

/// <summary>Reads settlements for people and programs; always within the operation's tenant.</summary>
public interface ISettlementQueries
{
    /// <param name="cursor">Where the page before ended, in the same sequence; null: the start.</param>
    Task<Page<SettlementListItem>> ListAsync(SettlementFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Those that changed, in the sequence of their changes.</summary>
    Task<ModifiedPage<SettlementListItem>> ListModifiedAsync(SettlementFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    Task<SettlementDetails?> GetAsync(SettlementId id, CancellationToken cancellationToken);

    /// <summary>By the number that people use.</summary>
    Task<SettlementDetails?> FindAsync(long number, CancellationToken cancellationToken);

    /// <summary>Null where the import was never settled.</summary>
    Task<ImportPayments?> OfImportAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Over all orders of the import, however they were settled.</summary>
    Task<ReconcileFigures> ReconcileAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Over the orders of the settlement, with all their charges.</summary>
    Task<ReconcileFigures> ReconcileAsync(SettlementId settlement, CancellationToken cancellationToken);
}
