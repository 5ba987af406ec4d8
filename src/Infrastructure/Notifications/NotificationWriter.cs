using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>A notification that is to be sent.</summary>
/// <param name="Id">Of <see cref="NotificationWriter.IdOf"/>, so that one event makes it once.</param>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="Content">What will be sent: of mails <see cref="MailContent"/> as JSON, of webhooks the body. Stored encrypted.</param>
public sealed record NewNotification(Guid Id, DateTimeOffset CreatedAt, Guid EventId, NotificationTopic Topic, NotificationChannel Channel, string Content)
{
    /// <summary><c>ja</c> or <c>en</c>.</summary>
    public string Language { get; init; } = "ja";

    public string? EventType { get; init; }

    /// <summary>Mail address; stored encrypted, and findable by blind index.</summary>
    public string? Recipient { get; init; }

    public Guid? EndpointId { get; init; }

    public Guid? OrderId { get; init; }

    public Guid? ChargeId { get; init; }

    public Guid? ImportId { get; init; }
}

/// <summary>Writes notifications and their places in the queue; what is there already stays as it is.</summary>
public sealed class NotificationWriter(FieldCipher cipher, BlindIndex blindIndex)
{
    /// <summary>The same for the same event, channel and receiver, whoever makes it and whenever.</summary>
    /// <param name="receiver">Blind index of the address, or the endpoint's id.</param>
    public static Guid IdOf(Guid eventId, NotificationChannel channel, ReadOnlySpan<byte> receiver)
    {
        Span<byte> input = stackalloc byte[17 + receiver.Length];
        eventId.TryWriteBytes(input, bigEndian: true, out _);
        input[16] = (byte)channel;
        receiver.CopyTo(input[17..]);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);

        // Version 8 of RFC 9562: made in a way of one's own.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Writes in the caller's transaction.</summary>
    /// <param name="connection">The tenant's.</param>
    /// <returns>How many were new.</returns>
    public async Task<int> WriteAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<NewNotification> notifications, CancellationToken cancellationToken)
    {
        if (notifications.Count == 0)
        {
            return 0;
        }

        var written = await InsertAsync(connection, tenant, notifications, cancellationToken);
        foreach (var group in notifications.Where(one => written.Contains(one.Id)).GroupBy(one => NotificationLanes.Of(one.Channel)))
        {
            if (group.Key is { } lane)
            {
                await WorkQueue.EnqueueAsync(connection, lane, tenant, [.. group.Select(one => one.Id)], TimeSpan.Zero, cancellationToken);
            }
        }

        return written.Count;
    }

    private async Task<HashSet<Guid>> InsertAsync(NpgsqlConnection connection, TenantId tenant, IReadOnlyList<NewNotification> notifications, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, language, event_type, recipient_encrypted, recipient_index,
                endpoint_id, order_id, charge_id, import_id, content_encrypted)
            SELECT $1, n.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS n
            ON CONFLICT DO NOTHING
            RETURNING id
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Value });
        Add(NpgsqlDbType.Uuid, static n => n.Id);
        Add(NpgsqlDbType.TimestampTz, static n => n.CreatedAt.UtcDateTime);
        Add(NpgsqlDbType.Uuid, static n => n.EventId);
        Add(NpgsqlDbType.Smallint, static n => (short)n.Topic);
        Add(NpgsqlDbType.Smallint, static n => (short)n.Channel);
        Add(NpgsqlDbType.Text, static n => n.Language);
        Add(NpgsqlDbType.Text, static n => n.EventType);
        Add(NpgsqlDbType.Bytea, n => n.Recipient is null ? null : cipher.Encrypt(n.Recipient, FieldContexts.NotificationRecipient));
        Add(NpgsqlDbType.Bytea, n => n.Recipient is null ? null : blindIndex.ForEmail(tenant, n.Recipient));
        Add(NpgsqlDbType.Uuid, static n => n.EndpointId);
        Add(NpgsqlDbType.Uuid, static n => n.OrderId);
        Add(NpgsqlDbType.Uuid, static n => n.ChargeId);
        Add(NpgsqlDbType.Uuid, static n => n.ImportId);
        Add(NpgsqlDbType.Bytea, n => cipher.Encrypt(n.Content, FieldContexts.NotificationContent));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var written = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            written.Add(reader.GetGuid(0));
        }

        return written;

        void Add<T>(NpgsqlDbType type, Func<NewNotification, T> value) =>
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = notifications.Select(value).ToArray() });
    }
}
