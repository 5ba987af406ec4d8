using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>A charge as the transaction holds it.</summary>
internal sealed record LockedCharge(Guid Id, ChargeStatus Status, int Round, int Attempts, bool OutcomeKnown, bool CancelRequested, Guid Settlement, PaymentMethod Method, long Amount, Guid? Import);

/// <summary>What is to be booked of one charge.</summary>
/// <param name="Attempts">The round's, as they are to be counted from now on.</param>
internal sealed record ChargeEntry(LockedCharge Charge, ChargeStep Step, GatewayAnswer? Answer, int Attempts);

/// <summary>
/// Books what became of charges: their state, the money, what their orders make of it, the events, and whether their settlement is finished; in the
/// caller's transaction. Each charge moves only where it may (<see cref="ChargeOutcome.MayFollow"/>), so that no answer has an effect twice.
/// </summary>
/// <remarks>Locks are taken in one sequence everywhere: charges, places in the queue, orders, settlements, each by id.</remarks>
internal sealed class ChargeLedger(FieldCipher cipher, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Where the gateway's own word of the end does not come: how long after the time has run out it is asked.</summary>
    public static readonly TimeSpan ExpiryGrace = TimeSpan.FromMinutes(2);

    /// <summary>Holds charges for the rest of the transaction.</summary>
    public static async Task<Dictionary<Guid, LockedCharge>> LockAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var charges = await new NpgsqlCommand(
            """
            SELECT c.id, c.status, c.round, c.attempts, c.outcome_known, c.cancel_requested, c.settlement_id, c.method, c.amount, s.import_id
            FROM charges c JOIN settlements s ON s.tenant_id = c.tenant_id AND s.id = c.settlement_id
            WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($1) ORDER BY c.id FOR NO KEY UPDATE OF c
            """,
            connection)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, ids.ToArray())
            .ReadAsync(
                static reader => new LockedCharge(
                    reader.GetGuid(0), (ChargeStatus)reader.GetInt16(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetGuid(6),
                    (PaymentMethod)reader.GetInt16(7), reader.GetInt64(8), reader.OrNull<Guid>(9)),
                cancellationToken);
        return charges.ToDictionary(static charge => charge.Id);
    }

    /// <param name="entries">Of locked charges, and only steps that may follow.</param>
    public async Task BookAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<ChargeEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await UpdateAsync(connection, entries, cancellationToken);
        var captured = entries.Where(static entry => entry.Step.Status == ChargeStatus.Succeeded).Select(static entry => entry.Charge.Id).ToArray();
        if (captured.Length > 0)
        {
            await CaptureAsync(connection, captured, now, cancellationToken);
        }

        var moved = entries.Where(static entry => entry.Step.Status != entry.Charge.Status && IsNews(entry.Step.Status)).ToList();
        var events = moved.ConvertAll(entry => EventOf(entry, now));
        await OrderBooking.BookAsync(connection, tenant, [.. moved.Select(static entry => entry.Charge.Id)], events, now, cancellationToken);
        var settlements = entries.Select(static entry => entry.Charge.Settlement).Distinct().ToArray();
        if (moved.Count > 0)
        {
            await FinishSettlementsAsync(connection, settlements, events, now, cancellationToken);
        }

        await EventOutbox.WriteAsync(connection, tenant, events, cancellationToken);
        await Changes.TellAsync(connection, cancellationToken, [.. settlements.Select(settlement => new Change(tenant, ChangeKind.Settlement, settlement))]);
    }

    private Task UpdateAsync(NpgsqlConnection connection, IReadOnlyList<ChargeEntry> entries, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        UPDATE charges c SET status = e.status, outcome_known = e.known, failure_code = e.code, attempts = e.attempts,
            next_attempt_at = CASE WHEN e.retry_in IS NULL THEN NULL ELSE now() + e.retry_in END,
            gateway_reference = coalesce(e.reference, c.gateway_reference), expires_at = coalesce(e.expires_at, c.expires_at), voucher_encrypted = coalesce(e.voucher, c.voucher_encrypted),
            captured_at = CASE WHEN e.status = 3 THEN now() ELSE c.captured_at END
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS e (id, status, known, code, attempts, retry_in, reference, expires_at, voucher)
        WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = e.id
        """,
        connection)
        .With(NpgsqlDbType.Uuid, entries, static entry => entry.Charge.Id)
        .With(NpgsqlDbType.Smallint, entries, static entry => (short)entry.Step.Status)
        .With(NpgsqlDbType.Boolean, entries, static entry => entry.Step.OutcomeKnown)
        .With(NpgsqlDbType.Text, entries, static entry => entry.Step.Code)
        .With(NpgsqlDbType.Integer, entries, static entry => entry.Attempts)
        .With(NpgsqlDbType.Interval, entries, static entry => entry.Step.RetryIn)
        .With(NpgsqlDbType.Text, entries, static entry => entry.Answer?.Reference)
        .With(NpgsqlDbType.TimestampTz, entries, static entry => entry.Answer?.Voucher?.ExpiresAt.UtcDateTime)
        .With(NpgsqlDbType.Bytea, entries, entry => entry.Answer?.Voucher is { } voucher ? cipher.Encrypt(JsonSerializer.Serialize(voucher, Json), FieldContexts.ChargeVoucher) : null)
        .RunAsync(cancellationToken);

    /// <summary>The key of a movement lets it in once, whatever went before.</summary>
    private static Task CaptureAsync(NpgsqlConnection connection, Guid[] charges, DateTimeOffset now, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        INSERT INTO payment_movements (tenant_id, charge_id, order_id, kind, refund_id, amount, occurred_at)
        SELECT tenant_id, charge_id, order_id, 1, charge_id, amount, $2 FROM charge_allocations WHERE tenant_id = (SELECT current_tenant()) AND charge_id = ANY($1)
        ON CONFLICT DO NOTHING
        """,
        connection)
        .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, charges)
        .With(NpgsqlDbType.TimestampTz, now.UtcDateTime)
        .RunAsync(cancellationToken);

    /// <summary>Settlements of which no charge is waiting or under way any more are finished.</summary>
    /// <remarks>Two statements: the second has to see what those did who held the settlement before.</remarks>
    public static async Task FinishSettlementsAsync(NpgsqlConnection connection, Guid[] settlements, List<PortalEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await new NpgsqlCommand("SELECT 1 FROM settlements WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1) ORDER BY id FOR NO KEY UPDATE", connection)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, settlements).RunAsync(cancellationToken);
        var finished = await new NpgsqlCommand(
            """
            UPDATE settlements s SET finished_at = now()
            WHERE s.tenant_id = (SELECT current_tenant()) AND s.id = ANY($1) AND s.finished_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM charges c WHERE c.tenant_id = s.tenant_id AND c.settlement_id = s.id AND c.status IN (1, 2))
            RETURNING s.id, s.import_id
            """,
            connection)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, settlements)
            .ReadAsync(static reader => (Id: reader.GetGuid(0), Import: reader.OrNull<Guid>(1)), cancellationToken);
        events.AddRange(finished.Select(settlement => PortalEvent.Of(EventTypes.SettlementFinished, now) with { SettlementId = settlement.Id, ImportId = settlement.Import }));
    }

    private static bool IsNews(ChargeStatus status) => status is not (ChargeStatus.Planned or ChargeStatus.Sending);

    private static PortalEvent EventOf(ChargeEntry entry, DateTimeOffset now) => PortalEvent.Of(
        entry.Step.Status switch
        {
            ChargeStatus.Succeeded => EventTypes.ChargeSucceeded,
            ChargeStatus.Declined => EventTypes.ChargeDeclined,
            ChargeStatus.AwaitingCustomer => EventTypes.ChargeAwaitingCustomer,
            ChargeStatus.Expired => EventTypes.ChargeExpired,
            ChargeStatus.Cancelled => EventTypes.ChargeCancelled,
            _ => EventTypes.ChargeFailed,
        },
        now) with
    {
        ChargeId = entry.Charge.Id,
        SettlementId = entry.Charge.Settlement,
        ImportId = entry.Charge.Import,
        Data = JsonSerializer.Serialize(new { amount = entry.Charge.Amount, method = Method(entry.Charge.Method), code = entry.Step.Code }, Json),
    };

    private static string Method(PaymentMethod method) => method == PaymentMethod.Konbini ? "konbini" : "credit_card";
}
