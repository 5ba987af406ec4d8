namespace OrderPortal.Domain.Notifications;

/// <summary>
/// When a delivery that failed is tried again: soon at first, then ever later, for the last time a day after the first. The same
/// for every channel.
/// </summary>
public static class DeliveryRetries
{
    /// <summary>Between the first attempt and the last.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
    ];

    /// <param name="attempts">Made so far, at least 1.</param>
    /// <param name="sinceFirst">Since the first of them.</param>
    /// <param name="jitter">0 to 1, drawn anew each time, so that what failed together does not return together.</param>
    /// <param name="retryAfter">What the other side asked for; never shortened.</param>
    /// <returns>How long to wait; null when it is given up.</returns>
    public static TimeSpan? DelayAfter(int attempts, TimeSpan sinceFirst, double jitter, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var left = Longest - sinceFirst;
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        var planned = attempts <= Delays.Length ? Delays[attempts - 1] * (1 + (0.2 * jitter)) : left;
        if (retryAfter is { } asked && asked > planned)
        {
            planned = asked;
        }

        // The last attempt is made a day after the first, not given away because the next step would be longer.
        return planned < left ? planned : retryAfter > left ? null : left;
    }
}
