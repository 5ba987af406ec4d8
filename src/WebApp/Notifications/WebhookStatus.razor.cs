using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Whether an endpoint is told anything now.</summary>
public sealed partial class WebhookStatus : ComponentBase
{
    [Inject]
    public required IStringLocalizer<WebhooksText> Texts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public WebhookEndpoint Endpoint { get; set; } = null!;

    private bool IsResting => Endpoint.RestsUntil > Clock.GetUtcNow();
}
