using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>Reads notifications by key, never by offset.</summary>
public sealed class NotificationQueries(TenantConnections connections, OperationContext operation, FieldCipher cipher) : INotificationQueries
{
    private const string Columns =
        """
        n.id, n.created_at, n.topic, n.channel, n.status, n.event_type, n.recipient_encrypted, n.attempts, n.next_attempt_at, n.sent_at, n.failure_code, n.possible_duplicate,
        o.order_number, b.number, e.url
        """;

    private const string Joins =
        """
        LEFT JOIN orders o ON o.tenant_id = n.tenant_id AND o.id = n.order_id
        LEFT JOIN import_batches b ON b.tenant_id = n.tenant_id AND b.id = n.import_id
        LEFT JOIN webhook_endpoints e ON e.tenant_id = n.tenant_id AND e.id = n.endpoint_id
        """;

    public async Task<Page<NotificationListItem>> ListAsync(NotificationFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand { Connection = connection };
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        var where = Where(command, filter, cursor);

        // The page first, its neighbours then: fifty look-ups instead of a join over everything.
        command.CommandText = $"""
            SELECT {Columns} FROM (SELECT * FROM notifications n WHERE n.tenant_id = $1{where} ORDER BY n.created_at DESC, n.id DESC LIMIT {limit + 1}) n
            {Joins} ORDER BY n.created_at DESC, n.id DESC
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<NotificationListItem>(limit + 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(Item(reader));
        }

        return items.Count > limit
            ? new Page<NotificationListItem>(items[..limit], Cursor.Write(items[limit - 1].CreatedAt.UtcTicks, items[limit - 1].Id))
            : new Page<NotificationListItem>(items, null);
    }

    public async Task<NotificationDetail?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var attempts = await AttemptsAsync(connection, id, cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Columns}, n.language, n.content_encrypted FROM notifications n {Joins} WHERE n.tenant_id = $1 AND n.id = $2", connection);
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        Add(command, NpgsqlDbType.Uuid, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var item = Item(reader);
        var content = cipher.Decrypt(reader.GetFieldValue<byte[]>(16), FieldContexts.NotificationContent);
        var isMail = item.Channel == NotificationChannel.Email;
        return new NotificationDetail(item, reader.GetString(15), isMail ? JsonSerializer.Deserialize<MailContent>(content) : null, isMail ? null : content, attempts);
    }

    public async Task<long> CountDeadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM notifications WHERE tenant_id = $1 AND status = 4", connection);
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<DeliveryAttempt>> AttemptsAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT number, started_at, finished_at, outcome, code, answer_status FROM notification_attempts WHERE tenant_id = $1 AND notification_id = $2 ORDER BY started_at DESC, id DESC", connection);
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        Add(command, NpgsqlDbType.Uuid, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var attempts = new List<DeliveryAttempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(new DeliveryAttempt(
                reader.GetInt32(0), new DateTimeOffset(reader.GetDateTime(1)), Time(reader, 2), (DeliveryAttemptOutcome)reader.GetInt16(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetInt32(5)));
        }

        return attempts;
    }

    private static string Where(NpgsqlCommand command, NotificationFilter filter, string? cursor)
    {
        var where = "";
        And("n.topic = {0}", NpgsqlDbType.Smallint, (short?)filter.Topic);
        And("n.channel = {0}", NpgsqlDbType.Smallint, (short?)filter.Channel);
        And("n.status = {0}", NpgsqlDbType.Smallint, (short?)filter.Status);
        And("n.import_id = {0}", NpgsqlDbType.Uuid, filter.Import?.Value);
        And("n.order_id = {0}", NpgsqlDbType.Uuid, filter.Order?.Value);
        if (Cursor.Read(cursor) is { } place)
        {
            Add(command, NpgsqlDbType.TimestampTz, new DateTime(place.Sort, DateTimeKind.Utc));
            And($"(n.created_at, n.id) < (${command.Parameters.Count}, {{0}})", NpgsqlDbType.Uuid, place.Id);
        }

        return where;

        void And(string condition, NpgsqlDbType type, object? value)
        {
            if (value is not null)
            {
                Add(command, type, value);
                where += " AND " + string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, $"${command.Parameters.Count}");
            }
        }
    }

    private NotificationListItem Item(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        new DateTimeOffset(reader.GetDateTime(1)),
        (NotificationTopic)reader.GetInt16(2),
        (NotificationChannel)reader.GetInt16(3),
        (NotificationStatus)reader.GetInt16(4),
        reader.IsDBNull(5) ? null : reader.GetString(5),
        reader.IsDBNull(6) ? (reader.IsDBNull(14) ? null : reader.GetString(14)) : cipher.Decrypt(reader.GetFieldValue<byte[]>(6), FieldContexts.NotificationRecipient),
        reader.GetInt32(7),
        Time(reader, 8),
        Time(reader, 9),
        reader.IsDBNull(10) ? null : reader.GetString(10),
        reader.GetBoolean(11),
        reader.IsDBNull(12) ? null : reader.GetString(12),
        reader.IsDBNull(13) ? null : reader.GetInt64(13));

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column));

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object value) => command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
}
