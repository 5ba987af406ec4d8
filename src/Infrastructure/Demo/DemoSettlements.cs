using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Demo;

/// <summary>An order of the past and what has become of it.</summary>
/// <param name="Charge">Null: none was made.</param>
internal sealed record PastOrder(Order Order, OrderStatus Status, PaymentStatus Payment, ChargeStatus? Charge);

/// <summary>
/// Settlements of the demo tenant's past, as charging would have left them: in the portal's tables with attempts and the book of money, and in the simulated
/// gateway's own book, so that what was taken can be given back and who has not paid yet still can.
/// </summary>
internal static class DemoSettlements
{
    private static readonly TimeSpan ToPay = TimeSpan.FromDays(14);

    /// <summary>One charge for each order, all in one settlement.</summary>
    /// <param name="orders">Those that have a charge.</param>
    public static Task AddAsync(NpgsqlConnection connection, FieldCipher cipher, DateTimeOffset at, IReadOnlyList<PastOrder> orders, CancellationToken cancellationToken)
    {
        var charges = orders.Select(order => new Past(order, new ChargeId(Guid.CreateVersion7(at)), Slip(order))).ToList();
        return new NpgsqlCommand(
            """
            WITH past AS (SELECT * FROM unnest($4, $5, $6, $7, $8, $9) AS p (order_id, charge_id, status, key, slip_encrypted, slip)),
            owed AS (SELECT past.*, o.order_number, o.total, o.customer_code, o.payment_method FROM past JOIN orders o ON o.tenant_id = $1 AND o.id = past.order_id),
            settled AS (
                INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, finished_at, actor_kind, actor_id, actor_name)
                SELECT $1, $2, 0, 1, 'simulator', '\x00', count(*), count(*), sum(total), $3, CASE WHEN bool_and(status <> 6) THEN $3 END, $11, $12, $13
                FROM owed),
            charged AS (
                INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, customer_code, attempts, attempts_total, gateway_reference, failure_code, voucher_encrypted,
                    expires_at, created_at, sent_at, captured_at)
                SELECT $1, charge_id, $2, 'simulator', payment_method, total, status, customer_code, 1, 1, 'demo_' || charge_id, CASE status WHEN 4 THEN 'insufficient_funds' END, slip_encrypted,
                    CASE status WHEN 6 THEN $3 + $10 END, $3, $3, CASE status WHEN 3 THEN $3 END
                FROM owed),
            tried AS (
                INSERT INTO charge_attempts (tenant_id, charge_id, started_at, id, kind, round, number, finished_at, outcome, code, http_status, gateway_reference)
                SELECT $1, charge_id, $3, gen_random_uuid(), 1, 1, 1, $3 + interval '0.2 seconds', CASE status WHEN 3 THEN 1 WHEN 4 THEN 2 ELSE 3 END,
                    CASE status WHEN 4 THEN 'insufficient_funds' END, CASE status WHEN 4 THEN 402 ELSE 200 END, 'demo_' || charge_id
                FROM owed),
            taken AS (
                INSERT INTO payment_movements (tenant_id, charge_id, order_id, kind, refund_id, amount, occurred_at)
                SELECT $1, charge_id, order_id, 1, charge_id, total, $3 FROM owed WHERE status = 3),
            known AS (
                INSERT INTO simulator.charges (idempotency_key, reference, amount, method, outcome, code, metadata, voucher, created_at, expires_at)
                SELECT key, 'demo_' || charge_id, total, CASE payment_method WHEN 2 THEN 'konbini' ELSE 'card' END,
                    CASE status WHEN 3 THEN 'succeeded' WHEN 4 THEN 'declined' ELSE 'awaiting' END, CASE status WHEN 4 THEN 'insufficient_funds' END,
                    jsonb_strip_nulls(jsonb_build_object('tenant', replace($1::text, '-', ''), 'charge', replace(charge_id::text, '-', ''), 'description', order_number, 'customer', customer_code)),
                    slip::jsonb, $3, CASE status WHEN 6 THEN $3 + $10 END
                FROM owed)
            INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount) SELECT $1, charge_id, order_id, total FROM owed
            """,
            connection)
            .With(NpgsqlDbType.Uuid, DemoSeed.DemoTenant.Value)
            .With(NpgsqlDbType.Uuid, SettlementId.New().Value)
            .With(NpgsqlDbType.TimestampTz, at.UtcDateTime)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Order.Order.Id.Value)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Id.Value)
            .With(NpgsqlDbType.Smallint, charges, static charge => (short)charge.Order.Charge!)
            .With(NpgsqlDbType.Text, charges, static charge => ChargeKeys.Of(charge.Id, 1))
            .With(NpgsqlDbType.Bytea, charges, charge => charge.Slip is { } slip ? cipher.Encrypt(JsonSerializer.Serialize(ToVoucher(slip, at), JsonSerializerOptions.Web), FieldContexts.ChargeVoucher) : null)
            .With(NpgsqlDbType.Text, charges, static charge => charge.Slip is { } slip ? JsonSerializer.Serialize(slip) : null)
            .With(NpgsqlDbType.Interval, ToPay)
            .With(NpgsqlDbType.Smallint, (short)Actor.System.Kind)
            .With(NpgsqlDbType.Uuid, Actor.System.Id)
            .With(NpgsqlDbType.Text, Actor.System.Name)
            .RunAsync(cancellationToken);
    }

    private static Dictionary<string, SimulatedVoucher>? Slip(PastOrder order) => order.Charge == ChargeStatus.AwaitingCustomer ? SimulatorBook.NewVoucher() : null;

    private static Voucher ToVoucher(Dictionary<string, SimulatedVoucher> slip, DateTimeOffset at) =>
        new([.. slip.Select(static store => new VoucherStore(store.Key, store.Value.PaymentCode, store.Value.ConfirmationNumber))], at + ToPay, null);

    private sealed record Past(PastOrder Order, ChargeId Id, Dictionary<string, SimulatedVoucher>? Slip);
}
