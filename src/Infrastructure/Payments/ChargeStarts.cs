using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>
/// Makes charges sending, many at once, before anybody calls the gateway: what is not known to be sending may not be called, or a crash could charge
/// without a trace.
/// </summary>
internal sealed class ChargeStarts(TenantConnections connections, FieldCipher cipher)
{
    /// <returns>The charges in the order of the ids; null for those that want nothing any more, which are out of the queue then.</returns>
    public async Task<IReadOnlyList<HeldCharge?>> StartAsync(string lane, Guid worker, TenantId tenant, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await MarkAsync(connection, ids, cancellationToken);
        var wanted = before.Where(static charge => charge.Status is ChargeStatus.Planned or ChargeStatus.Sending or ChargeStatus.AwaitingCustomer).ToDictionary(static charge => charge.Id);
        await CallLog.WriteAsync(connection, tenant, [.. wanted.Values.Where(static charge => charge.Lost).Select(LostCall)], cancellationToken);
        if (ids.Where(id => !wanted.ContainsKey(id)).ToList() is { Count: > 0 } done)
        {
            await WorkQueue.FinishAsync(connection, lane, worker, done, cancellationToken);
        }

        var held = await ReadAsync(connection, tenant, wanted, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. ids.Select(id => held.GetValueOrDefault(id))];
    }

    /// <remarks>A call that was lost with its instance is not counted again: the charge is not to blame.</remarks>
    private static Task<List<Before>> MarkAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        WITH before AS MATERIALIZED (
            SELECT id, status, round, attempts, outcome_known, cancel_requested, sent_at, modified_at, status = 2 AND next_attempt_at IS NULL AS lost
            FROM charges WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1) ORDER BY id FOR NO KEY UPDATE
        ), sent AS (
            UPDATE charges c SET status = 2, attempts = c.attempts + CASE WHEN b.lost THEN 0 ELSE 1 END, attempts_total = c.attempts_total + 1, outcome_known = false,
                next_attempt_at = NULL, sent_at = CASE WHEN b.outcome_known AND b.attempts = 0 THEN now() ELSE coalesce(c.sent_at, now()) END
            FROM before b
            WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = b.id AND b.status IN (1, 2) AND NOT (b.status = 1 AND b.outcome_known AND b.cancel_requested)
        )
        SELECT id, status, round, attempts, outcome_known, cancel_requested, sent_at, modified_at, lost FROM before
        """,
        connection)
        .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.ToArray())
        .ReadAsync(
            static reader => new Before(
                reader.GetGuid(0), (ChargeStatus)reader.GetInt16(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetBoolean(4), reader.GetBoolean(5),
                reader.OrNull<DateTimeOffset>(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetBoolean(8)),
            cancellationToken);

    private static CallRecord LostCall(Before charge) => new(
        new ChargeId(charge.Id), null, AttemptKind.Charge, charge.Round, charge.Attempts, charge.ModifiedAt, null, new GatewayAnswer(AttemptOutcome.Lost), null);

    private async Task<Dictionary<Guid, HeldCharge>> ReadAsync(
        NpgsqlConnection connection, TenantId tenant, Dictionary<Guid, Before> wanted, CancellationToken cancellationToken)
    {
        var rows = await new NpgsqlCommand(
            """
            SELECT c.id, c.amount, c.method, c.gateway_reference, s.number, a.orders, o.order_number, c.customer_code,
                   o.customer_name_encrypted, o.customer_email_encrypted, o.customer_phone_encrypted
            FROM charges c
            JOIN settlements s ON s.tenant_id = c.tenant_id AND s.id = c.settlement_id
            CROSS JOIN LATERAL (
                SELECT count(*) AS orders, (array_agg(order_id ORDER BY order_id))[1] AS first FROM charge_allocations WHERE tenant_id = c.tenant_id AND charge_id = c.id) a
            LEFT JOIN orders o ON o.tenant_id = c.tenant_id AND o.id = a.first
            WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($1)
            """,
            connection)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, wanted.Keys.ToArray())
            .ReadAsync(reader => Read(reader, tenant, wanted[reader.GetGuid(0)]), cancellationToken);
        return rows.ToDictionary(static charge => charge.Id);
    }

    private HeldCharge Read(NpgsqlDataReader reader, TenantId tenant, Before before)
    {
        var id = new ChargeId(before.Id);
        var sends = before.Status != ChargeStatus.AwaitingCustomer;

        // The number of the order where it is one, of the settlement where it is several: what the payer can ask about.
        var description = reader.GetInt64(5) == 1 && !reader.IsDBNull(6) ? reader.GetString(6) : $"Settlement {reader.GetInt64(4)}";
        var charge = new GatewayCharge(
            tenant, id, ChargeKeys.Of(id, before.Round), reader.GetInt64(1), (PaymentMethod)reader.GetInt16(2), reader.TextOrNull(3), description,
            before.OutcomeKnown && before.Attempts == 0 ? null : before.SentAt)
        {
            Customer = reader.IsDBNull(8) ? null : new OrderCustomer(
                reader.TextOrNull(7), cipher.Decrypt(reader.GetFieldValue<byte[]>(8), FieldContexts.OrderCustomerName), Decrypt(reader, 9, FieldContexts.OrderCustomerEmail),
                Decrypt(reader, 10, FieldContexts.OrderCustomerPhone)),
        };
        return new HeldCharge(charge, before.Status, before.Round, before.Attempts + (before.Lost || !sends ? 0 : 1), before.OutcomeKnown, before.Lost, before.CancelRequested);
    }

    private string? Decrypt(NpgsqlDataReader reader, int column, string context) =>
        reader.IsDBNull(column) ? null : cipher.Decrypt(reader.GetFieldValue<byte[]>(column), context);

    private sealed record Before(
        Guid Id, ChargeStatus Status, int Round, int Attempts, bool OutcomeKnown, bool CancelRequested, DateTimeOffset? SentAt, DateTimeOffset ModifiedAt, bool Lost);
}
