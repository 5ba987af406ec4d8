using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>The tenant's endpoints. Each change and its audit entry stand or fall together; secrets go in and never come out.</summary>
public interface IWebhookEndpoints
{
    /// <summary>The oldest first; there are at most <see cref="WebhookRules.PerTenant"/>.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Those that changed, also by what became of deliveries, in the sequence of their changes; deleted ones among them.</summary>
    Task<ModifiedPage<WebhookEndpoint>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken);

    Task<WebhookEndpoint?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>False when the tenant has as many as it may.</returns>
    Task<bool> AddAsync(WebhookEndpoint endpoint, WebhookSecret secret, CancellationToken cancellationToken);

    /// <summary>What waits for an endpoint that is turned off is given up with it, and can be replayed.</summary>
    /// <param name="version"><see cref="WebhookEndpoint.Version"/> that the change was made for; null: whatever it is now.</param>
    /// <returns>False when there is none such; <see cref="WebhookErrors.ChangedMeanwhile"/> when it is another one than the version says.</returns>
    Task<Result<bool>> ChangeAsync(WebhookEndpoint endpoint, string? version, CancellationToken cancellationToken);

    /// <inheritdoc cref="ChangeAsync"/>
    Task<Result<bool>> DeleteAsync(Guid id, string? version, CancellationToken cancellationToken);

    /// <param name="previousUntil">Until when the secret of before signs too.</param>
    /// <inheritdoc cref="ChangeAsync"/>
    Task<Result<bool>> RotateAsync(Guid id, WebhookSecret secret, DateTimeOffset previousUntil, string? version, CancellationToken cancellationToken);
}

/// <summary>One message to one endpoint, and what came of it.</summary>
/// <param name="EventType">Null for a test.</param>
/// <param name="Failure">Code of <see cref="WebhookFailures"/> or <see cref="WebhookErrors"/>; null while nothing failed.</param>
/// <param name="AnswerStatus">HTTP status of the last answer.</param>
/// <param name="Answer">Its beginning.</param>
public sealed record WebhookDelivery(
    Guid Id, DateTimeOffset CreatedAt, string? EventType, NotificationStatus Status, int Attempts, DateTimeOffset? SentAt, DateTimeOffset? NextAttemptAt,
    string? Failure, int? AnswerStatus, string? Answer)
{
    /// <summary>How receivers see it; the same in every attempt.</summary>
    public string MessageId => MessageIdOf(Id);

    /// <summary>Sent once more after a crash that may have come after the first time.</summary>
    public bool MayBeDuplicate { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>A person may have it sent again.</summary>
    public bool CanBeReplayed => Status is NotificationStatus.Sent or NotificationStatus.Dead;

    public static string MessageIdOf(Guid id) => $"msg_{id:N}";
}

/// <summary>What went to the tenant's endpoints, or is to go.</summary>
public interface IWebhookDeliveries
{
    /// <param name="oldestFirst">False: the newest first.</param>
    /// <param name="cursor">Where the page before ended, in the same sequence; null: the start.</param>
    Task<Page<WebhookDelivery>> ListAsync(Guid endpoint, bool oldestFirst, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Those that changed, in the sequence of their changes.</summary>
    Task<ModifiedPage<WebhookDelivery>> ListModifiedAsync(Guid endpoint, ModifiedQuery query, CancellationToken cancellationToken);

    /// <summary>Sends an event that never happened, also to an endpoint that is turned off.</summary>
    /// <returns>False when there is no such endpoint.</returns>
    Task<bool> SendTestAsync(Guid endpoint, CancellationToken cancellationToken);

    /// <summary>Sends one again, under the same id.</summary>
    /// <returns>A refusal of <see cref="WebhookErrors"/>; or false when there is no such delivery.</returns>
    Task<Result<bool>> ReplayAsync(Guid endpoint, Guid delivery, CancellationToken cancellationToken);

    /// <summary>Sends all again that were sent or given up and tell of something since then.</summary>
    /// <returns>How many; or a refusal.</returns>
    Task<Result<int>> ReplaySinceAsync(Guid endpoint, DateTimeOffset since, CancellationToken cancellationToken);
}
