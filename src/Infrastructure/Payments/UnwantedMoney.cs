using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>
/// Money of a customer who paid a slip after the charge had been taken back. It is booked as it came; what of it no order wants any more goes back by itself.
/// </summary>
internal static class UnwantedMoney
{
    /// <summary>Why the portal itself gives money back.</summary>
    public const string Reason = "paid_after_cancel";

    /// <summary>
    /// Plans the refund, in the transaction that has booked the money: of orders that were cancelled, settled anew, or are not paid in full by it. An order that
    /// still waited for its money is paid now, and keeps it.
    /// </summary>
    public static async Task GiveBackAsync(NpgsqlConnection connection, GatewayNotice notice, Guid settlement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = await new NpgsqlCommand(
            """
            SELECT a.order_id, a.amount FROM charge_allocations a LEFT JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = $1
              AND (o.id IS NULL OR o.status = $3 OR o.payment_status <> $4 OR EXISTS (
                SELECT 1 FROM charge_allocations b JOIN charges c ON c.tenant_id = b.tenant_id AND c.id = b.charge_id
                WHERE b.tenant_id = a.tenant_id AND b.order_id = a.order_id AND c.settlement_id > $2))
            ORDER BY a.order_id
            """,
            connection)
            .With(NpgsqlDbType.Uuid, notice.Charge.Value)
            .With(NpgsqlDbType.Uuid, settlement)
            .With(NpgsqlDbType.Smallint, (short)OrderStatus.Cancelled)
            .With(NpgsqlDbType.Smallint, (short)PaymentStatus.Paid)
            .ReadAsync(static reader => (Order: reader.GetGuid(0), Amount: reader.GetInt64(1)), cancellationToken);
        if (parts.Count == 0)
        {
            return;
        }

        var refund = RefundId.New();
        await new NpgsqlCommand(
            """
            INSERT INTO refunds (tenant_id, id, charge_id, amount, reason, created_at, actor_kind, actor_id, actor_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')
            """,
            connection)
            .With(NpgsqlDbType.Uuid, notice.Tenant.Value)
            .With(NpgsqlDbType.Uuid, refund.Value)
            .With(NpgsqlDbType.Uuid, notice.Charge.Value)
            .With(NpgsqlDbType.Bigint, parts.Sum(static part => part.Amount))
            .With(NpgsqlDbType.Text, Reason)
            .With(NpgsqlDbType.TimestampTz, now.UtcDateTime)
            .With(NpgsqlDbType.Smallint, (short)ActorKind.System)
            .With(NpgsqlDbType.Uuid, Actor.System.Id)
            .RunAsync(cancellationToken);
        await new NpgsqlCommand(
            "INSERT INTO refund_allocations (tenant_id, refund_id, order_id, amount) SELECT $1, $2, p.* FROM unnest($3, $4) AS p (order_id, amount)", connection)
            .With(NpgsqlDbType.Uuid, notice.Tenant.Value)
            .With(NpgsqlDbType.Uuid, refund.Value)
            .With(NpgsqlDbType.Uuid, parts, static part => part.Order)
            .With(NpgsqlDbType.Bigint, parts, static part => part.Amount)
            .RunAsync(cancellationToken);
        await WorkQueue.EnqueueAsync(connection, PaymentLanes.Refunds(notice.Gateway), notice.Tenant, [refund.Value], TimeSpan.Zero, cancellationToken);
    }
}
