namespace OrderPortal.Domain.Notifications.Webhooks;

/// <summary>
/// How calls to an endpoint went lately. One that fails again and again rests, ever longer, so that it neither takes the others' share of the rate nor is
/// overrun; one that failed for a day, or says that it is gone, is turned off.
/// </summary>
/// <param name="Failures">Since the last success.</param>
/// <param name="FailingSince">The first of them; null while there are none.</param>
/// <param name="RestsUntil">Nothing is sent before then.</param>
public sealed record WebhookHealth(int Failures, DateTimeOffset? FailingSince, DateTimeOffset? RestsUntil)
{
    /// <summary>Failures that may be chance.</summary>
    public const int MostFailures = 5;

    /// <summary>How long it may fail before it is turned off: as long as one message is tried.</summary>
    public static readonly TimeSpan LongestFailing = DeliveryRetries.Longest;

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>The longest that a receiver may hold up all its messages by asking for patience.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    public static WebhookHealth Good { get; } = new(0, null, null);

    /// <summary>True: one message may go out when the rest is over, and what comes of it decides.</summary>
    public bool IsOnTrial => Failures >= MostFailures;

    /// <param name="disabledCode">Why it is to be turned off; null: it is not.</param>
    public WebhookHealth After(WebhookAnswer answer, DateTimeOffset now, out string? disabledCode)
    {
        disabledCode = null;
        if (answer.Verdict == WebhookVerdict.Delivered)
        {
            return Good;
        }

        var next = this with { Failures = Failures + 1, FailingSince = FailingSince ?? now };
        if (answer.Verdict == WebhookVerdict.Gone)
        {
            disabledCode = WebhookErrors.Gone;
        }
        else if (next.IsOnTrial && now - next.FailingSince >= LongestFailing)
        {
            disabledCode = WebhookErrors.Failing;
        }

        var rest = next.IsOnTrial ? Shorter(FirstRest * Math.Pow(2, Math.Min(next.Failures - MostFailures, 16)), LongestRest) : TimeSpan.Zero;
        var until = now + Longer(rest, Shorter(answer.Wait ?? TimeSpan.Zero, LongestPatience));
        return next with { RestsUntil = until > now && (RestsUntil is null || until > RestsUntil) ? until : RestsUntil };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
