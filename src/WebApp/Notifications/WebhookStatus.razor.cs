using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.WebApp.Shared.Controls;

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

    private (Tone Tone, IconName Icon) Look => KeyOf(Endpoint, Clock.GetUtcNow()) switch
    {
        nameof(WebhooksText.StatusOff) => (Endpoint.DisabledCode is null ? Tone.Neutral : Tone.Danger, IconName.Block),
        nameof(WebhooksText.StatusResting) => (Tone.Warning, IconName.Pause),
        _ => (Tone.Success, IconName.CheckCircle),
    };

    /// <returns>The text that says it.</returns>
    internal static string KeyOf(WebhookEndpoint endpoint, DateTimeOffset now) =>
        !endpoint.IsEnabled ? nameof(WebhooksText.StatusOff) : endpoint.RestsUntil > now ? nameof(WebhooksText.StatusResting) : nameof(WebhooksText.StatusOn);
}
