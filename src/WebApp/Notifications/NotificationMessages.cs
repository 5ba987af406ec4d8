using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Says notifications in the reader's language: topics, channels, outcomes and why something did not arrive.</summary>
public sealed class NotificationMessages(IStringLocalizer<NotificationsText> texts, IStringLocalizer<WebhooksText> webhooks)
{
    /// <summary>Topics that a mail can have, as previews and filters list them.</summary>
    public static IReadOnlyList<NotificationTopic> MailTopics { get; } =
        [.. Enum.GetValues<NotificationTopic>().Where(topic => topic is not (NotificationTopic.Webhook or NotificationTopic.Test or NotificationTopic.Account))];

    public string Name(NotificationTopic topic) => texts["Topic" + topic];

    public string Name(NotificationChannel channel) => texts["Channel" + channel];

    public string Name(DeliveryAttemptOutcome outcome) => texts["Outcome" + outcome];

    /// <summary>A code of a newer version is shown as it is.</summary>
    public string Failure(string code)
    {
        if (code == WebhookFailures.Status)
        {
            return webhooks[nameof(WebhooksText.FailureNoSuccess)];
        }

        if (code.StartsWith("webhook_", StringComparison.Ordinal))
        {
            return new WebhookMessages(webhooks).Failure(code, null);
        }

        var text = texts["Failure" + string.Concat(code.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpperInvariant(part[0]) + part[1..]))];
        return text.ResourceNotFound ? texts[nameof(NotificationsText.FailureOther), code] : text;
    }

    public static StatusLook Look(NotificationListItem item) => item.IsRetried ? StatusCatalog.Retrying : StatusCatalog.Of(item.Status);
}
