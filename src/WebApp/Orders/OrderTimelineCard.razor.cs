using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Orders;

/// <summary>Everything that happened to an order, newest first.</summary>
public sealed partial class OrderTimelineCard : ComponentBase
{
    /// <summary>The reason that a settlement gives for confirming an order.</summary>
    private const string Paid = "paid";

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required OrderMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<OrderHappening> Happened { get; set; } = [];

    /// <summary>There is more than is shown.</summary>
    [Parameter]
    public bool IsCut { get; set; }

    private Look LookOf(OrderHappening one) => one switch
    {
        OrderHappening.Created created => OfCreated(created),
        OrderHappening.StatusChanged changed => OfStatus(changed),
        OrderHappening.Charged charged => new(
            Tone.Neutral, IconName.Money, Texts[nameof(OrdersText.EventCharged), YenAmount.Format(charged.Amount)]) { Href = $"/charges/{charged.Charge}" },
        OrderHappening.Attempted attempted => OfAttempt(attempted),
        OrderHappening.RefundAsked refund => new(
            refund.Status == RefundStatus.Failed ? Tone.Danger : Tone.Neutral, IconName.Undo, Texts[nameof(OrdersText.EventRefund), YenAmount.Format(refund.Amount)])
        {
            Href = $"/charges/{refund.Charge}",
            Detail = refund.FailureCode is { } code ? Messages.Failure(code) : null,
            Who = refund.ActorName,
        },
        OrderHappening.Notified notified => OfNotification(notified),
        _ => throw new InvalidOperationException($"No look for {one}."),
    };

    private Look OfCreated(OrderHappening.Created created) => created.Source switch
    {
        OrderSource.Form => new(Tone.Neutral, IconName.Plus, Texts[nameof(OrdersText.EventCreatedForm)]),
        OrderSource.Api => new(Tone.Neutral, IconName.Plus, Texts[nameof(OrdersText.EventCreatedApi)]),
        _ when created is { ImportNumber: { } number, Row: { } row } => new(Tone.Neutral, IconName.Import, Texts[nameof(OrdersText.EventCreatedImport), number, row])
        {
            Href = $"/imports/{number}",
        },
        _ => new(Tone.Neutral, IconName.Import, Texts[nameof(OrdersText.EventCreatedImportGone)]),
    };

    private Look OfStatus(OrderHappening.StatusChanged changed)
    {
        var status = StatusCatalog.Of(changed.To);
        var isCode = changed.Actor == ActorKind.System && changed.Reason == Paid;
        return new Look(status.Tone, status.Icon, Statuses[status.TextKey])
        {
            Detail = isCode ? Texts[nameof(OrdersText.ByPaid)] : changed.Reason,
            IsTyped = !isCode,
            Who = changed.ActorName,
        };
    }

    private Look OfAttempt(OrderHappening.Attempted attempt)
    {
        var (tone, icon, key) = (attempt.Kind, attempt.Outcome) switch
        {
            (AttemptKind.Refund, AttemptOutcome.Succeeded) => (Tone.Money, IconName.Undo, nameof(OrdersText.RefundAttemptSucceeded)),
            (AttemptKind.Refund, _) => (Tone.Warning, IconName.Warning, nameof(OrdersText.RefundAttemptFailed)),
            (_, AttemptOutcome.Succeeded) => (Tone.Money, IconName.Money, nameof(OrdersText.AttemptSucceeded)),
            (_, AttemptOutcome.Declined) => (Tone.Danger, IconName.Error, nameof(OrdersText.AttemptDeclined)),
            (_, AttemptOutcome.AwaitingCustomer) => (Tone.Waiting, IconName.Hourglass, nameof(OrdersText.AttemptAwaitingCustomer)),
            (_, AttemptOutcome.Throttled) => (Tone.Warning, IconName.Hourglass, nameof(OrdersText.AttemptThrottled)),
            (_, AttemptOutcome.GatewayError) => (Tone.Warning, IconName.Warning, nameof(OrdersText.AttemptGatewayError)),
            (_, AttemptOutcome.NoAnswer) => (Tone.Warning, IconName.Warning, nameof(OrdersText.AttemptNoAnswer)),
            (_, AttemptOutcome.Lost) => (Tone.Warning, IconName.Warning, nameof(OrdersText.AttemptLost)),
            (_, AttemptOutcome.Refused) => (Tone.Danger, IconName.Error, nameof(OrdersText.AttemptRefused)),
            (_, AttemptOutcome.Expired) => (Tone.Warning, IconName.Clock, nameof(OrdersText.AttemptExpired)),
            _ => (Tone.Neutral, IconName.Block, nameof(OrdersText.AttemptCancelled)),
        };
        var number = attempt.Number > 1 ? Texts[nameof(OrdersText.AttemptNumber), attempt.Number].Value : null;
        var reason = attempt.Code is { } code && attempt.Outcome is AttemptOutcome.Declined or AttemptOutcome.Refused ? Messages.Failure(attempt.Code!) : null;
        return new Look(tone, icon, Texts[key])
        {
            Href = $"/charges/{attempt.Charge}",
            Detail = (reason, number) is ({ }, { }) ? Texts[nameof(OrdersText.EventNotified), reason, number] : reason ?? number,
        };
    }

    private Look OfNotification(OrderHappening.Notified notified)
    {
        var topic = Texts[notified.Topic switch
        {
            NotificationTopic.OrderAccepted => nameof(OrdersText.TopicOrderAccepted),
            NotificationTopic.PaymentSucceeded => nameof(OrdersText.TopicPaymentSucceeded),
            NotificationTopic.PaymentFailed => nameof(OrdersText.TopicPaymentFailed),
            NotificationTopic.KonbiniSlip => nameof(OrdersText.TopicKonbiniSlip),
            NotificationTopic.Shipped => nameof(OrdersText.TopicShipped),
            NotificationTopic.ImportFinished => nameof(OrdersText.TopicImportFinished),
            NotificationTopic.BatchDigest => nameof(OrdersText.TopicBatchDigest),
            NotificationTopic.Webhook => nameof(OrdersText.TopicWebhook),
            _ => nameof(OrdersText.TopicTest),
        }].Value;
        var channel = Texts[notified.Channel switch
        {
            NotificationChannel.Email => nameof(OrdersText.ChannelEmail),
            NotificationChannel.Webhook => nameof(OrdersText.ChannelWebhook),
            _ => nameof(OrdersText.ChannelPortal),
        }].Value;
        var (tone, icon, status) = notified.Status switch
        {
            NotificationStatus.Waiting => (Tone.Neutral, IconName.Clock, nameof(OrdersText.NotificationWaiting)),
            NotificationStatus.Sending => (Tone.Info, IconName.Running, nameof(OrdersText.NotificationSending)),
            NotificationStatus.Sent => (Tone.Neutral, IconName.Check, nameof(OrdersText.NotificationSent)),
            NotificationStatus.Dead => (Tone.Danger, IconName.Error, nameof(OrdersText.NotificationDead)),
            _ => (Tone.Neutral, IconName.Block, nameof(OrdersText.NotificationWithdrawn)),
        };
        return new Look(tone, icon, notified.Topic == NotificationTopic.Webhook ? topic : Texts[nameof(OrdersText.EventNotified), topic, channel]) { Detail = Texts[status] };
    }

    /// <param name="What">In a few words.</param>
    private sealed record Look(Tone Tone, IconName Icon, string What)
    {
        public string? Href { get; init; }

        public string? Detail { get; init; }

        /// <summary>The detail was typed by a person, in a language of his own.</summary>
        public bool IsTyped { get; init; }

        public string Who { get; init; } = "";
    }
}
