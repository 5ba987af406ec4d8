using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Notifications;

/// <summary>A notification in a list.</summary>
/// <param name="CreatedAt">When what it tells of happened.</param>
/// <param name="Topic"><c>orderAccepted</c>, <c>paymentSucceeded</c>, <c>paymentFailed</c>, <c>konbiniSlip</c>, <c>shipped</c>, <c>importFinished</c>, <c>batchDigest</c>, <c>webhook</c> or <c>test</c>.</param>
/// <param name="Channel"><c>email</c>, <c>webhook</c> or <c>portal</c>.</param>
/// <param name="Status"><c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>dead</c> (given up) or <c>withdrawn</c>.</param>
/// <param name="Recipient">Mail address; null for webhooks, whose addresses are for those who set them up.</param>
/// <param name="EndpointId">Of the webhook; null for mails.</param>
/// <param name="AttemptCount">Since it was written or sent again by a person.</param>
/// <param name="NextAttemptAt">After a failure; null otherwise.</param>
/// <param name="FailureCode">Why the last attempt failed; null when none did or a later one went well.</param>
/// <param name="PossibleDuplicate">Sent again after an attempt of which nobody knows whether it arrived.</param>
internal record NotificationResource(
    Guid Id, DateTimeOffset CreatedAt, string Topic, string Channel, string Status, string? EventType, string? Recipient, Guid? EndpointId, Guid? OrderId, string? OrderNumber, Guid? ImportId,
    long? ImportNumber, int AttemptCount, DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt, string? FailureCode, bool PossibleDuplicate, bool CanBeSentAgain, DateTimeOffset ModifiedAt)
    : IHasExample<NotificationResource>
{
    public static NotificationResource Example { get; } = new(
        new Guid("01928a60-0000-7000-8000-000000000021"), new DateTimeOffset(2026, 11, 27, 1, 21, 0, TimeSpan.Zero), "orderAccepted", "email", "sent", "order.placed", "yamada@customer.example", null,
        new Guid("01928a60-0000-7000-8000-00000000000f"), "EC-1001", null, null, 1, null, new DateTimeOffset(2026, 11, 27, 1, 21, 2, TimeSpan.Zero), null, false, true,
        new DateTimeOffset(2026, 11, 27, 1, 21, 2, TimeSpan.Zero));

    public static NotificationResource Of(NotificationListItem item) => new(
        item.Id, item.CreatedAt, ImportNames.Of(item.Topic), ImportNames.Of(item.Channel), ImportNames.Of(item.Status), item.EventType,
        item.Channel == NotificationChannel.Email ? item.Recipient : null, item.Endpoint, item.Order?.Value, item.OrderNumber, item.Import?.Value, item.ImportNumber, item.Attempts,
        item.NextAttemptAt, item.SentAt, item.FailureCode, item.PossibleDuplicate, item.CanBeSentAgain, item.ModifiedAt);
}

/// <summary>What a mail says.</summary>
internal sealed record MailResource(string Subject, string Text, string Html);

/// <summary>An attempt to deliver.</summary>
/// <param name="Number">From 1, and again from 1 when a person had it sent again.</param>
/// <param name="FinishedAt">Null where nobody knows.</param>
/// <param name="Outcome"><c>sent</c>, <c>refusedForNow</c>, <c>refusedForGood</c>, <c>noAnswer</c> or <c>lost</c>.</param>
/// <param name="AnswerStatus">What the other side answered, of SMTP or HTTP.</param>
internal sealed record DeliveryAttemptResource(int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Outcome, string? Code, int? AnswerStatus);

/// <summary>A notification with all that is known of it.</summary>
internal sealed record NotificationDetailsResource : NotificationResource, IHasExample<NotificationDetailsResource>
{
    private NotificationDetailsResource(NotificationResource notification)
        : base(notification)
    {
    }

    public static new NotificationDetailsResource Example { get; } = new(NotificationResource.Example)
    {
        Language = "ja",
        Mail = new MailResource("ご注文を承りました（EC-1001）", "ご注文ありがとうございます。", "<p>ご注文ありがとうございます。</p>"),
        Body = null,
        Attempts = [new(1, NotificationResource.Example.CreatedAt.AddSeconds(1), NotificationResource.Example.SentAt, "sent", null, 250)],
    };

    /// <summary><c>ja</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Null for webhooks.</summary>
    public required MailResource? Mail { get; init; }

    /// <summary>JSON text that a webhook was or will be sent, to the byte; null for mails.</summary>
    public required string? Body { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<DeliveryAttemptResource> Attempts { get; init; }

    public static NotificationDetailsResource Of(NotificationDetail detail) => new(Of(detail.Item))
    {
        Language = detail.Language,
        Mail = detail.Mail is { } mail ? new MailResource(mail.Subject, mail.Text, mail.Html) : null,
        Body = detail.Body,
        Attempts =
        [
            .. detail.Attempts.Select(static attempt => new DeliveryAttemptResource(
                attempt.Number, attempt.StartedAt, attempt.FinishedAt, ImportNames.Of(attempt.Outcome), attempt.Code, attempt.AnswerStatus)),
        ],
    };
}
