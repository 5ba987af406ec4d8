namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>The section <c>Notifications:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Notifications:Webhooks";

    /// <summary>True: receivers may stand in the portal's own network, and on its own machine without https. Without a word: in Development only.</summary>
    public bool? AllowPrivateTargets { get; set; }

    /// <summary>For a call as a whole.</summary>
    public int TimeoutSeconds { get; set; } = 10;
}
