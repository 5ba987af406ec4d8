using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>Reads notifications by key, never by offset.</summary>
internal sealed class NotificationQueries(TenantConnections connections, OperationContext operation, ModifiedRows modified, FieldCipher cipher) : INotificationQueries
{
    private const string Columns =
        """
        n.id, n.created_at, n.topic, n.channel, n.status, n.event_type, n.recipient_encrypted, n.attempts, n.next_attempt_at, n.sent_at, n.failure_code, n.possible_duplicate,
        o.order_number, b.number, e.url, n.order_id, n.import_id, n.endpoint_id, n.modified_at, n.modified_seq
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
        command.CommandText = Page(Where(command, filter) + Beyond(command, filter.OldestFirst, cursor), filter.OldestFirst ? "n.created_at, n.id" : "n.created_at DESC, n.id DESC", limit + 1);
        var items = await ReadAsync(command, Item, cancellationToken);
        return items.Count > limit
            ? new Page<NotificationListItem>(items[..limit], Cursor.Write(items[limit - 1].CreatedAt.UtcTicks, items[limit - 1].Id))
            : new Page<NotificationListItem>(items, null);
    }

    public async Task<ModifiedPage<NotificationListItem>> ListModifiedAsync(NotificationFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand { Connection = connection };
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        command.CommandText = Page($"{Where(command, filter)} AND {ModifiedSql.Add(command, window, "n")}", "n.modified_seq", window.Take);
        return window.ToPage(await ReadAsync(command, reader => (Item(reader), reader.GetInt64(19)), cancellationToken));
    }

    public async Task<NotificationDetail?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        var attempts = await AttemptsAsync(connection, id, cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Columns}, n.language, n.content_encrypted FROM notifications n {Joins} WHERE n.tenant_id = $1 AND n.id = $2 AND n.topic <> {NotificationSql.AccountTopic}", connection);
        Add(command, NpgsqlDbType.Uuid, operation.Tenant.Value);
        Add(command, NpgsqlDbType.Uuid, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var item = Item(reader);
        var content = cipher.Decrypt(reader.GetFieldValue<byte[]>(21), FieldContexts.NotificationContent);
        var isMail = item.Channel == NotificationChannel.Email;
        return new NotificationDetail(item, reader.GetString(20), isMail ? JsonSerializer.Deserialize<MailContent>(content) : null, isMail ? null : content, attempts);
    }

    public async Task<long> CountDeadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM notifications WHERE tenant_id = $1 AND status = 4 AND topic <> {NotificationSql.AccountTopic}", connection);
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

    /// <summary>The page first, its neighbours then: fifty look-ups instead of a join over everything.</summary>
    private static string Page(string where, string sequence, int limit) =>
        $"SELECT {Columns} FROM (SELECT * FROM notifications n WHERE n.tenant_id = $1{where} ORDER BY {sequence} LIMIT {limit}) n {Joins} ORDER BY {sequence}";

    /// <summary>Where the page begins; nothing for the first one.</summary>
    private static string Beyond(NpgsqlCommand command, bool oldestFirst, string? cursor)
    {
        if (Cursor.Read(cursor) is not { } place)
        {
            return "";
        }

        Add(command, NpgsqlDbType.TimestampTz, new DateTime(place.Sort, DateTimeKind.Utc));
        Add(command, NpgsqlDbType.Uuid, place.Id);
        return $" AND (n.created_at, n.id) {(oldestFirst ? '>' : '<')} (${command.Parameters.Count - 1}, ${command.Parameters.Count})";
    }

    private static string Where(NpgsqlCommand command, NotificationFilter filter)
    {
        var where = $" AND n.topic <> {NotificationSql.AccountTopic}";
        And("n.topic = {0}", NpgsqlDbType.Smallint, (short?)filter.Topic);
        And("n.channel = {0}", NpgsqlDbType.Smallint, (short?)filter.Channel);
        And("n.status = {0}", NpgsqlDbType.Smallint, (short?)filter.Status);
        And("n.import_id = {0}", NpgsqlDbType.Uuid, filter.Import?.Value);
        And("n.order_id = {0}", NpgsqlDbType.Uuid, filter.Order?.Value);
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
        reader.IsDBNull(13) ? null : reader.GetInt64(13))
    {
        Order = reader.IsDBNull(15) ? null : new OrderId(reader.GetGuid(15)),
        Import = reader.IsDBNull(16) ? null : new ImportId(reader.GetGuid(16)),
        Endpoint = reader.IsDBNull(17) ? null : reader.GetGuid(17),
        ModifiedAt = new DateTimeOffset(reader.GetDateTime(18)),
    };

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column));

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object value) => command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
}
