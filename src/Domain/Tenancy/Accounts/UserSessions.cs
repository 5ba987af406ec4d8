namespace OrderPortal.Domain.Tenancy.Accounts;

/// <summary>A person's sign-in in one browser that is not over.</summary>
/// <param name="LastSeenAt">To a minute or so.</param>
/// <param name="Address">Network address at sign-in.</param>
/// <param name="Device">Browser and system as people call them, e.g. <c>Firefox / Windows</c>; null where they are unknown.</param>
/// <param name="IsCurrent">It is the one that asks.</param>
public sealed record UserSession(Guid Id, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, string? Address, string? Device, bool IsCurrent);

/// <summary>The sessions of the operation's person; another person's are never found. What ends is over within two seconds on every instance, audited.</summary>
public interface IUserSessions
{
    /// <summary>Those that are not over: the current one first, then by when they were last seen.</summary>
    Task<IReadOnlyList<UserSession>> ListAsync(CancellationToken cancellationToken);

    /// <returns>False: it is not theirs, or over already.</returns>
    Task<bool> EndAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All but the current one.</summary>
    /// <returns>How many.</returns>
    Task<int> EndOthersAsync(CancellationToken cancellationToken);
}

/// <summary>Asked with every request and every operation of a person, before anything of the operation is made. Singleton.</summary>
public interface ISessionGate
{
    /// <summary>After so long without a sign of the person a session is over.</summary>
    static TimeSpan Idle { get; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// False: it was ended, nobody was seen for <see cref="Idle"/>, or the account's credentials changed since. Remembered for two seconds.
    /// </summary>
    /// <param name="isActive">The person does something now, which is written down at most once a minute.</param>
    ValueTask<bool> IsOpenAsync(UserSessionKey session, bool isActive, CancellationToken cancellationToken);
}

/// <summary>Whose session.</summary>
public readonly record struct UserSessionKey(TenantId Tenant, Guid User, Guid Session);
