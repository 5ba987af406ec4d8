using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Orders of charges that a person or an undone import moves, in the transaction that moves them.</summary>
internal static class PaidOrders
{
    /// <summary>More than so many at once are a batch's, whose pages hear of the settlement.</summary>
    private const int MostTold = 2;

    /// <summary>Holds the orders of charges, which the caller holds already, for the rest of the transaction.</summary>
    public static Task<List<Guid>> LockAsync(NpgsqlConnection connection, IReadOnlyList<Guid> charges, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT id FROM orders
        WHERE tenant_id = (SELECT current_tenant())
          AND id IN (SELECT order_id FROM charge_allocations WHERE tenant_id = (SELECT current_tenant()) AND charge_id = ANY($1))
        ORDER BY id FOR NO KEY UPDATE
        """,
        connection)
        { CommandTimeout = SettlementStore.LongTimeout }
        .With(NpgsqlDbType.Uuid, charges, static charge => charge)
        .ReadAsync(static reader => reader.GetGuid(0), cancellationToken);

    /// <summary>
    /// Gives held orders the payment status that the charges of their newest settlement say, as <c>OrderPayment</c> does for one. Where nobody but the settlement had touched an
    /// order, nobody has afterwards: undoing its import still takes it back.
    /// </summary>
    /// <returns>The orders that have another status now.</returns>
    public static async Task<IReadOnlyList<Guid>> UpdateAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<Guid> orders, CancellationToken cancellationToken)
    {
        var changed = await new NpgsqlCommand(
            """
            WITH shares AS (
                SELECT a.order_id, c.status, a.amount, a.refunded,
                    c.settlement_id = first_value(c.settlement_id) OVER (PARTITION BY a.order_id ORDER BY c.settlement_id DESC) AS is_newest
                FROM charge_allocations a JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
                WHERE a.tenant_id = (SELECT current_tenant()) AND a.order_id = ANY($1)
            ), said AS (
                SELECT order_id, CASE
                    WHEN bool_and(status = 8) THEN 1
                    WHEN sum(refunded) > 0 AND NOT bool_or(status IN (1, 2, 6)) THEN CASE WHEN sum(refunded) = sum(amount) FILTER (WHERE status IN (3, 9, 10)) THEN 5 ELSE 6 END
                    WHEN bool_or(status IN (4, 5, 7)) THEN 4
                    WHEN bool_or(status IN (1, 2, 6)) THEN 2
                    WHEN bool_and(status IN (3, 9, 10)) THEN 3
                    ELSE 4 END AS payment
                FROM shares WHERE is_newest GROUP BY order_id
            ), before AS (
                SELECT o.id, o.modified_seq FROM orders o JOIN said s ON s.order_id = o.id WHERE o.tenant_id = (SELECT current_tenant()) AND o.payment_status <> s.payment
            ), after AS (
                UPDATE orders o SET payment_status = s.payment FROM said s, before b
                WHERE o.tenant_id = (SELECT current_tenant()) AND o.id = s.order_id AND b.id = o.id RETURNING o.id, o.modified_seq
            ), kept AS (
                UPDATE charge_allocations a SET order_seq = n.modified_seq FROM before b, after n
                WHERE a.tenant_id = (SELECT current_tenant()) AND a.order_id = b.id AND n.id = b.id AND a.order_seq = b.modified_seq
            )
            SELECT id FROM after
            """,
            connection)
            { CommandTimeout = SettlementStore.LongTimeout }
            .With(NpgsqlDbType.Uuid, orders, static order => order)
            .ReadAsync(static reader => reader.GetGuid(0), cancellationToken);
        if (changed.Count <= MostTold)
        {
            await Changes.TellAsync(connection, cancellationToken, [.. changed.Select(order => new Change(tenant, ChangeKind.Order, order))]);
        }

        return changed;
    }
}
