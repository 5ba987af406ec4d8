namespace OrderPortal.Domain.Notifications;

/// <summary>Names of the queues in which notifications wait to be sent, one for each channel that sends.</summary>
public static class NotificationLanes
{
    public const string Email = "notify:email";
    public const string Webhook = "notify:webhook";

    /// <summary>Null for a channel that has nothing to send: what it tells is read from the table.</summary>
    public static string? Of(NotificationChannel channel) => channel switch
    {
        NotificationChannel.Email => Email,
        NotificationChannel.Webhook => Webhook,
        _ => null,
    };
}
