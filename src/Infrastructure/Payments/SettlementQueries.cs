using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Reads settlements; what is counted or summed is counted and summed in the database.</summary>
public sealed class SettlementQueries(TenantConnections connections, OperationContext operation) : ISettlementQueries
{
    private const string Columns =
        """
        s.id, s.number, s.import_id, (SELECT b.number FROM import_batches b WHERE b.tenant_id = s.tenant_id AND b.id = s.import_id), s.grouping, s.gateway, s.orders, s.charges, s.amount,
        s.orders_unsettled, s.amount_unsettled, s.created_at, s.actor_name, s.finished_at
        """;

    /// <summary>Sums by status, of charges named <c>c</c>.</summary>
    private const string Tally = "SELECT c.status, count(*)::int, sum(c.amount)::bigint, sum(c.refunded)::bigint FROM charges c";

    public async Task<Page<SettlementListItem>> ListAsync(SettlementFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);

        // Nearly all charges have succeeded: they are what is left of all, and not read.
        var found = await new NpgsqlCommand(
            $"""
            SELECT {Columns}, (
                SELECT jsonb_object_agg(n.status, n.count) FROM (
                    SELECT c.status, count(*) FROM charges c
                    WHERE c.tenant_id = s.tenant_id AND c.settlement_id = s.id AND c.status IN (1, 2, 4, 5, 6, 7, 8, 9, 10) GROUP BY c.status) n)
            FROM settlements s
            WHERE s.tenant_id = $1 AND ($2::bigint IS NULL OR s.number < $2) AND ($3::uuid IS NULL OR s.import_id = $3) AND ($4::boolean IS NULL OR (s.finished_at IS NULL) = $4)
            ORDER BY s.number DESC LIMIT $5
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Bigint, Cursor.Read(cursor)?.Sort)
            .With(NpgsqlDbType.Uuid, filter.Import?.Value)
            .With(NpgsqlDbType.Boolean, filter.IsRunning)
            .With(NpgsqlDbType.Integer, limit + 1)
            .ReadAsync(static reader => new SettlementListItem(Read(reader), Counts(reader.GetInt32(7), reader.TextOrNull(14))), cancellationToken);
        var last = found.Count > limit ? found[limit - 1].Settlement : null;
        return new Page<SettlementListItem>([.. found.Take(limit)], last is null ? null : Cursor.Write(last.Number, last.Id.Value));
    }

    public Task<SettlementDetails?> GetAsync(SettlementId id, CancellationToken cancellationToken) => OneAsync(id.Value, null, cancellationToken);

    public Task<SettlementDetails?> FindAsync(long number, CancellationToken cancellationToken) => OneAsync(null, number, cancellationToken);

    public async Task<ImportPayments?> OfImportAsync(ImportId import, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var settlements = await new NpgsqlCommand($"SELECT {Columns} FROM settlements s WHERE s.tenant_id = $1 AND s.import_id = $2 ORDER BY s.number DESC", connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, import.Value)
            .ReadAsync(Read, cancellationToken);
        return settlements.Count == 0 ? null : new ImportPayments(settlements, await TallyAsync(connection, settlements, cancellationToken));
    }

    public Task<ReconcileFigures> ReconcileAsync(ImportId import, CancellationToken cancellationToken) =>
        ReconcileAsync("SELECT id, total FROM orders WHERE tenant_id = $1 AND batch_id = $2", import.Value, cancellationToken);

    public Task<ReconcileFigures> ReconcileAsync(SettlementId settlement, CancellationToken cancellationToken) => ReconcileAsync(
        """
        SELECT id, total FROM orders WHERE tenant_id = $1 AND id IN (
            SELECT a.order_id FROM charges c JOIN charge_allocations a ON a.tenant_id = c.tenant_id AND a.charge_id = c.id WHERE c.tenant_id = $1 AND c.settlement_id = $2)
        """,
        settlement.Value,
        cancellationToken);

    private async Task<SettlementDetails?> OneAsync(Guid? id, long? number, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var found = await new NpgsqlCommand($"SELECT {Columns} FROM settlements s WHERE s.tenant_id = $1 AND (s.id = $2 OR s.number = $3)", connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, id)
            .With(NpgsqlDbType.Bigint, number)
            .ReadAsync(Read, cancellationToken);
        return found.Count == 0 ? null : new SettlementDetails(found[0], await TallyAsync(connection, found, cancellationToken));
    }

    private Task<List<ChargeTally>> TallyAsync(NpgsqlConnection connection, List<SettlementView> settlements, CancellationToken cancellationToken) => new NpgsqlCommand(
        $"{Tally} WHERE c.tenant_id = $1 AND c.settlement_id = ANY($2) GROUP BY c.status ORDER BY c.status", connection)
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(NpgsqlDbType.Uuid, settlements, static settlement => settlement.Id.Value)
        .ReadAsync(static reader => new ChargeTally((ChargeStatus)reader.GetInt16(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3)), cancellationToken);

    /// <remarks>What came in is read from the book, what is outstanding from the charges: where the two disagree, it shows.</remarks>
    private async Task<ReconcileFigures> ReconcileAsync(string orders, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var figures = await new NpgsqlCommand(
            $"""
            WITH o AS MATERIALIZED ({orders}), a AS (
                SELECT a.order_id, sum(a.amount) AS allocated, sum(a.amount) FILTER (WHERE c.status IN (1, 2, 4, 5, 6, 7)) AS outstanding
                FROM o JOIN charge_allocations a ON a.tenant_id = $1 AND a.order_id = o.id JOIN charges c ON c.tenant_id = $1 AND c.id = a.charge_id
                WHERE c.status <> 8 GROUP BY a.order_id
            ), m AS (
                SELECT m.order_id, sum(m.amount) FILTER (WHERE m.kind = 1) AS captured, -sum(m.amount) FILTER (WHERE m.kind = 2) AS refunded
                FROM o JOIN payment_movements m ON m.tenant_id = $1 AND m.order_id = o.id GROUP BY m.order_id
            )
            SELECT count(*), coalesce(sum(o.total), 0)::bigint, coalesce(sum(o.total) FILTER (WHERE a.allocated IS NULL), 0)::bigint, coalesce(sum(a.allocated), 0)::bigint,
                coalesce(sum(m.captured), 0)::bigint, coalesce(sum(m.refunded), 0)::bigint, coalesce(sum(a.outstanding), 0)::bigint
            FROM o LEFT JOIN a ON a.order_id = o.id LEFT JOIN m ON m.order_id = o.id
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, id)
            .ReadAsync(
                static reader => new ReconcileFigures(
                    reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6)),
                cancellationToken);
        return figures[0];
    }

    private static SettlementView Read(NpgsqlDataReader reader) => new(
        new SettlementId(reader.GetGuid(0)), reader.GetInt64(1), reader.OrNull<Guid>(2) is { } import ? new ImportId(import) : null, reader.OrNull<long>(3),
        (SettlementGrouping)reader.GetInt16(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt64(8), reader.GetInt32(9), reader.GetInt64(10),
        reader.GetFieldValue<DateTimeOffset>(11), reader.GetString(12), reader.OrNull<DateTimeOffset>(13));

    private static Dictionary<ChargeStatus, int> Counts(int all, string? others)
    {
        var counts = others is null ? [] : JsonSerializer.Deserialize<Dictionary<short, int>>(others)!.ToDictionary(static count => (ChargeStatus)count.Key, static count => count.Value);
        if (all - counts.Values.Sum() is > 0 and var succeeded)
        {
            counts[ChargeStatus.Succeeded] = succeeded;
        }

        return counts;
    }
}
