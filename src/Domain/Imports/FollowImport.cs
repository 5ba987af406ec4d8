using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>An import whose rows are done, as far as following it goes.</summary>
public sealed record FollowedImport(ImportId Id, ImportStatus Status, ImportPhase Phase, ImportSettle Settle, ImportNotify Notify);

/// <summary>Where a followed import stands in the database; always within the operation's tenant.</summary>
public interface IFollowedImports
{
    Task<FollowedImport?> FindAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Moves it on and tells all viewers. What is there already, or was undone meanwhile, stays as it is.</summary>
    /// <param name="told">Kept in the same transaction; null for none.</param>
    Task EnterAsync(ImportId import, ImportPhase phase, PortalEvent? told, CancellationToken cancellationToken);

    /// <summary>Whether all who are to hear of its orders have their messages in the queue.</summary>
    Task<bool> IsToldAsync(ImportId import, CancellationToken cancellationToken);
}

/// <summary>Settles the orders of a batch. Imports know no more of payments.</summary>
public interface IBatchSettlement
{
    /// <summary>Plans and begins the settlement of the import's orders unless one was begun; nothing happens where none can be settled.</summary>
    Task BeginAsync(ImportId import, ImportSettle settle, CancellationToken cancellationToken);

    /// <summary>Whether nothing is waiting or under way any more; what waits for customers does not count.</summary>
    Task<bool> IsDoneAsync(ImportId import, CancellationToken cancellationToken);
}

/// <summary>
/// Sees an import through when its rows are done: settles its orders, then has their customers told. Each step looks at what is stored, does what is
/// missing and can be repeated, so that any instance may go on from anywhere.
/// </summary>
public sealed class FollowImport(IFollowedImports imports, IBatchSettlement settlement, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>What follows when the rows of an import are done, and whether its customers may be told at once.</summary>
    /// <remarks>
    /// Only now and not while rows are written: nobody is charged for a file whose totals do not agree. What nobody asked for by name does not keep
    /// an import from being finished: its customers are told all the same, from the queue.
    /// </remarks>
    public static (ImportPhase Next, bool TellsNow) After(ImportRun run, ImportOutcome outcome, long ordersCreated)
    {
        if (run.Task != ImportTask.Write || ordersCreated == 0 || outcome.Status is not (ImportStatus.Completed or ImportStatus.CompletedWithErrors))
        {
            return (ImportPhase.Finished, false);
        }

        return run.Settings switch
        {
            { Settle: not ImportSettle.None } => (ImportPhase.Settling, false),
            { Notify: ImportNotify.None } => (ImportPhase.Finished, false),
            { Notify: ImportNotify.Default } => (ImportPhase.Finished, true),
            _ => (ImportPhase.Notifying, true),
        };
    }

    /// <summary>Takes an import one step on.</summary>
    /// <returns>When to look again; null: it is through, or somebody undoes it.</returns>
    public async Task<TimeSpan?> ExecuteAsync(ImportId id, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(id, cancellationToken) is not { Status: ImportStatus.Completed or ImportStatus.CompletedWithErrors } import)
        {
            return null;
        }

        switch (import.Phase)
        {
            case ImportPhase.Settling:
                await settlement.BeginAsync(id, import.Settle, cancellationToken);
                if (!await settlement.IsDoneAsync(id, cancellationToken))
                {
                    return LookAgain;
                }

                await TellAsync(import, cancellationToken);
                return LookAgain;
            case ImportPhase.Notifying:
                if (!await imports.IsToldAsync(id, cancellationToken))
                {
                    return LookAgain;
                }

                await imports.EnterAsync(id, ImportPhase.Finished, null, cancellationToken);
                return null;
            default:
                return null;
        }
    }

    private Task TellAsync(FollowedImport import, CancellationToken cancellationToken) => import.Notify == ImportNotify.None
        ? imports.EnterAsync(import.Id, ImportPhase.Finished, null, cancellationToken)
        : imports.EnterAsync(import.Id, ImportPhase.Notifying, OrdersAccepted(import.Id, clock.GetUtcNow()), cancellationToken);

    /// <summary>The one event of a batch that makes its customers hear; its id is the import's, so that there is never a second.</summary>
    public static PortalEvent OrdersAccepted(ImportId import, DateTimeOffset now) =>
        PortalEvent.Of(EventTypes.ImportOrdersAccepted, now) with { Id = import.Value, ImportId = import.Value };
}
