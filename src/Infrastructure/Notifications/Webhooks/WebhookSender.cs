using System.Runtime.CompilerServices;
using System.Text;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>The channel of webhooks: each goes out under an id that is the notification's own, the same in every attempt.</summary>
public sealed class WebhookSender(WebhookClient client, WebhookTargetStore targets, TimeProvider clock) : IChannelSender
{
    /// <summary>What was looked up before its turn, for as long as the notification is in hand.</summary>
    private readonly ConditionalWeakTable<QueuedNotification, WebhookTarget> _prepared = [];

    public NotificationChannel Channel => NotificationChannel.Webhook;

    public bool IsReady => true;

    /// <summary>More than a call can take, so that receivers which never answer take no hand away from the others.</summary>
    public int SecondsInHand => 12;

    public async Task<TimeSpan?> HoldAsync(QueuedNotification notification, CancellationToken cancellationToken)
    {
        var (target, wait) = await targets.TakeAsync(new TenantId(notification.Tenant), notification.EndpointId!.Value, cancellationToken);
        if (target is not null)
        {
            _prepared.AddOrUpdate(notification, target);
        }

        return wait;
    }

    public async Task<DeliveryOutcome> SendAsync(QueuedNotification notification, CancellationToken cancellationToken)
    {
        // A test, which tells of no event, goes out to an endpoint that is turned off too.
        if (!_prepared.TryGetValue(notification, out var target) || (target.OffCode is not null && (notification.EventType is not null || target.OffCode == WebhookErrors.Deleted)))
        {
            return new DeliveryOutcome(DeliveryResult.Refused, target?.OffCode ?? WebhookErrors.Deleted);
        }

        var answer = await client.SendAsync(target.Url, WebhookDelivery.MessageIdOf(notification.Id), Encoding.UTF8.GetBytes(notification.Content), target.Secrets, cancellationToken);
        await targets.RecordAsync(target, answer, clock.GetUtcNow(), CancellationToken.None);
        return answer.Verdict switch
        {
            WebhookVerdict.Delivered => new DeliveryOutcome(DeliveryResult.Sent, null, answer.Status, answer.Text),
            WebhookVerdict.Gone => new DeliveryOutcome(DeliveryResult.Refused, WebhookErrors.Gone, answer.Status, answer.Text),
            _ => new DeliveryOutcome(answer.Failure == WebhookFailures.Timeout ? DeliveryResult.Unknown : DeliveryResult.Failed, answer.Failure ?? WebhookFailures.Status, answer.Status, answer.Text, answer.Wait),
        };
    }
}
