using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Notifications;

/// <summary>What the list of notifications is narrowed by, and its sequence; null narrows nothing.</summary>
public sealed record NotificationFilter
{
    public NotificationTopic? Topic { get; init; }

    public NotificationChannel? Channel { get; init; }

    public NotificationStatus? Status { get; init; }

    public ImportId? Import { get; init; }

    public OrderId? Order { get; init; }

    /// <summary>False: the newest first.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>A notification as a list shows it.</summary>
/// <param name="CreatedAt">When what it tells of happened.</param>
/// <param name="Recipient">Mail address, personal; or of a webhook the address of its endpoint.</param>
/// <param name="NextAttemptAt">After a failure; null otherwise.</param>
/// <param name="FailureCode">Why the last attempt failed; null when none did or a later one went well.</param>
/// <param name="PossibleDuplicate">Sent again after an attempt of which nobody knows whether it arrived.</param>
public sealed record NotificationListItem(
    Guid Id, DateTimeOffset CreatedAt, NotificationTopic Topic, NotificationChannel Channel, NotificationStatus Status, string? EventType, string? Recipient, int Attempts,
    DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt, string? FailureCode, bool PossibleDuplicate, string? OrderNumber, long? ImportNumber)
{
    public OrderId? Order { get; init; }

    public ImportId? Import { get; init; }

    /// <summary>Of a webhook; null for mails.</summary>
    public Guid? Endpoint { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>A person may have it sent again: it was given up, or it is a mail that went out and was lost on the way.</summary>
    public bool CanBeSentAgain => Status == NotificationStatus.Dead || (Status == NotificationStatus.Sent && Channel == NotificationChannel.Email);

    /// <summary>It failed and is tried again by itself.</summary>
    public bool IsRetried => Status == NotificationStatus.Waiting && Attempts > 0;
}

/// <summary>What came of an attempt to deliver. Stored as its number.</summary>
public enum DeliveryAttemptOutcome : short
{
    Sent = 1,
    RefusedForNow = 2,
    RefusedForGood = 3,
    NoAnswer = 4,

    /// <summary>The instance that made it died.</summary>
    Lost = 5,
}

/// <param name="Number">From 1, and again from 1 when a person had it sent again.</param>
/// <param name="AnswerStatus">What the other side answered, of SMTP or HTTP.</param>
public sealed record DeliveryAttempt(int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, DeliveryAttemptOutcome Outcome, string? Code, int? AnswerStatus);

/// <summary>A notification with all that is known of it.</summary>
/// <param name="Mail">Null for webhooks.</param>
/// <param name="Body">Of a webhook; null for mails.</param>
public sealed record NotificationDetail(NotificationListItem Item, string Language, MailContent? Mail, string? Body, IReadOnlyList<DeliveryAttempt> Attempts);

/// <summary>Reads notifications of the operation's tenant.</summary>
public interface INotificationQueries
{
    /// <param name="cursor">Where the page before ended, in the same sequence; null: the start.</param>
    Task<Page<NotificationListItem>> ListAsync(NotificationFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Those that changed, in the sequence of their changes.</summary>
    Task<ModifiedPage<NotificationListItem>> ListModifiedAsync(NotificationFilter filter, ModifiedQuery query, CancellationToken cancellationToken);

    /// <summary>Null where there is none such.</summary>
    Task<NotificationDetail?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>How many were given up and wait for a person.</summary>
    Task<long> CountDeadAsync(CancellationToken cancellationToken);
}

/// <summary>Sends notifications again because a person says so; audited.</summary>
public interface INotificationResends
{
    /// <summary>
    /// What was given up is tried from the start. A mail that had gone out is sent as a new one, so that no mail server takes it for one that it has.
    /// </summary>
    /// <param name="ids">Null: all that were given up.</param>
    /// <returns>How many will be sent; those that cannot be sent again are passed over.</returns>
    Task<int> ResendAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken);

    /// <summary>The same for one.</summary>
    /// <returns>The one that will be sent: itself, or the new mail; null where it is not there or cannot be sent again.</returns>
    Task<Guid?> ResendAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="TenantName">The sender that customers read in their mails.</param>
/// <param name="Transport"><c>smtp</c>, <c>mailbox</c> or <c>none</c>.</param>
public sealed record NotificationSettings(string TenantName, NotificationMode Mode, string Transport, string? From, int RatePerSecond);

/// <summary>How the operation's tenant tells its customers.</summary>
public interface INotificationSettings
{
    Task<NotificationSettings> GetAsync(CancellationToken cancellationToken);

    /// <summary>Holds for events from now on; audited.</summary>
    Task SetModeAsync(NotificationMode mode, CancellationToken cancellationToken);
}

/// <summary>A mail that was kept instead of sent.</summary>
/// <param name="Id">Of its notification.</param>
public sealed record DevMail(Guid Id, string MessageId, DateTimeOffset ArrivedAt, string To, MailContent Content);

/// <summary>The mailbox of development.</summary>
public interface IDevMails
{
    /// <summary>False: mails are not kept here.</summary>
    bool IsOpen { get; }

    /// <summary>Newest first.</summary>
    Task<Page<DevMail>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    Task<DevMail?> GetAsync(Guid id, CancellationToken cancellationToken);
}
