using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>What happens to all deliveries at once that wait for one endpoint.</summary>
internal static class WaitingDeliveries
{
    /// <summary>Nothing waits for an endpoint that is told no more. What a worker has in hand it finds given up when it begins.</summary>
    public static async Task GiveUpAsync(NpgsqlConnection connection, TenantId tenant, Guid endpoint, string code, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection,
            """
            WITH dead AS (
                UPDATE notifications SET status = 4, failure_code = $3, next_attempt_at = NULL WHERE tenant_id = $1 AND endpoint_id = $2 AND status = 1 AND topic = 8 RETURNING id)
            DELETE FROM work_queue WHERE (lane, id) IN (SELECT lane, id FROM work_queue WHERE lane = $4 AND id IN (SELECT id FROM dead) AND worker IS NULL ORDER BY id FOR UPDATE)
            """,
            tenant.Value, endpoint, code, NotificationLanes.Webhook);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Moves what is due for an endpoint that rests behind its rest, so that it is not in the way of others; a little apart, so that it does not all come back at once.
    /// </summary>
    public static async Task PutOffAsync(NpgsqlConnection connection, TenantId tenant, Guid endpoint, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection,
            """
            UPDATE work_queue SET due_at = $3 + random() * interval '5 seconds'
            WHERE (lane, id) IN (
                SELECT lane, id FROM work_queue
                WHERE lane = $4 AND worker IS NULL AND due_at < $3
                    AND id IN (SELECT id FROM notifications WHERE tenant_id = $1 AND endpoint_id = $2 AND status = 1 AND topic = 8)
                ORDER BY id FOR UPDATE SKIP LOCKED)
            """,
            tenant.Value, endpoint, until, NotificationLanes.Webhook);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
