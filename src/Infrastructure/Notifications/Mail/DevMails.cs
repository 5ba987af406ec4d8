using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>What <see cref="MailboxTransport"/> kept.</summary>
public sealed class DevMails(TenantConnections connections, OperationContext operation, FieldCipher cipher, NotificationOptions options) : IDevMails
{
    public bool IsOpen => options.Transport == NotificationOptions.ToMailbox;

    public async Task<Page<DevMail>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = Cursor.Read(cursor);
        var found = await ReadAsync(
            "($2::timestamptz IS NULL OR (created_at, message_id) < ($2, $3)) ORDER BY created_at DESC, message_id DESC LIMIT $4",
            [after is { } place ? new DateTime(place.Sort, DateTimeKind.Utc) : null, after is { } last ? Prefix(last.Id) : "", limit + 1],
            cancellationToken);
        return found.Count > limit
            ? new Page<DevMail>(found[..limit], Cursor.Write(found[limit - 1].ArrivedAt.UtcTicks, found[limit - 1].Id))
            : new Page<DevMail>(found, null);
    }

    public async Task<DevMail?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync("message_id LIKE $2", [Prefix(id) + "%"], cancellationToken)).FirstOrDefault();

    /// <summary>How the Message-ID of a notification begins.</summary>
    private static string Prefix(Guid id) => $"<{id:N}@";

    private async Task<List<DevMail>> ReadAsync(string where, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand("SELECT created_at, mail_encrypted FROM dev_mails WHERE tenant_id = $1 AND " + where, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var mails = new List<DevMail>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var mail = JsonSerializer.Deserialize<OutgoingMail>(cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.DevMail))!;
            mails.Add(new DevMail(mail.Id, mail.MessageId, new DateTimeOffset(reader.GetDateTime(0)), mail.To, new MailContent(mail.Subject, mail.Text, mail.Html)));
        }

        return mails;
    }
}
