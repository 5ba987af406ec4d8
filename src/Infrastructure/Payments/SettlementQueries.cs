using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Reads settlements; what is counted or summed is counted and summed in the database.</summary>
internal sealed class SettlementQueries(TenantConnections connections, OperationContext operation, ModifiedRows modified) : ISettlementQueries
{
    private const string Columns =
        """
        s.id, s.number, s.import_id, (SELECT b.number FROM import_batches b WHERE b.tenant_id = s.tenant_id AND b.id = s.import_id), s.grouping, s.gateway, s.orders, s.charges, s.amount,
        s.orders_unsettled, s.amount_unsettled, s.created_at, s.actor_name, s.finished_at, s.modified_at
        """;

    /// <summary>Charges by status as an object, without those that have succeeded. Nearly all have: they are what is left of all, and not read.</summary>
    private const string Counts =
        """
        (SELECT jsonb_object_agg(n.status, n.count) FROM (
            SELECT c.status, count(*) FROM charges c
            WHERE c.tenant_id = s.tenant_id AND c.settlement_id = s.id AND c.status IN (1, 2, 4, 5, 6, 7, 8, 9, 10) GROUP BY c.status) n)
        """;

    private const string Filter = "s.tenant_id = $1 AND ($2::uuid IS NULL OR s.import_id = $2) AND ($3::boolean IS NULL OR (s.finished_at IS NULL) = $3)";

    /// <summary>Sums by status, of charges named <c>c</c>.</summary>
    private const string Tally = "SELECT c.status, count(*)::int, sum(c.amount)::bigint, sum(c.refunded)::bigint FROM charges c";

    public async Task<Page<SettlementListItem>> ListAsync(SettlementFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var place = Cursor.Read(cursor);
        var (beyond, direction) = filter.OldestFirst ? (">", "ASC") : ("<", "DESC");
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Filtered(connection, filter);
        command.CommandText =
            $"""
            SELECT {Columns}, {Counts} FROM settlements s
            WHERE {Filter} AND ($4::timestamptz IS NULL OR (s.created_at, s.id) {beyond} ($4, $5)) ORDER BY s.created_at {direction}, s.id {direction} LIMIT $6
            """;
        var found = await command.With(NpgsqlDbType.TimestampTz, place is { } moment ? new DateTime(moment.Sort, DateTimeKind.Utc) : null)
            .With(NpgsqlDbType.Uuid, place?.Id)
            .With(NpgsqlDbType.Integer, limit + 1)
            .ReadAsync(ReadItem, cancellationToken);
        var last = found.Count > limit ? found[limit - 1].Settlement : null;
        return new Page<SettlementListItem>([.. found.Take(limit)], last is null ? null : Cursor.Write(last.CreatedAt.UtcTicks, last.Id.Value));
    }

    public async Task<ModifiedPage<SettlementListItem>> ListModifiedAsync(SettlementFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Filtered(connection, filter);
        command.CommandText =
            $"SELECT {Columns}, {Counts}, s.modified_seq FROM settlements s WHERE {Filter} AND {ModifiedSql.Add(command, window, "s")} ORDER BY s.modified_seq LIMIT {window.Take}";
        return window.ToPage(await command.ReadAsync(static reader => (ReadItem(reader), reader.GetInt64(16)), cancellationToken));
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

    /// <summary>With the values of <see cref="Filter"/>; more begin at $4.</summary>
    private NpgsqlCommand Filtered(NpgsqlConnection connection, SettlementFilter filter) => new NpgsqlCommand { Connection = connection }
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(NpgsqlDbType.Uuid, filter.Import?.Value)
        .With(NpgsqlDbType.Boolean, filter.IsRunning);

    private static SettlementListItem ReadItem(NpgsqlDataReader reader) => new(Read(reader), CountsOf(reader.GetInt32(7), reader.TextOrNull(15)));

    private static SettlementView Read(NpgsqlDataReader reader) => new(
        new SettlementId(reader.GetGuid(0)), reader.GetInt64(1), reader.OrNull<Guid>(2) is { } import ? new ImportId(import) : null, reader.OrNull<long>(3),
        (SettlementGrouping)reader.GetInt16(4), reader.GetString(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt64(8), reader.GetInt32(9), reader.GetInt64(10),
        reader.GetFieldValue<DateTimeOffset>(11), reader.GetString(12), reader.OrNull<DateTimeOffset>(13))
    {
        ModifiedAt = reader.GetFieldValue<DateTimeOffset>(14),
    };

    private static Dictionary<ChargeStatus, int> CountsOf(int all, string? others)
    {
        var counts = others is null ? [] : JsonSerializer.Deserialize<Dictionary<short, int>>(others)!.ToDictionary(static count => (ChargeStatus)count.Key, static count => count.Value);
        if (all - counts.Values.Sum() is > 0 and var succeeded)
        {
            counts[ChargeStatus.Succeeded] = succeeded;
        }

        return counts;
    }
}
