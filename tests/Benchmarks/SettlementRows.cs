using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Benchmarks;

/// <summary>A settlement in the database, with a charge of 1,000 yen for each of its orders.</summary>
internal sealed record SettlementRows(Guid Id, IReadOnlyList<Guid> Charges)
{
    /// <summary>Where no pump looks.</summary>
    public const string HeldLane = "bench";

    /// <param name="start">True: the pump has them when this returns.</param>
    public static async Task<SettlementRows> AddAsync(IServiceProvider services, TenantId tenant, int charges, bool start)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rows = new SettlementRows(SettlementId.New().Value, [.. Enumerable.Range(0, charges).Select(_ => Guid.CreateVersion7(now)).Order()]);
        var orders = Enumerable.Range(0, charges).Select(static _ => OrderId.New().Value).Order().ToArray();
        await using var connection = await services.GetRequiredService<TenantConnections>().OpenAsync(tenant, default);
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            """
            WITH made AS (
                INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, shipping_address_encrypted, ordered_at,
                    payment_method, tax_included, subtotal, shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, created_at, modified_at)
                SELECT $1, id, 'B-' || id, 1, 2, 3, 'C-1', $2, '\x00', now(), 1, true, 1000, 0, 0, 1000, 90, 0, 0, 0, 1000, now(), now() FROM unnest($3) AS id
            ), settled AS (
                INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
                VALUES ($1, $5, 0, 1, 'simulator', '\x00', $6, $6, 1000::bigint * $6, now(), 0, '00000000-0000-0000-0000-000000000000', '')
            ), charged AS (
                INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, customer_code, created_at)
                SELECT $1, id, $5, 'simulator', 1, 1000, 'C-1', now() FROM unnest($4) AS id
            )
            INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount) SELECT $1, a.charge_id, a.order_id, 1000 FROM unnest($4, $3) AS a (charge_id, order_id)
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = services.GetRequiredService<FieldCipher>().Encrypt("山田 太郎", FieldContexts.OrderCustomerName) });
        command.Parameters.Add(new NpgsqlParameter { Value = orders, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Charges.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = charges });
        await command.ExecuteNonQueryAsync();
        await WorkQueue.EnqueueAsync(connection, start ? PaymentLanes.Charges("simulator") : HeldLane, tenant, rows.Charges, TimeSpan.Zero, default);
        await transaction.CommitAsync();
        return rows;
    }
}
