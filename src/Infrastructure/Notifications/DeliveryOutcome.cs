using OrderPortal.Domain.Notifications;

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
/// <param name="Status">What the other side answered: the status of SMTP or HTTP.</param>
/// <param name="Answer">More of what it said, shortened, for people who look for the cause. Stored encrypted.</param>
/// <param name="RetryAfter">When the other side wants to be asked again, where it said so.</param>
public sealed record DeliveryOutcome(DeliveryResult Result, string? Code = null, int? Status = null, string? Answer = null, TimeSpan? RetryAfter = null)
{
    /// <summary>True where the channel is out of order, not this one message or receiver: such failures open the channel's circuit.</summary>
    public bool IsOutage { get; init; }
}

/// <summary>A notification whose turn it is.</summary>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="Content">See <see cref="NewNotification"/>.</param>
/// <param name="Recipient">Mail address; null for webhooks.</param>
/// <param name="Attempt">1 for the first since it was written or a person sent it again.</param>
/// <param name="FirstAttemptAt">When that was.</param>
public sealed record QueuedNotification(Guid Tenant, Guid Id, DateTimeOffset CreatedAt, string Content, string? Recipient, Guid? EndpointId, string? EventType, int Attempt, DateTimeOffset FirstAttemptAt);

/// <summary>The way out for one channel. Rate, leadership, timeout, retrying and what is written about it are the pump's.</summary>
public interface IChannelSender
{
    NotificationChannel Channel { get; }

    /// <summary>False: nothing is taken; what there is waits.</summary>
    bool IsReady { get; }

    /// <summary>How much of it is in hand at once, in seconds of the permitted rate: no less than what its slow ones may hold up.</summary>
    int SecondsInHand => 4;

    /// <summary>Asked a little before its turn, so that sending can begin at once then.</summary>
    /// <returns>For how long it has to wait although the channel is free, because its receiver rests; null: it can go out.</returns>
    Task<TimeSpan?> HoldAsync(QueuedNotification notification, CancellationToken cancellationToken) => Task.FromResult<TimeSpan?>(null);

    /// <summary>Gets ready for an attempt that begins soon, so that nothing stands between its turn and the sending; what goes wrong, the attempt will find.</summary>
    Task PrepareAsync(QueuedNotification notification, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tries once, beginning at once. Never throws for what the other side did: the outcome says it.</summary>
    /// <param name="cancellationToken">Ends the attempt after ten seconds.</param>
    Task<DeliveryOutcome> SendAsync(QueuedNotification notification, CancellationToken cancellationToken);
}
