using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Shared;

/// <summary>A request that is to take effect once, however often its caller sends it.</summary>
/// <param name="Caller">Id of the user or API client. Keys of different callers have nothing to do with each other.</param>
/// <param name="Key">The caller's name for the request, 1 to 255 visible ASCII characters.</param>
/// <param name="Hash">SHA-256 of what is asked; the same key with another hash is a mistake of the caller.</param>
public sealed record IdempotentRequest(TenantId Tenant, Guid Caller, string Key, byte[] Hash);

/// <summary>What the caller was told, byte for byte.</summary>
/// <param name="Status">A success: everything else had no effect and is not kept.</param>
/// <param name="Headers">Those that belong to the answer itself.</param>
public sealed record IdempotentAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);

public enum IdempotencyState
{
    /// <summary>Nobody had the key; it is the asker's now, who has to carry the request out and to say how it ended.</summary>
    Claimed,

    /// <summary>The same request is being carried out.</summary>
    InHand,

    /// <summary>It was carried out.</summary>
    Answered,

    /// <summary>The key names another request.</summary>
    Reused,

    /// <summary>It was begun, and nobody knows how it ended.</summary>
    OutcomeUnknown,
}

/// <param name="ClaimedAt">Of the key that was claimed.</param>
/// <param name="Answer">Of the request that was answered.</param>
public readonly record struct IdempotencyClaim(IdempotencyState State, DateTimeOffset ClaimedAt = default, IdempotentAnswer? Answer = null);

/// <summary>
/// Keys of requests. "Once" means: at most once for each key within 24 hours of its claim, over all instances, and never again while it is
/// not certain that the first try had no effect. A key is given back only by who knows that there was none; one whose holder fell silent stays in
/// doubt until its time is over, since the effect may be there.
/// </summary>
public interface IIdempotencyKeys
{
    /// <summary>How long a claim holds without a word from its holder.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How long a key is kept, from its claim.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Takes the key, if nobody has it. Not to be cancelled half-way: a claim that nobody knows of leaves the key in doubt.</summary>
    Task<IdempotencyClaim> ClaimAsync(IdempotentRequest request, CancellationToken cancellationToken);

    /// <summary>How the request stands; null where nobody has its key.</summary>
    Task<IdempotencyClaim?> FindAsync(IdempotentRequest request, CancellationToken cancellationToken);

    /// <summary>Says that the request is still being carried out.</summary>
    Task RenewAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken);

    /// <summary>The request took effect and is answered so from now on.</summary>
    Task CompleteAsync(IdempotentRequest request, DateTimeOffset claimedAt, IdempotentAnswer answer, CancellationToken cancellationToken);

    /// <summary>The request had no effect: the key is free again.</summary>
    Task ReleaseAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken);

    /// <summary>Nobody knows whether the request took effect.</summary>
    Task GiveUpAsync(IdempotentRequest request, DateTimeOffset claimedAt, CancellationToken cancellationToken);
}
