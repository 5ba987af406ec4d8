namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>The section <c>Notifications:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>True: receivers may stand in the portal's own network, and on its own machine without https. Without a word: in Development only.</summary>
    public bool? AllowPrivateTargets { get; set; }
}
