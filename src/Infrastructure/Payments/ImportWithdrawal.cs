using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Takes back the charges of an import that is undone, as far as nobody has begun to send them.</summary>
public sealed class ImportWithdrawal(TimeProvider clock) : IImportWithdrawal
{
    /// <summary>
    /// Charges that share orders go together or stay together, so that no order is left settled in part. Orders of charges that go are unpaid then, and untouched if they
    /// were when they were settled; the others are under way with their payment, and undoing leaves them.
    /// </summary>
    public async Task WithdrawAsync(NpgsqlTransaction transaction, ImportRun run, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var waiting = await WaitingAsync(connection, run.Id, cancellationToken);
        if (waiting.Count == 0)
        {
            return;
        }

        var charges = await FoundCharges.LockAsync(connection, await FoundCharges.WithSiblingsAsync(connection, waiting, cancellationToken), cancellationToken);
        var free = await FreeAsync(connection, charges, cancellationToken);
        var staying = charges.Where(charge => !free.Contains(charge.Id)).Select(static charge => charge.Id).ToHashSet();
        staying = await FoundCharges.WithSiblingsAsync(connection, staying, cancellationToken);
        var going = charges.Where(charge => !staying.Contains(charge.Id)).ToList();
        foreach (var lane in going.GroupBy(static charge => PaymentLanes.Charges(charge.Gateway), StringComparer.Ordinal))
        {
            await WorkQueue.WithdrawAsync(connection, lane.Key, [.. lane.Select(static charge => charge.Id)], cancellationToken);
        }

        await ChargeCancelling.CancelAsync(connection, run.Tenant, going, clock.GetUtcNow(), cancellationToken);
    }

    private static async Task<HashSet<Guid>> WaitingAsync(NpgsqlConnection connection, ImportId import, CancellationToken cancellationToken) =>
        [.. await new NpgsqlCommand(
            """
            SELECT DISTINCT c.id FROM orders o
            JOIN charge_allocations a ON a.tenant_id = o.tenant_id AND a.order_id = o.id
            JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id AND c.status = 1
            WHERE o.tenant_id = (SELECT current_tenant()) AND o.batch_id = $1 AND o.payment_status = 2
            """,
            connection).With(NpgsqlDbType.Uuid, import.Value).ReadAsync(static reader => reader.GetGuid(0), cancellationToken)];

    /// <summary>Those that nobody has in hand and nobody will before the transaction ends, and of which nothing was ever sent.</summary>
    private static async Task<HashSet<Guid>> FreeAsync(NpgsqlConnection connection, List<FoundCharge> charges, CancellationToken cancellationToken)
    {
        var free = new HashSet<Guid>();
        foreach (var lane in charges.Where(static charge => charge is { Status: ChargeStatus.Planned, OutcomeKnown: true })
            .GroupBy(static charge => PaymentLanes.Charges(charge.Gateway), StringComparer.Ordinal))
        {
            free.UnionWith(await new NpgsqlCommand(
                "SELECT id FROM work_queue WHERE lane = $1 AND id = ANY($2) AND worker IS NULL ORDER BY id FOR UPDATE SKIP LOCKED", connection)
                .With(NpgsqlDbType.Text, lane.Key)
                .With(NpgsqlDbType.Uuid, [.. lane], static charge => charge.Id)
                .ReadAsync(static reader => reader.GetGuid(0), cancellationToken));
        }

        return free;
    }
}
