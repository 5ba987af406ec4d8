using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>Messages to the tenant's endpoints, in the table of all notifications.</summary>
internal sealed class WebhookDeliveryStore(TenantConnections connections, OperationContext operation, ModifiedRows modified, FieldCipher cipher, TimeProvider clock) : IWebhookDeliveries
{
    private const string Select =
        """
        SELECT n.id, n.created_at, n.event_type, n.status, n.attempts, n.sent_at, n.next_attempt_at, n.failure_code, n.possible_duplicate, a.answer_status, a.answer_encrypted,
            n.modified_at, n.modified_seq
        FROM notifications n
        LEFT JOIN LATERAL (
            SELECT answer_status, answer_encrypted FROM notification_attempts
            WHERE tenant_id = n.tenant_id AND notification_id = n.id AND started_at >= n.created_at ORDER BY started_at DESC LIMIT 1) a ON true
        WHERE n.tenant_id = $1 AND n.endpoint_id = $2
        """;

    public async Task<Page<WebhookDelivery>> ListAsync(Guid endpoint, bool oldestFirst, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var (beyond, direction) = oldestFirst ? (">", "ASC") : ("<", "DESC");
        var after = Cursor.Read(cursor);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = NotificationSql.Command(
            connection,
            $"{Select} AND ($3::timestamptz IS NULL OR (n.created_at, n.id) {beyond} ($3, $4::uuid)) ORDER BY n.created_at {direction}, n.id {direction} LIMIT $5",
            operation.Tenant.Value, endpoint, after is { } place ? new DateTime(place.Sort, DateTimeKind.Utc) : null, after?.Id, limit + 1);
        var deliveries = (await ReadAsync(command, cancellationToken)).ConvertAll(static row => row.Delivery);
        return deliveries.Count > limit
            ? new Page<WebhookDelivery>(deliveries[..limit], Cursor.Write(deliveries[limit - 1].CreatedAt.UtcTicks, deliveries[limit - 1].Id))
            : new Page<WebhookDelivery>(deliveries, null);
    }

    public async Task<ModifiedPage<WebhookDelivery>> ListModifiedAsync(Guid endpoint, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = NotificationSql.Command(connection, "", operation.Tenant.Value, endpoint);
        command.CommandText = $"{Select} AND {ModifiedSql.Add(command, window, "n")} ORDER BY n.modified_seq LIMIT {window.Take}";
        return window.ToPage(await ReadAsync(command, cancellationToken));
    }

    public async Task<bool> SendTestAsync(Guid endpoint, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var content = WebhookPayload.Test(endpoint, now);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = NotificationSql.Command(
            connection,
            """
            INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, endpoint_id, content_encrypted)
            SELECT tenant_id, $3, $4, $3, $5, $6, id, $7 FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL
            """,
            operation.Tenant.Value, endpoint, id, now, (short)NotificationTopic.Test, (short)NotificationChannel.Webhook, cipher.Encrypt(content, FieldContexts.NotificationContent));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        await WorkQueue.EnqueueAsync(connection, NotificationLanes.Webhook, operation.Tenant, [id], TimeSpan.Zero, cancellationToken);
        await Changes.TellAsync(connection, cancellationToken, new Change(operation.Tenant, ChangeKind.Notification, endpoint));
        await AuditAsync(connection, transaction, AuditActions.WebhookTested, endpoint, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<Result<bool>> ReplayAsync(Guid endpoint, Guid delivery, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var known = NotificationSql.Command(
            connection, "SELECT topic FROM notifications WHERE tenant_id = $1 AND id = $2 AND endpoint_id = $3", operation.Tenant.Value, delivery, endpoint))
        {
            if (await known.ExecuteScalarAsync(cancellationToken) is not short topic)
            {
                return false;
            }

            if (topic != (short)NotificationTopic.Test && await IsOffAsync(connection, endpoint, cancellationToken))
            {
                return new Error(WebhookErrors.Disabled);
            }
        }

        if (await AgainAsync(connection, endpoint, "id = $3", delivery, cancellationToken) == 0)
        {
            return new Error(WebhookErrors.UnderWay);
        }

        await AuditAsync(connection, transaction, AuditActions.WebhookReplayed, endpoint, JsonSerializer.Serialize(new { delivery }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<Result<int>> ReplaySinceAsync(Guid endpoint, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (since < clock.GetUtcNow() - WebhookRules.LongestReplay)
        {
            return new Error(WebhookErrors.SinceTooLongAgo, WebhookRules.LongestReplay.Days.ToString(CultureInfo.InvariantCulture));
        }

        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await IsOffAsync(connection, endpoint, cancellationToken))
        {
            return new Error(WebhookErrors.Disabled);
        }

        var count = await AgainAsync(connection, endpoint, "created_at >= $3 AND topic = 8", since.ToUniversalTime(), cancellationToken);
        await AuditAsync(connection, transaction, AuditActions.WebhookReplayed, endpoint, JsonSerializer.Serialize(new { since, count }), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    /// <summary>A round of its own begins: the attempts count from one, and for a day.</summary>
    /// <param name="which">SQL on $3.</param>
    private async Task<int> AgainAsync(NpgsqlConnection connection, Guid endpoint, string which, object value, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        await using (var command = NotificationSql.Command(
            connection,
            $"""
             UPDATE notifications SET status = 1, attempts = 0, first_attempt_at = NULL, next_attempt_at = NULL, sent_at = NULL, failure_code = NULL, possible_duplicate = false
             WHERE tenant_id = $1 AND endpoint_id = $2 AND status IN (3, 4) AND {which} RETURNING id
             """,
            operation.Tenant.Value, endpoint, value))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetGuid(0));
            }
        }

        await WorkQueue.EnqueueAsync(connection, NotificationLanes.Webhook, operation.Tenant, ids, TimeSpan.Zero, cancellationToken);
        await Changes.TellAsync(connection, cancellationToken, new Change(operation.Tenant, ChangeKind.Notification, endpoint));
        return ids.Count;
    }

    /// <summary>True for one that does not exist, too.</summary>
    private async Task<bool> IsOffAsync(NpgsqlConnection connection, Guid endpoint, CancellationToken cancellationToken)
    {
        await using var command = NotificationSql.Command(
            connection, "SELECT enabled FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL", operation.Tenant.Value, endpoint);
        return await command.ExecuteScalarAsync(cancellationToken) is not true;
    }

    private async Task<List<(WebhookDelivery Delivery, long Seq)>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(WebhookDelivery, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((await DeliveryAsync(reader, cancellationToken), reader.GetInt64(12)));
        }

        return rows;
    }

    private async Task<WebhookDelivery> DeliveryAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => new(
        reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), await reader.ObjectAsync<string>(2, cancellationToken), (NotificationStatus)reader.GetInt16(3), reader.GetInt32(4),
        await reader.ValueAsync<DateTimeOffset>(5, cancellationToken), await reader.ValueAsync<DateTimeOffset>(6, cancellationToken), await reader.ObjectAsync<string>(7, cancellationToken),
        await reader.ValueAsync<int>(9, cancellationToken), await reader.ObjectAsync<byte[]>(10, cancellationToken) is { } answer ? cipher.Decrypt(answer, FieldContexts.NotificationAnswer) : null)
    {
        MayBeDuplicate = reader.GetBoolean(8),
        ModifiedAt = reader.GetFieldValue<DateTimeOffset>(11),
    };

    private Task AuditAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string action, Guid endpoint, string? after, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(connection, transaction, operation, new AuditEntry(action, WebhookEndpointStore.Entity, endpoint, After: after), cancellationToken);
}
