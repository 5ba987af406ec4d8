using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>What became of a form about an endpoint.</summary>
/// <param name="Endpoint">Null when it was refused, or is not there.</param>
/// <param name="Errors">All that was wrong.</param>
public sealed record WebhookSaved(WebhookEndpoint? Endpoint, params IReadOnlyList<Error> Errors)
{
    /// <summary>Of a new endpoint; to be shown now or never.</summary>
    public WebhookSecret? Secret { get; init; }
}

/// <summary>Makes an endpoint and its secret.</summary>
public sealed class AddWebhookEndpoint(IWebhookEndpoints endpoints, WebhookTargets targets, TimeProvider clock)
{
    public async Task<WebhookSaved> ExecuteAsync(WebhookDraft draft, CancellationToken cancellationToken)
    {
        if (WebhookRules.Check(draft, targets) is { Count: > 0 } errors)
        {
            return new WebhookSaved(null, errors);
        }

        var now = clock.GetUtcNow();
        var endpoint = WebhookRules.Apply(draft, Guid.CreateVersion7(now)) with { CreatedAt = now };
        var secret = WebhookSecret.New();
        return await endpoints.AddAsync(endpoint, secret, cancellationToken)
            ? new WebhookSaved(endpoint) { Secret = secret }
            : new WebhookSaved(null, new Error(WebhookErrors.TooMany, WebhookRules.PerTenant.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}

/// <summary>Changes what an endpoint is told and where; its secret stays.</summary>
public sealed class ChangeWebhookEndpoint(IWebhookEndpoints endpoints, WebhookTargets targets)
{
    /// <param name="version"><see cref="WebhookEndpoint.Version"/> that the change was made for; null: whatever it is now.</param>
    public async Task<WebhookSaved> ExecuteAsync(Guid id, WebhookDraft draft, string? version, CancellationToken cancellationToken)
    {
        if (WebhookRules.Check(draft, targets) is { Count: > 0 } errors)
        {
            return new WebhookSaved(null, errors);
        }

        var changed = await endpoints.ChangeAsync(WebhookRules.Apply(draft, id), version, cancellationToken);
        return changed.Error is { } refusal ? new WebhookSaved(null, refusal) : new WebhookSaved(changed.Value ? await endpoints.GetAsync(id, cancellationToken) : null);
    }
}

/// <summary>Gives an endpoint a new secret; the old one signs beside it for another day, so that receivers can change over in their own time.</summary>
public sealed class RotateWebhookSecret(IWebhookEndpoints endpoints, TimeProvider clock)
{
    /// <param name="version"><see cref="WebhookEndpoint.Version"/> that the request was made for; null: whatever it is now.</param>
    /// <returns>The new secret, to be shown now or never; null when there is no such endpoint.</returns>
    public async Task<Result<WebhookSecret?>> ExecuteAsync(Guid id, string? version, CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New();
        var rotated = await endpoints.RotateAsync(id, secret, clock.GetUtcNow() + WebhookRules.SecretOverlap, version, cancellationToken);
        return rotated.Error is { } refusal ? refusal : (Result<WebhookSecret?>)(rotated.Value ? secret : null);
    }
}
