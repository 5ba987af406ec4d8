using System.Text.Json;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Keeps mails in the database instead of sending them, each once however often it comes.</summary>
public sealed class MailboxTransport(TenantConnections connections, FieldCipher cipher, TimeProvider clock) : IMailTransport
{
    public async Task<DeliveryOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connections.OpenAsync(new TenantId(mail.Tenant), cancellationToken);
            await using var command = new NpgsqlCommand(
                "INSERT INTO dev_mails (tenant_id, message_id, created_at, mail_encrypted) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, message_id) DO NOTHING", connection);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = mail.Tenant });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = mail.MessageId });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = clock.GetUtcNow().UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = cipher.Encrypt(JsonSerializer.Serialize(mail), FieldContexts.DevMail) });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new DeliveryOutcome(DeliveryResult.Sent);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return new DeliveryOutcome(DeliveryResult.Failed, "connection_failed") { IsOutage = true };
        }
    }
}
