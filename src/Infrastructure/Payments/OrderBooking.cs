using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Says to orders what became of their charges, in the transaction in which it became so.</summary>
internal static class OrderBooking
{
    /// <summary>Why the portal itself confirmed an order.</summary>
    public const string PaidReason = "paid";

    /// <summary>Why the portal itself gave an order up as refunded.</summary>
    public const string RefundedReason = "refunded";

    /// <summary>More than so many at once are a batch's, whose pages hear of the settlement; one for each would flood every instance.</summary>
    private const int MostTold = 2;

    /// <param name="charges">Whose state, or what went back of them, is another one now.</param>
    /// <param name="events">Those of the orders are added.</param>
    public static async Task BookAsync(
        NpgsqlConnection connection, TenantId tenant, IReadOnlyList<Guid> charges, List<PortalEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var orders = await LockAsync(connection, charges, cancellationToken);
        if (orders.Count == 0)
        {
            return;
        }

        var shares = await SharesAsync(connection, orders, cancellationToken);
        var changes = orders.Select(order => Change(order, shares[order.Id])).Where(static change => change.Payment != change.Order.Payment || change.Status is not null).ToList();
        if (changes.Count == 0)
        {
            return;
        }

        await UpdateAsync(connection, changes, cancellationToken);
        await RememberAsync(connection, tenant, [.. changes.Where(static change => change.Status is not null)], now, cancellationToken);
        events.AddRange(changes.Where(static change => change.Status is not null).Select(change =>
            PortalEvent.Of(change.Status == OrderStatus.Confirmed ? EventTypes.OrderConfirmed : EventTypes.OrderRefunded, now) with { OrderId = change.Order.Id, ImportId = change.Order.Batch }));
        if (changes.Count <= MostTold)
        {
            await Changes.TellAsync(connection, cancellationToken, [.. changes.Select(change => new Change(tenant, ChangeKind.Order, change.Order.Id))]);
        }
    }

    private static Task<List<LockedOrder>> LockAsync(NpgsqlConnection connection, IReadOnlyList<Guid> charges, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT id, status, payment_status, batch_id FROM orders
        WHERE tenant_id = (SELECT current_tenant())
          AND id IN (SELECT order_id FROM charge_allocations WHERE tenant_id = (SELECT current_tenant()) AND charge_id = ANY($1))
        ORDER BY id FOR NO KEY UPDATE
        """,
        connection)
        .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, charges.ToArray())
        .ReadAsync(
            static reader => new LockedOrder(reader.GetGuid(0), (OrderStatus)reader.GetInt16(1), (PaymentStatus)reader.GetInt16(2), reader.OrNull<Guid>(3)), cancellationToken);

    /// <summary>Asked once the orders are held: charges of theirs that others moved meanwhile are seen now, or their transaction waits for this one.</summary>
    private static async Task<ILookup<Guid, (Guid Settlement, OrderShare Share)>> SharesAsync(
        NpgsqlConnection connection, List<LockedOrder> orders, CancellationToken cancellationToken)
    {
        var shares = await new NpgsqlCommand(
            """
            SELECT a.order_id, c.settlement_id, c.status, a.amount, a.refunded
            FROM charge_allocations a JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.order_id = ANY($1)
            """,
            connection)
            .With(NpgsqlDbType.Array | NpgsqlDbType.Uuid, orders.Select(static order => order.Id).ToArray())
            .ReadAsync(
                static reader => (Order: reader.GetGuid(0), Settlement: reader.GetGuid(1), Share: new OrderShare((ChargeStatus)reader.GetInt16(2), reader.GetInt64(3), reader.GetInt64(4))),
                cancellationToken);
        return shares.ToLookup(static share => share.Order, static share => (share.Settlement, share.Share));
    }

    /// <remarks>Settlements' ids rise with time: an order that was settled again is what its newest settlement says.</remarks>
    private static OrderChange Change(LockedOrder order, IEnumerable<(Guid Settlement, OrderShare Share)> shares)
    {
        var all = shares.ToList();
        var newest = all.Max(static share => share.Settlement);
        var payment = OrderPayment.Of([.. all.Where(share => share.Settlement == newest).Select(static share => share.Share)]);
        return new OrderChange(order, payment, OrderPayment.Next(order.Status, payment));
    }

    /// <remarks>
    /// Where nobody but the settlement had touched an order, nobody has afterwards, so that undoing its import still takes it back; an order that is paid
    /// never gets there.
    /// </remarks>
    private static Task UpdateAsync(NpgsqlConnection connection, List<OrderChange> changes, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        WITH news AS (
            SELECT n.*, o.modified_seq FROM unnest($1, $2, $3) AS n (id, payment, status) JOIN orders o ON o.tenant_id = (SELECT current_tenant()) AND o.id = n.id
        ), updated AS (
            UPDATE orders o SET payment_status = n.payment, status = coalesce(n.status, o.status) FROM news n
            WHERE o.tenant_id = (SELECT current_tenant()) AND o.id = n.id RETURNING o.id, o.modified_seq
        )
        UPDATE charge_allocations a SET order_seq = u.modified_seq FROM news n JOIN updated u ON u.id = n.id
        WHERE a.tenant_id = (SELECT current_tenant()) AND a.order_id = n.id AND a.order_seq = n.modified_seq AND n.payment IN (1, 2, 4)
        """,
        connection)
        .With(NpgsqlDbType.Uuid, changes, static change => change.Order.Id)
        .With(NpgsqlDbType.Smallint, changes, static change => (short)change.Payment)
        .With(NpgsqlDbType.Smallint, changes, static change => (short?)change.Status)
        .RunAsync(cancellationToken);

    private static Task RememberAsync(NpgsqlConnection connection, TenantId tenant, List<OrderChange> changes, DateTimeOffset now, CancellationToken cancellationToken) => changes.Count == 0
        ? Task.CompletedTask
        : new NpgsqlCommand(
            """
            INSERT INTO order_status_changes (tenant_id, order_id, id, from_status, to_status, changed_at, actor_kind, actor_id, actor_name, reason)
            SELECT $1, n.order_id, n.id, n.from_status, n.to_status, $2, $3, $4, '', n.reason FROM unnest($5, $6, $7, $8, $9) AS n (order_id, id, from_status, to_status, reason)
            """,
            connection)
            .With(NpgsqlDbType.Uuid, tenant.Value)
            .With(NpgsqlDbType.TimestampTz, now.UtcDateTime)
            .With(NpgsqlDbType.Smallint, (short)ActorKind.System)
            .With(NpgsqlDbType.Uuid, Actor.System.Id)
            .With(NpgsqlDbType.Uuid, changes, static change => change.Order.Id)
            .With(NpgsqlDbType.Uuid, changes, _ => Guid.CreateVersion7(now))
            .With(NpgsqlDbType.Smallint, changes, static change => (short)change.Order.Status)
            .With(NpgsqlDbType.Smallint, changes, static change => (short)change.Status!.Value)
            .With(NpgsqlDbType.Text, changes, static change => change.Status == OrderStatus.Confirmed ? PaidReason : RefundedReason)
            .RunAsync(cancellationToken);

    private sealed record LockedOrder(Guid Id, OrderStatus Status, PaymentStatus Payment, Guid? Batch);

    /// <param name="Status">Null: it stays.</param>
    private sealed record OrderChange(LockedOrder Order, PaymentStatus Payment, OrderStatus? Status);
}
