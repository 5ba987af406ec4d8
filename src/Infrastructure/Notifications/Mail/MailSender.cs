using System.Net.Mail;
using System.Text.Json;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>The channel of mails: each leaves under a Message-ID that is the notification's own, the same in every attempt.</summary>
public sealed class MailSender(NotificationOptions options, IEnumerable<IMailTransport> transports) : IChannelSender
{
    private readonly IMailTransport? _transport = transports.FirstOrDefault();
    private readonly string _domain = new MailAddress(options.From ?? NotificationOptions.DefaultFrom).Host;

    public NotificationChannel Channel => NotificationChannel.Email;

    public bool IsReady => _transport is not null;

    public Task PrepareAsync(QueuedNotification notification, CancellationToken cancellationToken) => _transport!.PrepareAsync(notification.Id, cancellationToken);

    public Task<DeliveryOutcome> SendAsync(QueuedNotification notification, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Deserialize<MailContent>(notification.Content)!;
        var mail = new OutgoingMail(
            notification.Id, notification.Tenant, $"<{notification.Id:N}@{_domain}>", notification.Recipient!, content.Subject, content.Text, content.Html, notification.CreatedAt);
        return _transport!.SendAsync(mail, cancellationToken);
    }
}
