using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Notifications;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>
/// What is written about a delivery, before and after. A worker that lost its claim meanwhile writes nothing. A notification that is found in
/// sending was in the hands of somebody who died: it may have gone out, and the next attempt says so.
/// </summary>
public sealed class DeliveryStore(TenantConnections connections, FieldCipher cipher, TimeProvider clock)
{
    private const short Lost = 5;

    /// <summary>Marks a notification as being sent, committed, before anything is sent.</summary>
    /// <returns>Null: there is nothing to send any more (withdrawn, sent), and the item is out of the queue.</returns>
    public async Task<QueuedNotification?> BeginAsync(WorkItem item, Guid worker, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(item.Tenant, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            WITH before AS (
                SELECT id, created_at, status, attempts FROM notifications
                WHERE tenant_id = $1 AND id = $2 AND status IN (1, 2) AND EXISTS (SELECT FROM work_queue WHERE lane = $3 AND id = $2 AND worker = $4)
                FOR UPDATE),
            lost AS (
                INSERT INTO notification_attempts (tenant_id, notification_id, started_at, id, number, outcome, code)
                SELECT $1, id, $5, $6, attempts, {Lost}, 'lost' FROM before WHERE status = 2)
            UPDATE notifications n SET status = 2, attempts = n.attempts + 1, first_attempt_at = coalesce(n.first_attempt_at, $5), next_attempt_at = NULL,
                possible_duplicate = n.possible_duplicate OR before.status = 2
            FROM before WHERE n.tenant_id = $1 AND n.id = before.id AND n.created_at = before.created_at
            RETURNING n.created_at, n.content_encrypted, n.recipient_encrypted, n.endpoint_id, n.event_type, n.attempts, n.first_attempt_at
            """,
            connection);
        Add(command, NpgsqlDbType.Uuid, item.Tenant.Value);
        Add(command, NpgsqlDbType.Uuid, item.Id);
        Add(command, NpgsqlDbType.Text, item.Lane);
        Add(command, NpgsqlDbType.Uuid, worker);
        Add(command, NpgsqlDbType.TimestampTz, clock.GetUtcNow().UtcDateTime);
        Add(command, NpgsqlDbType.Uuid, Guid.CreateVersion7());
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                return new QueuedNotification(
                    item.Tenant.Value,
                    item.Id,
                    new DateTimeOffset(reader.GetDateTime(0)),
                    cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.NotificationContent),
                    reader.IsDBNull(2) ? null : cipher.Decrypt(reader.GetFieldValue<byte[]>(2), FieldContexts.NotificationRecipient),
                    reader.IsDBNull(3) ? null : reader.GetGuid(3),
                    reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.GetInt32(5),
                    new DateTimeOffset(reader.GetDateTime(6)));
            }
        }

        await WorkQueue.FinishAsync(connection, item.Lane, worker, [item.Id], cancellationToken);
        return null;
    }

    /// <summary>Gives back what was marked and not sent after all; no attempt is counted.</summary>
    public async Task ReturnAsync(WorkItem item, Guid worker, QueuedNotification notification, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(item.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if ((await WorkQueue.DeferAsync(connection, item.Lane, worker, [item.Id], delay, cancellationToken)).Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            UPDATE notifications SET status = 1, attempts = attempts - 1, first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at END
            WHERE tenant_id = $1 AND id = $2 AND created_at = $3 AND status = 2
            """,
            connection);
        AddKey(command, notification);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Writes what came of an attempt, and when the next one is.</summary>
    public async Task FinishAsync(WorkItem item, Guid worker, QueuedNotification notification, DateTimeOffset startedAt, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        TimeSpan? delay = outcome.Result is DeliveryResult.Failed or DeliveryResult.Unknown
            ? DeliveryRetries.DelayAfter(notification.Attempt, now - notification.FirstAttemptAt, Random.Shared.NextDouble(), outcome.RetryAfter)
            : null;
        await using var connection = await connections.OpenAsync(item.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var mine = delay is { } wait
            ? await WorkQueue.DeferAsync(connection, item.Lane, worker, [item.Id], wait, cancellationToken)
            : await WorkQueue.FinishAsync(connection, item.Lane, worker, [item.Id], cancellationToken);
        if (mine.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            WITH attempt AS (
                INSERT INTO notification_attempts (tenant_id, notification_id, started_at, id, number, finished_at, outcome, code, answer_status, answer_encrypted)
                VALUES ($1, $2, $4, $5, $6, $7, $8, $9, $10, $11))
            UPDATE notifications SET status = $12, sent_at = $13, next_attempt_at = $14, failure_code = $9, possible_duplicate = possible_duplicate OR $15
            WHERE tenant_id = $1 AND id = $2 AND created_at = $3
            """,
            connection);
        AddKey(command, notification);
        Add(command, NpgsqlDbType.TimestampTz, startedAt.UtcDateTime);
        Add(command, NpgsqlDbType.Uuid, Guid.CreateVersion7(now));
        Add(command, NpgsqlDbType.Integer, notification.Attempt);
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        Add(command, NpgsqlDbType.Smallint, OutcomeOf(outcome));
        Add(command, NpgsqlDbType.Text, outcome.Code);
        Add(command, NpgsqlDbType.Integer, outcome.Status);
        Add(command, NpgsqlDbType.Bytea, outcome.Answer is null ? null : cipher.Encrypt(outcome.Answer, FieldContexts.NotificationAnswer));
        Add(command, NpgsqlDbType.Smallint, (short)(outcome.Result == DeliveryResult.Sent ? NotificationStatus.Sent : delay is null ? NotificationStatus.Dead : NotificationStatus.Waiting));
        Add(command, NpgsqlDbType.TimestampTz, outcome.Result == DeliveryResult.Sent ? now.UtcDateTime : null);
        Add(command, NpgsqlDbType.TimestampTz, (now + delay)?.UtcDateTime);
        Add(command, NpgsqlDbType.Boolean, outcome.Result == DeliveryResult.Unknown && delay is not null);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static short OutcomeOf(DeliveryOutcome outcome) => outcome.Result switch
    {
        DeliveryResult.Sent => 1,
        DeliveryResult.Refused => 3,
        DeliveryResult.Unknown => 4,
        _ => (short)(outcome.Code is "timeout" or "connection_failed" ? 4 : 2),
    };

    private static void AddKey(NpgsqlCommand command, QueuedNotification notification)
    {
        Add(command, NpgsqlDbType.Uuid, notification.Tenant);
        Add(command, NpgsqlDbType.Uuid, notification.Id);
        Add(command, NpgsqlDbType.TimestampTz, notification.CreatedAt.UtcDateTime);
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
