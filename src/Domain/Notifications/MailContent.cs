namespace OrderPortal.Domain.Notifications;

/// <summary>What a mail says, in one language.</summary>
/// <param name="Subject">One line, whatever it was made from.</param>
public sealed record MailContent(string Subject, string Text, string Html);

/// <summary>Shows what mails look like.</summary>
public interface IMailPreviews
{
    /// <summary>A mail about orders that do not exist.</summary>
    /// <param name="language"><c>ja</c> or <c>en</c>.</param>
    /// <param name="sender">Name of the tenant.</param>
    MailContent Preview(NotificationTopic topic, string language, string sender);
}
