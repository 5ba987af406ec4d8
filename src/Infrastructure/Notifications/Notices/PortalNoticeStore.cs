using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Notifications.Notices;

/// <summary>The bell's notices in the database.</summary>
public sealed class PortalNoticeStore(TenantConnections connections, OperationContext operation) : IPortalNotices
{
    /// <summary>What is older is new to nobody: who comes for the first time is not met by the whole past.</summary>
    private const string Mark = "greatest((SELECT seen_at FROM notice_marks WHERE tenant_id = $1 AND user_id = $2), now() - interval '30 days')";

    /// <summary>Writes a notice in the caller's transaction and rings the bells when it commits. The same id a second time changes nothing.</summary>
    /// <param name="connection">The tenant's.</param>
    /// <param name="permission">Who may see it; null: everybody.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, TenantId tenant, Guid id, string code, IReadOnlyList<string> arguments, string? href, string? permission, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO portal_notices (tenant_id, id, created_at, code, arguments, href, permission) VALUES ($1, $2, now(), $3, $4, $5, $6)
            ON CONFLICT (tenant_id, id) DO NOTHING
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(arguments) });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)href ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)permission ?? DBNull.Value });
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            await Changes.TellAsync(connection, cancellationToken, new Change(tenant, ChangeKind.Notices, id));
        }
    }

    public async Task<int> CountNewAsync(IReadOnlyCollection<string> permissions, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(
            connection,
            $"""
             SELECT count(*)::integer FROM (
                 SELECT FROM portal_notices WHERE tenant_id = $1 AND (permission IS NULL OR permission = ANY($3)) AND created_at > {Mark} LIMIT {IPortalNotices.MostCounted}) AS new
             """,
            permissions);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<Page<PortalNotice>> ListAsync(IReadOnlyCollection<string> permissions, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = Command(
            connection,
            $"""
             SELECT id, created_at, code, arguments, href, created_at > {Mark} FROM portal_notices
             WHERE tenant_id = $1 AND (permission IS NULL OR permission = ANY($3)) AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5))
             ORDER BY created_at DESC, id DESC LIMIT $6
             """,
            permissions);
        var after = Cursor.Read(cursor);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = after is { } place ? new DateTime(place.Sort, DateTimeKind.Utc) : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = after is { } found ? found.Id : DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var notices = new List<PortalNotice>();
        while (await reader.ReadAsync(cancellationToken))
        {
            notices.Add(new PortalNotice(
                reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), JsonSerializer.Deserialize<string[]>(reader.GetString(3))!,
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4), reader.GetBoolean(5)));
        }

        return notices.Count > limit
            ? new Page<PortalNotice>(notices[..limit], Cursor.Write(notices[limit - 1].CreatedAt.UtcTicks, notices[limit - 1].Id))
            : new Page<PortalNotice>(notices, null);
    }

    public async Task MarkSeenAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO notice_marks AS mark (tenant_id, user_id, seen_at) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, user_id) DO UPDATE SET seen_at = excluded.seen_at WHERE mark.seen_at < excluded.seen_at
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Actor.Id });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = until.UtcDateTime });
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            // The reader's other windows, and those of others, who find their numbers as they were.
            await Changes.TellAsync(connection, cancellationToken, new Change(operation.Tenant, ChangeKind.Notices, operation.Actor.Id));
        }
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, IReadOnlyCollection<string> permissions)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Actor.Id });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. permissions] });
        return command;
    }
}
