using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Testing.Payments;

/// <summary>A charge to be made for a test.</summary>
/// <param name="Parts">Which order, by its place in the settlement, with how much.</param>
public sealed record SeedCharge(PaymentMethod Method, params IReadOnlyList<(int Order, long Amount)> Parts);

/// <summary>A settlement that has just been started.</summary>
public sealed record SeededSettlement(TenantId Tenant, Guid Id, IReadOnlyList<Guid> Orders, IReadOnlyList<Guid> Charges);

/// <summary>Settlements as starting one leaves them, without orders having to be imported first.</summary>
public static class SettlementSeed
{
    /// <summary>One charge for each order.</summary>
    public static Task<SeededSettlement> AddAsync(TestDatabase database, TenantId tenant, IEnumerable<long> totals, PaymentMethod method = PaymentMethod.CreditCard, string gateway = "simulator") =>
        AddAsync(database, tenant, [.. totals.Select((total, place) => new SeedCharge(method, (place, total)))], gateway: gateway);

    /// <param name="customer">Code of the customer of all of them.</param>
    public static async Task<SeededSettlement> AddAsync(TestDatabase database, TenantId tenant, IReadOnlyList<SeedCharge> charges, string customer = "C-1", string gateway = "simulator")
    {
        var parts = charges.SelectMany(static (charge, place) => charge.Parts.Select(part => (Charge: place, part.Order, part.Amount))).ToList();
        var totals = parts.GroupBy(static part => part.Order).ToDictionary(static order => order.Key, static order => order.Sum(part => part.Amount));
        var now = TimeProvider.System.GetUtcNow();
        var seeded = new SeededSettlement(
            tenant, SettlementId.New().Value, [.. totals.Select(static _ => OrderId.New().Value)], [.. charges.Select(_ => Guid.CreateVersion7(now))]);
        await using var connection = await database.Connections.OpenAsync(tenant, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(
            connection,
            """
            INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, customer_email_encrypted, shipping_address_encrypted,
                ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, created_at, modified_at)
            SELECT $1, o.id, 'S-' || o.id, 1, 2, 3, $2, $3, $4, '\x00', now(), $7, true, o.total, 0, 0, 0, 0, 0, 0, o.total, o.total, now(), now() FROM unnest($5, $6) AS o (id, total)
            """,
            (NpgsqlDbType.Uuid, tenant.Value), (NpgsqlDbType.Text, customer), (NpgsqlDbType.Bytea, TestKeys.Cipher.Encrypt("山田 太郎", FieldContexts.OrderCustomerName)),
            (NpgsqlDbType.Bytea, TestKeys.Cipher.Encrypt("yamada@example.test", FieldContexts.OrderCustomerEmail)),
            (NpgsqlDbType.Array | NpgsqlDbType.Uuid, seeded.Orders.ToArray()), (NpgsqlDbType.Array | NpgsqlDbType.Bigint, totals.OrderBy(static order => order.Key).Select(static order => order.Value).ToArray()),
            (NpgsqlDbType.Smallint, (short)charges[0].Method));
        await ExecuteAsync(
            connection,
            """
            INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES ($1, $2, 0, 1, $6, '\x00', $3, $4, $5, now(), 0, '00000000-0000-0000-0000-000000000000', '')
            """,
            (NpgsqlDbType.Uuid, tenant.Value), (NpgsqlDbType.Uuid, seeded.Id), (NpgsqlDbType.Integer, totals.Count), (NpgsqlDbType.Integer, charges.Count), (NpgsqlDbType.Bigint, totals.Values.Sum()),
            (NpgsqlDbType.Text, gateway));
        await ExecuteAsync(
            connection,
            """
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, customer_code, created_at)
            SELECT $1, c.id, $2, $7, c.method, c.amount, $3, now() FROM unnest($4, $5, $6) AS c (id, method, amount)
            """,
            (NpgsqlDbType.Uuid, tenant.Value), (NpgsqlDbType.Uuid, seeded.Id), (NpgsqlDbType.Text, customer), (NpgsqlDbType.Array | NpgsqlDbType.Uuid, seeded.Charges.ToArray()),
            (NpgsqlDbType.Array | NpgsqlDbType.Smallint, charges.Select(static charge => (short)charge.Method).ToArray()),
            (NpgsqlDbType.Array | NpgsqlDbType.Bigint, charges.Select(static charge => charge.Parts.Sum(static part => part.Amount)).ToArray()), (NpgsqlDbType.Text, gateway));
        await ExecuteAsync(
            connection,
            "INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount) SELECT $1, a.* FROM unnest($2, $3, $4) AS a (charge_id, order_id, amount)",
            (NpgsqlDbType.Uuid, tenant.Value), (NpgsqlDbType.Array | NpgsqlDbType.Uuid, parts.Select(part => seeded.Charges[part.Charge]).ToArray()),
            (NpgsqlDbType.Array | NpgsqlDbType.Uuid, parts.Select(part => seeded.Orders[part.Order]).ToArray()),
            (NpgsqlDbType.Array | NpgsqlDbType.Bigint, parts.Select(static part => part.Amount).ToArray()));
        await WorkQueue.EnqueueAsync(connection, PaymentLanes.Charges(gateway), tenant, seeded.Charges, TimeSpan.Zero, CancellationToken.None);
        await transaction.CommitAsync();
        return seeded;
    }

    /// <summary>A refund of a charge with one order, as asking for one leaves it.</summary>
    public static async Task<Guid> RefundAsync(TestDatabase database, TenantId tenant, Guid charge, long amount, string gateway = "simulator")
    {
        var id = RefundId.New().Value;
        await using var connection = await database.Connections.OpenAsync(tenant, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(
            connection,
            """
            INSERT INTO refunds (tenant_id, id, charge_id, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES ($1, $2, $3, $4, now(), 0, '00000000-0000-0000-0000-000000000000', '')
            """,
            (NpgsqlDbType.Uuid, tenant.Value), (NpgsqlDbType.Uuid, id), (NpgsqlDbType.Uuid, charge), (NpgsqlDbType.Bigint, amount));
        await ExecuteAsync(
            connection,
            "INSERT INTO refund_allocations (tenant_id, refund_id, order_id, amount) SELECT tenant_id, $2, order_id, $3 FROM charge_allocations WHERE charge_id = $1",
            (NpgsqlDbType.Uuid, charge), (NpgsqlDbType.Uuid, id), (NpgsqlDbType.Bigint, amount));
        await WorkQueue.EnqueueAsync(connection, PaymentLanes.Refunds(gateway), tenant, [id], TimeSpan.Zero, CancellationToken.None);
        await transaction.CommitAsync();
        return id;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params (NpgsqlDbType Type, object Value)[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (type, value) in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }
}
