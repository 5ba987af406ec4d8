using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Orders of charges that a person or an undone import moves, in the transaction that moves them.</summary>
internal static class PaidOrders
{
    /// <summary>Holds the orders of charges, which the caller holds already, for the rest of the transaction.</summary>
    public static Task LockAsync(NpgsqlConnection connection, IReadOnlyList<Guid> charges, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT id FROM orders
        WHERE tenant_id = (SELECT current_tenant())
          AND id IN (SELECT order_id FROM charge_allocations WHERE tenant_id = (SELECT current_tenant()) AND charge_id = ANY($1))
        ORDER BY id FOR NO KEY UPDATE
        """,
        connection)
        { CommandTimeout = SettlementStore.LongTimeout }
        .With(NpgsqlDbType.Uuid, charges, static charge => charge)
        .RunAsync(cancellationToken);

    /// <summary>
    /// Says to held orders what became of their charges. Where nobody but the settlement had touched an order, nobody has afterwards: undoing its import still takes it back.
    /// </summary>
    /// <param name="events">Those of the orders are added.</param>
    public static async Task BookAsync(
        NpgsqlConnection connection, TenantId tenant, IReadOnlyList<Guid> charges, List<PortalEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var untouched = await new NpgsqlCommand(
            """
            SELECT a.charge_id, a.order_id FROM charge_allocations a JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id AND o.modified_seq = a.order_seq
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = ANY($1) AND a.order_untouched
            """,
            connection)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge)
            .ReadAsync(static reader => (Charge: reader.GetGuid(0), Order: reader.GetGuid(1)), cancellationToken);
        await OrderBooking.BookAsync(connection, tenant, charges, events, now, cancellationToken);
        await new NpgsqlCommand(
            """
            UPDATE charge_allocations a SET order_seq = o.modified_seq
            FROM unnest($1, $2) AS u (charge_id, order_id) JOIN orders o ON o.tenant_id = (SELECT current_tenant()) AND o.id = u.order_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = u.charge_id AND a.order_id = u.order_id AND a.order_seq <> o.modified_seq
            """,
            connection)
            { CommandTimeout = SettlementStore.LongTimeout }
            .With(NpgsqlDbType.Uuid, untouched, static part => part.Charge)
            .With(NpgsqlDbType.Uuid, untouched, static part => part.Order)
            .RunAsync(cancellationToken);
    }
}
