namespace OrderPortal.Infrastructure.Notifications;

/// <summary>How one attempt to deliver ended, as far as the sender can know.</summary>
public enum DeliveryResult
{
    /// <summary>The other side has taken it.</summary>
    Sent,

    /// <summary>The other side will never take this one; trying again is useless.</summary>
    Refused,

    /// <summary>It was not taken, and may be later.</summary>
    Failed,

    /// <summary>It was handed over and no answer came: it may have been taken.</summary>
    Unknown,
}

/// <param name="Code">Why it was not taken: stable, lower case with underscores. Null for a success.</param>
/// <param name="Answer">What the other side said, shortened and without personal data, for people who look for the cause.</param>
/// <param name="RetryAfter">When the other side wants to be asked again, where it said so.</param>
public sealed record DeliveryOutcome(DeliveryResult Result, string? Code = null, string? Answer = null, TimeSpan? RetryAfter = null)
{
    /// <summary>True where the channel is out of order, not this one message: such failures open the circuit.</summary>
    public bool IsOutage { get; init; }
}
