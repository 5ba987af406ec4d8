namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>Why a call came to no answer; screens say it in their language.</summary>
public static class WebhookFailures
{
    public const string Timeout = "webhook_timeout";
    public const string UnknownHost = "webhook_unknown_host";
    public const string Unreachable = "webhook_unreachable";
    public const string NoTrust = "webhook_no_trust";
    public const string PrivateTarget = "webhook_private_target";

    /// <summary>There was an answer, and it was no success; the argument is its status.</summary>
    public const string Status = "webhook_status";
}

/// <summary>What comes of a call to a receiver.</summary>
public enum WebhookVerdict
{
    Delivered,

    /// <summary>Is tried again.</summary>
    Failed,

    /// <summary>The receiver wants no more of them, this one or others.</summary>
    Gone,
}

/// <summary>What a receiver answered, or why it did not.</summary>
/// <param name="Status">HTTP status; null without an answer.</param>
/// <param name="Text">The beginning of the answer; null where it was empty.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again.</param>
/// <param name="Failure">One of <see cref="WebhookFailures"/>; null where there was an answer.</param>
public sealed record WebhookAnswer(int? Status, string? Text, TimeSpan? RetryAfter, string? Failure)
{
    public static WebhookAnswer Failed(string failure) => new(null, null, null, failure);

    /// <summary>Only 2xx is a success: a redirect leads where nobody has looked.</summary>
    public WebhookVerdict Verdict => Status switch
    {
        >= 200 and < 300 => WebhookVerdict.Delivered,
        410 => WebhookVerdict.Gone,
        _ => WebhookVerdict.Failed,
    };

    /// <summary>How long the receiver asked for at the least; null: as the portal sees fit.</summary>
    public TimeSpan? Wait => Status is 429 or 503 ? RetryAfter : null;
}
