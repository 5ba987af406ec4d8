using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Reads charges by key, never by offset.</summary>
internal sealed class ChargeQueries(TenantConnections connections, OperationContext operation, ModifiedRows modified, FieldCipher cipher) : IChargeQueries
{
    private const string Columns =
        """
        c.id, c.settlement_id, s.number, c.status, c.method, c.gateway, c.amount, c.refunded, c.customer_code, a.orders, a.order_number, c.attempts_total, c.failure_code, c.next_attempt_at,
        c.created_at, c.captured_at, c.modified_at, c.modified_seq
        """;

    private const string Joins =
        """
        JOIN settlements s ON s.tenant_id = c.tenant_id AND s.id = c.settlement_id
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS orders, min(o.order_number) AS order_number
            FROM charge_allocations a LEFT JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id WHERE a.tenant_id = c.tenant_id AND a.charge_id = c.id) a
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<Page<ChargeListItem>> ListAsync(ChargeFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand { Connection = connection }.With(NpgsqlDbType.Uuid, operation.Tenant.Value).With(NpgsqlDbType.Integer, limit + 1);
        var conditions = Conditions(command, filter) + Beyond(command, filter.OldestFirst, cursor);
        command.CommandText = Page(conditions, filter.OldestFirst ? "c.created_at, c.id" : "c.created_at DESC, c.id DESC");
        var found = await command.ReadAsync(Read, cancellationToken);
        return new Page<ChargeListItem>([.. found.Take(limit)], found.Count > limit ? Cursor.Write(found[limit - 1].CreatedAt.UtcTicks, found[limit - 1].Id.Value) : null);
    }

    public async Task<ModifiedPage<ChargeListItem>> ListModifiedAsync(ChargeFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand { Connection = connection }.With(NpgsqlDbType.Uuid, operation.Tenant.Value).With(NpgsqlDbType.Integer, window.Take);
        var conditions = Conditions(command, filter);
        command.CommandText = Page($"{conditions} AND {ModifiedSql.Add(command, window, "c")}", "c.modified_seq");
        return window.ToPage(await command.ReadAsync(static reader => (Read(reader), reader.GetInt64(17)), cancellationToken));
    }

    public async Task<ChargeDetails?> GetAsync(ChargeId id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var allocations = await AllocationsAsync(connection, id, cancellationToken);
        var attempts = await AttemptsAsync(connection, id, cancellationToken);
        var refunds = await RefundsAsync(connection, id, cancellationToken);
        var found = await new NpgsqlCommand(
            $"""
            SELECT {Columns}, c.round, c.outcome_known, c.cancel_requested, c.gateway_reference, c.sent_at, c.expires_at, c.voucher_encrypted
            FROM charges c {Joins} WHERE c.tenant_id = $1 AND c.id = $2
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, id.Value)
            .ReadAsync(
                reader => new ChargeDetails(Read(reader), allocations, attempts, refunds)
                {
                    Version = reader.GetInt64(17),
                    Round = reader.GetInt32(18),
                    OutcomeKnown = reader.GetBoolean(19),
                    CancelRequested = reader.GetBoolean(20),
                    GatewayReference = reader.TextOrNull(21),
                    SentAt = reader.OrNull<DateTimeOffset>(22),
                    ExpiresAt = reader.OrNull<DateTimeOffset>(23),
                    Voucher = reader.IsDBNull(24) ? null : JsonSerializer.Deserialize<Voucher>(cipher.Decrypt(reader.GetFieldValue<byte[]>(24), FieldContexts.ChargeVoucher), Json),
                },
                cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>The page first, its neighbours then.</summary>
    private static string Page(string conditions, string sequence) =>
        $"SELECT {Columns} FROM (SELECT * FROM charges c WHERE c.tenant_id = $1{conditions} ORDER BY {sequence} LIMIT $2) c {Joins} ORDER BY {sequence}";

    /// <summary>Where the page begins; nothing for the first one.</summary>
    private static string Beyond(NpgsqlCommand command, bool oldestFirst, string? cursor)
    {
        if (Cursor.Read(cursor) is not { } place)
        {
            return "";
        }

        command.With(NpgsqlDbType.TimestampTz, new DateTime(place.Sort, DateTimeKind.Utc)).With(NpgsqlDbType.Uuid, place.Id);
        var (moment, beyond) = (command.Parameters.Count - 1, oldestFirst ? '>' : '<');
        return string.Create(CultureInfo.InvariantCulture, $" AND c.created_at {beyond}= ${moment} AND (c.created_at, c.id) {beyond} (${moment}, ${moment + 1})");
    }

    /// <remarks>All charges of a settlement were made in one moment, that of the settlement: said here, so that they are found by the index that sorts them.</remarks>
    private static string Conditions(NpgsqlCommand command, ChargeFilter filter)
    {
        var conditions = new StringBuilder();
        if (filter.Settlement is { } settlement)
        {
            Add(NpgsqlDbType.Uuid, settlement.Value, "c.settlement_id = {0} AND c.created_at = (SELECT created_at FROM settlements WHERE tenant_id = $1 AND id = {0})");
        }

        if (filter.Import is { } import)
        {
            Add(NpgsqlDbType.Uuid, import.Value, "(c.settlement_id, c.created_at) IN (SELECT id, created_at FROM settlements WHERE tenant_id = $1 AND import_id = {0})");
        }

        if (filter.Statuses is [var status])
        {
            Add(NpgsqlDbType.Smallint, (short)status, "c.status = {0}");
        }
        else if (filter.Statuses.Count > 1)
        {
            Add(NpgsqlDbType.Array | NpgsqlDbType.Smallint, filter.Statuses.Select(static one => (short)one).ToArray(), "c.status = ANY({0})");
        }

        if (filter.Gateway is { } gateway)
        {
            Add(NpgsqlDbType.Text, gateway, "c.gateway = {0}");
        }

        if (filter.CustomerCode is { } code)
        {
            Add(NpgsqlDbType.Text, code, "c.customer_code = {0}");
        }

        if (filter.Order is { } order)
        {
            Add(NpgsqlDbType.Uuid, order.Value, "c.id IN (SELECT charge_id FROM charge_allocations WHERE tenant_id = $1 AND order_id = {0})");
        }

        if (filter.Group is { } group)
        {
            Add(
                NpgsqlDbType.Text,
                group,
                "EXISTS (SELECT FROM charge_allocations a JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id WHERE a.tenant_id = $1 AND a.charge_id = c.id AND o.bulk_import_group = {0})");
        }

        if (filter.CreatedFrom is { } from)
        {
            Add(NpgsqlDbType.TimestampTz, from.UtcDateTime, "c.created_at >= {0}");
        }

        if (filter.CreatedBefore is { } before)
        {
            Add(NpgsqlDbType.TimestampTz, before.UtcDateTime, "c.created_at < {0}");
        }

        return conditions.ToString();

        void Add(NpgsqlDbType type, object value, string condition)
        {
            command.With(type, value);
            conditions.Append(" AND ").AppendFormat(CultureInfo.InvariantCulture, condition, string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count}"));
        }
    }

    private Task<List<ChargeAllocation>> AllocationsAsync(NpgsqlConnection connection, ChargeId id, CancellationToken cancellationToken) => new NpgsqlCommand(
        $"""
        SELECT a.order_id, o.order_number, o.total, a.amount, a.refunded, CASE WHEN c.status IN (3, 10) THEN {RefundStore.Refundable} ELSE 0 END
        FROM charge_allocations a
        JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
        LEFT JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
        WHERE a.tenant_id = $1 AND a.charge_id = $2 ORDER BY o.order_number, a.order_id
        """,
        connection)
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(NpgsqlDbType.Uuid, id.Value)
        .ReadAsync(
            static reader => new ChargeAllocation(
                new OrderId(reader.GetGuid(0)), reader.TextOrNull(1), reader.OrNull<long>(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)),
            cancellationToken);

    private Task<List<ChargeAttempt>> AttemptsAsync(NpgsqlConnection connection, ChargeId id, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT kind, refund_id, round, number, started_at, finished_at, outcome, code, http_status, gateway_reference, request_id FROM charge_attempts
        WHERE tenant_id = $1 AND charge_id = $2 ORDER BY started_at DESC, id DESC LIMIT $3
        """,
        connection)
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(NpgsqlDbType.Uuid, id.Value)
        .With(NpgsqlDbType.Integer, ChargeDetails.MaxAttempts)
        .ReadAsync(
            static reader => new ChargeAttempt(
                (AttemptKind)reader.GetInt16(0), reader.OrNull<Guid>(1) is { } refund ? new RefundId(refund) : null, reader.GetInt32(2), reader.GetInt32(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.OrNull<DateTimeOffset>(5), (AttemptOutcome)reader.GetInt16(6), reader.TextOrNull(7), reader.OrNull<int>(8),
                reader.TextOrNull(9), reader.TextOrNull(10)),
            cancellationToken);

    private async Task<IReadOnlyList<ChargeRefund>> RefundsAsync(NpgsqlConnection connection, ChargeId id, CancellationToken cancellationToken)
    {
        var parts = (await new NpgsqlCommand(
            """
            SELECT a.refund_id, a.order_id, a.amount FROM refunds r JOIN refund_allocations a ON a.tenant_id = r.tenant_id AND a.refund_id = r.id
            WHERE r.tenant_id = $1 AND r.charge_id = $2
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, id.Value)
            .ReadAsync(static reader => (Refund: reader.GetGuid(0), Part: new PlannedAllocation(new OrderId(reader.GetGuid(1)), reader.GetInt64(2))), cancellationToken))
            .ToLookup(static row => row.Refund, static row => row.Part);
        return await new NpgsqlCommand(
            """
            SELECT id, amount, status, reason, attempts, gateway_reference, failure_code, created_at, actor_name, finished_at FROM refunds
            WHERE tenant_id = $1 AND charge_id = $2 ORDER BY created_at DESC, id DESC
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, id.Value)
            .ReadAsync(
                reader => new ChargeRefund(
                    new RefundId(reader.GetGuid(0)), reader.GetInt64(1), (RefundStatus)reader.GetInt16(2), reader.TextOrNull(3), reader.GetInt32(4), reader.TextOrNull(5), reader.TextOrNull(6),
                    reader.GetFieldValue<DateTimeOffset>(7), reader.GetString(8), reader.OrNull<DateTimeOffset>(9), [.. parts[reader.GetGuid(0)]]),
                cancellationToken);
    }

    private static ChargeListItem Read(NpgsqlDataReader reader) => new(
        new ChargeId(reader.GetGuid(0)), new SettlementId(reader.GetGuid(1)), reader.GetInt64(2), (ChargeStatus)reader.GetInt16(3), (PaymentMethod)reader.GetInt16(4), reader.GetString(5),
        reader.GetInt64(6), reader.GetInt64(7), reader.TextOrNull(8), reader.GetInt32(9), reader.TextOrNull(10), reader.GetInt32(11), reader.TextOrNull(12),
        reader.OrNull<DateTimeOffset>(13), reader.GetFieldValue<DateTimeOffset>(14), reader.OrNull<DateTimeOffset>(15))
    {
        ModifiedAt = reader.GetFieldValue<DateTimeOffset>(16),
    };
}
