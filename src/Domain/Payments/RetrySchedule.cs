namespace OrderPortal.Domain.Payments;

/// <summary>
/// When a call of a gateway that brought no outcome (time-out, 429, 5xx, no connection) is repeated: exponential with full jitter, so that
/// callers that failed together do not come back together. Declines are outcomes and are never repeated.
/// </summary>
public static class RetrySchedule
{
    /// <summary>Calls made for one round of a charge or refund, the first included.</summary>
    public const int MostAttempts = 8;

    private const int FirstSeconds = 1;
    private const int MostSeconds = 60;

    /// <summary>A gateway that asks for more than this is asked again anyway: the wait would look like a charge that is lost.</summary>
    private static readonly TimeSpan MostAsked = TimeSpan.FromHours(1);

    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="attempts">Attempts made so far, at least 1.</param>
    /// <param name="random">Drawn anew for every wait, 0 to 1.</param>
    /// <param name="retryAfter">What the gateway asked for; never shortened, only spread.</param>
    /// <returns>Null: no attempt is left.</returns>
    public static TimeSpan? After(int attempts, double random, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(random, 1);
        if (attempts >= MostAttempts)
        {
            return null;
        }

        // Shifts beyond the cap would overflow long before they meant anything.
        var longest = Math.Min(MostSeconds, FirstSeconds << Math.Min(attempts - 1, 10));
        var jitter = TimeSpan.FromSeconds(longest * random);
        return retryAfter is { } asked && asked > TimeSpan.Zero
            ? (asked < MostAsked ? asked : MostAsked) + TimeSpan.FromSeconds(FirstSeconds * random)
            : jitter;
    }
}
