using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Notifications;

/// <summary>What a mail is about. Stored as its number.</summary>
public enum NotificationTopic : short
{
    OrderAccepted = 1,
    PaymentSucceeded = 2,
    PaymentFailed = 3,

    /// <summary>How and until when to pay at a convenience store.</summary>
    KonbiniSlip = 4,
    Shipped = 5,

    /// <summary>To whoever handed the file over.</summary>
    ImportFinished = 6,

    /// <summary>All orders of one recipient in one import.</summary>
    BatchDigest = 7,
}

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
