using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>Merges what the tables of several features say of one order, in one query.</summary>
public sealed class OrderTimeline(TenantConnections connections, OperationContext operation) : IOrderTimeline
{
    // Columns: at, kind, thing, one, other, amount, number, name, text. Kinds in the sequence in which things follow one another at one moment.
    private const string Sql =
        """
        SELECT * FROM (
            SELECT o.created_at AS at, 0 AS kind, o.id AS thing, o.source AS one, NULL::smallint AS other, b.number AS amount, o.csv_row_number AS number, NULL AS name, NULL AS text
            FROM orders o LEFT JOIN import_batches b ON b.tenant_id = o.tenant_id AND b.id = o.batch_id
            WHERE o.tenant_id = $1 AND o.id = $2
            UNION ALL
            SELECT s.changed_at, 5, s.order_id, s.from_status, s.to_status, NULL, s.actor_kind::integer, s.actor_name, s.reason
            FROM order_status_changes s WHERE s.tenant_id = $1 AND s.order_id = $2
            UNION ALL
            SELECT c.created_at, 1, c.id, c.method, c.status, a.amount, c.attempts_total, NULL, c.failure_code
            FROM charge_allocations a JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
            WHERE a.tenant_id = $1 AND a.order_id = $2
            UNION ALL
            SELECT coalesce(t.finished_at, t.started_at), 3, t.charge_id, t.kind, t.outcome, NULL, t.number, NULL, t.code
            FROM charge_allocations a JOIN charge_attempts t ON t.tenant_id = a.tenant_id AND t.charge_id = a.charge_id
            WHERE a.tenant_id = $1 AND a.order_id = $2
            UNION ALL
            SELECT r.created_at, 2, r.charge_id, r.status, NULL, p.amount, NULL, r.actor_name, r.failure_code
            FROM refund_allocations p JOIN refunds r ON r.tenant_id = p.tenant_id AND r.id = p.refund_id
            WHERE p.tenant_id = $1 AND p.order_id = $2
            UNION ALL
            SELECT coalesce(n.sent_at, n.created_at), 6, n.id, n.topic, n.status, NULL, n.channel::integer, NULL, n.failure_code
            FROM notifications n WHERE n.tenant_id = $1 AND n.order_id = $2
        ) happened
        ORDER BY at DESC, kind DESC, thing LIMIT $3
        """;

    public async Task<IReadOnlyList<OrderHappening>> OfAsync(OrderId order, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = order.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<OrderHappening>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return found;
    }

    private static OrderHappening Read(NpgsqlDataReader row)
    {
        var at = row.GetFieldValue<DateTimeOffset>(0);
        var thing = row.GetGuid(2);
        var one = Value<short>(row, 3);
        var other = Value<short>(row, 4);
        var amount = Value<long>(row, 5);
        var number = Value<int>(row, 6);
        var name = row.IsDBNull(7) ? "" : row.GetString(7);
        var text = row.IsDBNull(8) ? null : row.GetString(8);
        return row.GetInt32(1) switch
        {
            0 => new OrderHappening.Created(at, (OrderSource)one!, amount, number),
            1 => new OrderHappening.Charged(at, new ChargeId(thing), (PaymentMethod)one!, (ChargeStatus)other!, amount!.Value, number ?? 0, text),
            2 => new OrderHappening.RefundAsked(at, new ChargeId(thing), (RefundStatus)one!, amount!.Value, name, text),
            3 => new OrderHappening.Attempted(at, new ChargeId(thing), (AttemptKind)one!, (AttemptOutcome)other!, number!.Value, text),
            5 => new OrderHappening.StatusChanged(at, (OrderStatus?)one, (OrderStatus)other!, (ActorKind)number!, name, text),
            _ => new OrderHappening.Notified(at, (NotificationTopic)one!, (NotificationChannel)number!, (NotificationStatus)other!, text),
        };
    }

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
