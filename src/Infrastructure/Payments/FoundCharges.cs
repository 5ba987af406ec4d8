using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>A charge that the transaction holds.</summary>
internal sealed record FoundCharge(Guid Id, Guid Settlement, Guid? Import, string Gateway, ChargeStatus Status, bool OutcomeKnown, long Amount, long Version);

/// <summary>Finds and holds the charges that a request is about.</summary>
internal static class FoundCharges
{
    /// <param name="statuses">Of those that are not named one by one.</param>
    public static async Task<HashSet<Guid>> FindAsync(NpgsqlConnection connection, ChargeSelection selection, short[] statuses, CancellationToken cancellationToken)
    {
        if (selection.Settlement is null && selection.Import is null)
        {
            return [.. selection.Charges.Select(static charge => charge.Value)];
        }

        var found = await new NpgsqlCommand(
            """
            SELECT id FROM charges WHERE tenant_id = (SELECT current_tenant()) AND status = ANY($3)
                AND settlement_id IN (SELECT id FROM settlements WHERE tenant_id = (SELECT current_tenant()) AND (id = $1 OR import_id = $2))
            """,
            connection)
            .With(NpgsqlDbType.Uuid, selection.Settlement?.Value)
            .With(NpgsqlDbType.Uuid, selection.Import?.Value)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Smallint, statuses)
            .ReadAsync(static reader => reader.GetGuid(0), cancellationToken);
        return [.. found];
    }

    /// <summary>Adds the charges that settle other parts of the same orders, and so on, as far as they are not cancelled; which those are does not change while one of them is not.</summary>
    public static async Task<HashSet<Guid>> WithSiblingsAsync(NpgsqlConnection connection, HashSet<Guid> charges, CancellationToken cancellationToken)
    {
        var all = new HashSet<Guid>(charges);
        var added = charges;
        while (added.Count > 0)
        {
            var siblings = await new NpgsqlCommand(
                """
                SELECT DISTINCT other.charge_id FROM charge_allocations one
                JOIN charge_allocations other ON other.tenant_id = one.tenant_id AND other.order_id = one.order_id
                JOIN charges c ON c.tenant_id = other.tenant_id AND c.id = other.charge_id AND c.status <> 8
                WHERE one.tenant_id = (SELECT current_tenant()) AND one.charge_id = ANY($1)
                """,
                connection).With(NpgsqlDbType.Uuid, [.. added], static charge => charge).ReadAsync(static reader => reader.GetGuid(0), cancellationToken);
            added = [.. siblings.Where(all.Add)];
        }

        return all;
    }

    public static Task<List<FoundCharge>> LockAsync(NpgsqlConnection connection, HashSet<Guid> charges, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT c.id, c.settlement_id, s.import_id, c.gateway, c.status, c.outcome_known, c.amount, c.modified_seq
        FROM charges c JOIN settlements s ON s.tenant_id = c.tenant_id AND s.id = c.settlement_id
        WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($1) ORDER BY c.id FOR NO KEY UPDATE OF c
        """,
        connection)
        { CommandTimeout = SettlementStore.LongTimeout }
        .With(NpgsqlDbType.Uuid, [.. charges], static charge => charge)
        .ReadAsync(
            static reader => new FoundCharge(
                reader.GetGuid(0), reader.GetGuid(1), reader.OrNull<Guid>(2), reader.GetString(3), (ChargeStatus)reader.GetInt16(4), reader.GetBoolean(5), reader.GetInt64(6), reader.GetInt64(7)),
            cancellationToken);

    /// <summary>The orders of held charges by charge, as they are now; one that is gone with its import counts as cancelled.</summary>
    public static async Task<ILookup<Guid, ChargedOrder>> OrdersAsync(NpgsqlConnection connection, List<FoundCharge> charges, CancellationToken cancellationToken)
    {
        var orders = await new NpgsqlCommand(
            """
            SELECT a.charge_id, coalesce(o.status, 6), coalesce(o.total, 0), (
                SELECT coalesce(sum(other.amount), 0)::bigint FROM charge_allocations other JOIN charges c ON c.tenant_id = other.tenant_id AND c.id = other.charge_id AND c.status <> 8
                WHERE other.tenant_id = a.tenant_id AND other.order_id = a.order_id)
            FROM charge_allocations a LEFT JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = ANY($1)
            """,
            connection)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Id)
            .ReadAsync(static reader => (Charge: reader.GetGuid(0), Order: new ChargedOrder((OrderStatus)reader.GetInt16(1), reader.GetInt64(2), reader.GetInt64(3))), cancellationToken);
        return orders.ToLookup(static order => order.Charge, static order => order.Order);
    }
}
