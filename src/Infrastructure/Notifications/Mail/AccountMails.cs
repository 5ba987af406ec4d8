using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Mails about accounts. They are written at once, not made of an event: the link in them is to be in no other place than the encrypted mail.</summary>
internal sealed class AccountMails(OrderPortalDbContext context, OperationContext operation, NotificationWriter writer, BlindIndex blindIndex, TimeProvider clock) : IAccountMails
{
    public async Task QueueAsync(AccountMail mail, CancellationToken cancellationToken)
    {
        if (context.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A mail about an account is queued with what it tells of, in one transaction.");
        }

        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var tenant = await MailSources.TenantAsync(connection, operation.Tenant, cancellationToken);
        var facts = new MailFacts(NotificationTopic.Account, mail.Language, tenant.Name, mail.Name)
        {
            Account = new MailAccount(mail.Kind == AccountLinkKind.Invitation, mail.Email, mail.Link, mail.ValidUntil),
        };
        var about = PortalEvent.Of("account." + (mail.Kind == AccountLinkKind.Invitation ? "invited" : "password_link"), clock.GetUtcNow());
        var id = NotificationWriter.IdOf(about.Id, NotificationChannel.Email, blindIndex.ForEmail(operation.Tenant, mail.Email));
        await writer.WriteAsync(connection, operation.Tenant, [MailMaking.Wrap(about, facts, id, mail.Email)], cancellationToken);
    }
}
