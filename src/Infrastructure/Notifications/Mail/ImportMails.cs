using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>The mail to the person who handed a file over, in that person's language. API clients have no address: they have webhooks.</summary>
internal sealed class ImportMails(FieldCipher cipher, BlindIndex blindIndex)
{
    /// <returns>Null where there is nobody to tell.</returns>
    public async Task<NewNotification?> WriteAsync(NpgsqlConnection connection, MailTenant tenant, PortalEvent about, Guid import, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT u.email_encrypted, u.display_name_encrypted, u.culture, b.number, b.file_name, b.rows_accepted, b.rows_rejected, b.orders_created + b.orders_updated, b.amount_read, b.status
            FROM import_batches b JOIN users u ON u.tenant_id = b.tenant_id AND u.id = b.created_by_id
            WHERE b.tenant_id = $1 AND b.id = $2 AND b.created_by_kind = $3 AND b.undo_requested_at IS NULL
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant.Id.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = import });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)ActorKind.User });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.IsDBNull(0))
        {
            return null;
        }

        var email = cipher.Decrypt(reader.GetFieldValue<byte[]>(0), FieldContexts.UserEmail);
        var name = cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.UserDisplayName);
        var language = !reader.IsDBNull(2) && reader.GetString(2) == "en" ? "en" : "ja";
        var status = (ImportStatus)reader.GetInt16(9);
        var facts = new MailFacts(NotificationTopic.ImportFinished, language, tenant.Name, name)
        {
            Import = new MailImport(
                reader.GetInt64(3), reader.GetString(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), status is ImportStatus.Failed or ImportStatus.Cancelled),
        };
        return MailMaking.Wrap(about, facts, NotificationWriter.IdOf(about.Id, NotificationChannel.Email, blindIndex.ForEmail(tenant.Id, email)), email) with { ImportId = import };
    }
}
