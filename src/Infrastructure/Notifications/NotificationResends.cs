using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <inheritdoc cref="INotificationResends"/>
public sealed class NotificationResends(TenantConnections connections, OperationContext operation, TimeProvider clock) : INotificationResends
{
    public async Task<int> ResendAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken) => (await SendAgainAsync(ids, cancellationToken)).Count;

    public async Task<Guid?> ResendAsync(Guid id, CancellationToken cancellationToken) => await SendAgainAsync([id], cancellationToken) is [var (again, _)] ? again : null;

    private async Task<List<(Guid Id, NotificationChannel Channel)>> SendAgainAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var again = await RaiseDeadAsync(connection, ids, cancellationToken);
        foreach (var id in ids ?? [])
        {
            if (await CopySentAsync(connection, id, cancellationToken) is { } copy)
            {
                again.Add((copy, NotificationChannel.Email));
            }
        }

        foreach (var group in again.GroupBy(one => one.Channel))
        {
            if (NotificationLanes.Of(group.Key) is { } lane)
            {
                await WorkQueue.EnqueueAsync(connection, lane, operation.Tenant, [.. group.Select(one => one.Id)], TimeSpan.Zero, cancellationToken);
            }
        }

        if (again.Count > 0)
        {
            await Changes.TellAsync(connection, cancellationToken, new Change(operation.Tenant, ChangeKind.Notification, Guid.Empty));
            var entry = new AuditEntry(
                AuditActions.NotificationsResent, "notification", ids is [var only] ? only : null, After: string.Create(CultureInfo.InvariantCulture, $"{{\"count\":{again.Count}}}"));
            await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return again;
    }

    private async Task<List<(Guid Id, NotificationChannel Channel)>> RaiseDeadAsync(NpgsqlConnection connection, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            UPDATE notifications SET status = 1, attempts = 0, first_attempt_at = NULL, next_attempt_at = NULL, failure_code = NULL
            WHERE tenant_id = $1 AND status = 4 AND topic <> {NotificationSql.AccountTopic}{(ids is null ? "" : " AND id = ANY($2)")} RETURNING id, channel
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        if (ids is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = ids.ToArray() });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var raised = new List<(Guid, NotificationChannel)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            raised.Add((reader.GetGuid(0), (NotificationChannel)reader.GetInt16(1)));
        }

        return raised;
    }

    private async Task<Guid?> CopySentAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var copy = Guid.CreateVersion7(now);
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, language, event_type, recipient_encrypted, recipient_index, order_id, charge_id, import_id, content_encrypted)
            SELECT tenant_id, $3, $4, event_id, topic, channel, language, event_type, recipient_encrypted, recipient_index, order_id, charge_id, import_id, content_encrypted
            FROM notifications WHERE tenant_id = $1 AND id = $2 AND status = 3 AND channel = 1 AND topic <> {NotificationSql.AccountTopic}
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = copy });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? copy : null;
    }
}
