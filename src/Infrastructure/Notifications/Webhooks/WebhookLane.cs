namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>Where messages to endpoints wait; the ids are those of notifications.</summary>
internal static class WebhookLane
{
    public const string Name = "notify:webhook";
}
