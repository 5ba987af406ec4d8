using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What an integrator wants to be told, and where.</summary>
/// <param name="Url">https, at most 2,000 characters; no private address unless the portal allows them.</param>
/// <param name="Description">At most 200 characters.</param>
/// <param name="EventTypes">At least one.</param>
/// <param name="Enabled">Left out: true. False: nothing is sent but tests.</param>
internal sealed record WebhookBody(string? Url, string? Description, IReadOnlyList<string?>? EventTypes, bool? Enabled) : IHasExample<WebhookBody>
{
    public static WebhookBody Example { get; } = new("https://erp.example/hooks/orders", "ERP", [Domain.Shared.EventTypes.OrderPlaced, Domain.Shared.EventTypes.ChargeSucceeded], true);

    public WebhookDraft ToDraft() => new(Url ?? "", Description, [.. (EventTypes ?? []).Select(static type => type ?? "")], Enabled ?? true);
}

/// <summary>A webhook as it is set up; its secret is shown when it is made and never again.</summary>
/// <param name="DisabledCode">Why the portal turned it off by itself (<c>webhook_gone</c>, <c>webhook_failing</c>); null where it did not.</param>
/// <param name="PreviousSecretUntil">Until when messages are signed with the old secret too; null when there is none.</param>
/// <param name="DeletedAt">Only with <c>modifiedSince</c> there are deleted ones; null otherwise.</param>
internal record WebhookResource(
    Guid Id, string Url, string? Description, IReadOnlyList<string> EventTypes, bool Enabled, string? DisabledCode, DateTimeOffset? PreviousSecretUntil, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt)
    : IHasExample<WebhookResource>
{
    public static WebhookResource Example { get; } = new(
        new Guid("01928a60-0000-7000-8000-000000000031"), "https://erp.example/hooks/orders", "ERP", [Domain.Shared.EventTypes.OrderPlaced, Domain.Shared.EventTypes.ChargeSucceeded], true, null, null,
        new DateTimeOffset(2026, 11, 27, 1, 21, 0, TimeSpan.Zero), null);

    public static WebhookResource Of(WebhookEndpoint endpoint) => new(
        endpoint.Id, endpoint.Url.AbsoluteUri, endpoint.Description, endpoint.EventTypes, endpoint.IsEnabled, endpoint.DisabledCode, endpoint.PreviousSecretUntil, endpoint.CreatedAt, endpoint.DeletedAt);
}

/// <summary>A webhook that has just been made.</summary>
internal sealed record NewWebhookResource : WebhookResource, IHasExample<NewWebhookResource>
{
    private NewWebhookResource(WebhookResource webhook)
        : base(webhook)
    {
    }

    public static new NewWebhookResource Example { get; } = new(WebhookResource.Example) { Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };

    /// <summary>Signs all messages (Standard Webhooks); shown now and never again.</summary>
    public required string Secret { get; init; }

    public static NewWebhookResource Of(WebhookEndpoint endpoint, WebhookSecret secret) => new(Of(endpoint)) { Secret = secret.Reveal() };
}

/// <summary>A new secret.</summary>
/// <param name="Secret">Shown now and never again.</param>
/// <param name="PreviousSecretUntil">Until then messages are signed with the old secret too.</param>
internal sealed record WebhookSecretResource(string Secret, DateTimeOffset? PreviousSecretUntil) : IHasExample<WebhookSecretResource>
{
    public static WebhookSecretResource Example { get; } = new(NewWebhookResource.Example.Secret, new DateTimeOffset(2026, 11, 28, 1, 21, 0, TimeSpan.Zero));
}

/// <summary>One message to a webhook, and what came of it.</summary>
/// <param name="MessageId">The receiver's <c>webhook-id</c>; the same in every attempt.</param>
/// <param name="EventType">Null for a test.</param>
/// <param name="Status"><c>waiting</c>, <c>sending</c>, <c>sent</c>, <c>dead</c> (given up) or <c>withdrawn</c>.</param>
/// <param name="FailureCode">Null while nothing failed.</param>
/// <param name="AnswerStatus">HTTP status of the last answer.</param>
/// <param name="Answer">Its beginning.</param>
internal sealed record WebhookDeliveryResource(
    Guid Id, string MessageId, DateTimeOffset CreatedAt, string? EventType, string Status, int AttemptCount, DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt, string? FailureCode, int? AnswerStatus,
    string? Answer, bool PossibleDuplicate, bool CanBeReplayed, DateTimeOffset ModifiedAt) : IHasExample<WebhookDeliveryResource>
{
    public static WebhookDeliveryResource Example { get; } = new(
        new Guid("01928a60-0000-7000-8000-000000000041"), "msg_01928a60000070008000000000000041", new DateTimeOffset(2026, 11, 27, 1, 21, 0, TimeSpan.Zero), Domain.Shared.EventTypes.OrderPlaced, "sent", 1,
        null, new DateTimeOffset(2026, 11, 27, 1, 21, 1, TimeSpan.Zero), null, 200, "ok", false, true, new DateTimeOffset(2026, 11, 27, 1, 21, 1, TimeSpan.Zero));

    public static WebhookDeliveryResource Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.MessageId, delivery.CreatedAt, delivery.EventType, ImportNames.Of(delivery.Status), delivery.Attempts, delivery.NextAttemptAt, delivery.SentAt, delivery.Failure,
        delivery.AnswerStatus, delivery.Answer, delivery.MayBeDuplicate, delivery.CanBeReplayed, delivery.ModifiedAt);
}

/// <summary>From when on messages are to be sent again.</summary>
/// <param name="Since">ISO 8601 with offset, at most 30 days ago.</param>
internal sealed record WebhookReplayBody(DateTimeOffset? Since) : IHasExample<WebhookReplayBody>
{
    public static WebhookReplayBody Example { get; } = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
}

/// <param name="Count">Messages that are sent again.</param>
internal sealed record WebhookReplayResource(int Count) : IHasExample<WebhookReplayResource>
{
    public static WebhookReplayResource Example { get; } = new(3);
}
