using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Users;

/// <summary>
/// The users of the operation's tenant in the database. Every change is made alone with the tenant's users, by somebody who is an active administrator then, and
/// is audited. Errors are those of <see cref="UserErrors"/>. Whoever loses a role, is disabled or loses a factor is signed out everywhere.
/// </summary>
public interface IManagedUsers
{
    /// <summary>All of them, by name. There are at most <see cref="UserRules.PerTenant"/>.</summary>
    Task<IReadOnlyList<ManagedUser>> ListAsync(CancellationToken cancellationToken);

    Task<ManagedUser?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a user without a password and queues the invitation, both or neither.</summary>
    /// <param name="address">Of the portal, for the link.</param>
    Task<Result> AddAsync(Guid id, UserDraft draft, Uri address, CancellationToken cancellationToken);

    /// <summary>Changes name and role.</summary>
    Task<Result> ChangeAsync(Guid id, UserDraft draft, CancellationToken cancellationToken);

    Task<Result> DisableAsync(Guid id, CancellationToken cancellationToken);

    Task<Result> EnableAsync(Guid id, CancellationToken cancellationToken);

    Task<Result> UnlockAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Queues another link to set a password: an invitation where there is none yet. What the user has goes on until it is used.</summary>
    /// <inheritdoc cref="AddAsync" path="/param"/>
    Task<Result> SendLinkAsync(Guid id, Uri address, CancellationToken cancellationToken);

    Task<Result> ResetTwoFactorAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>What administrators do with users.</summary>
public sealed class ManageUsers(IManagedUsers users, TimeProvider clock)
{
    /// <summary>Those that fit, by name.</summary>
    public async Task<IReadOnlyList<ManagedUser>> ListAsync(UserFilter filter, CancellationToken cancellationToken) => [.. (await users.ListAsync(cancellationToken)).Where(filter.Fits)];

    public Task<ManagedUser?> GetAsync(Guid id, CancellationToken cancellationToken) => users.GetAsync(id, cancellationToken);

    /// <param name="address">Of the portal; null where it is not known.</param>
    public async Task<UserSaved> AddAsync(UserDraft draft, Uri? address, CancellationToken cancellationToken)
    {
        if (UserRules.Check(draft, isNew: true) is { Count: > 0 } errors)
        {
            return new UserSaved(null, errors);
        }

        if (address is null)
        {
            return new UserSaved(null, new Error(UserErrors.AddressUnset));
        }

        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return await ConcludeAsync(id, await users.AddAsync(id, UserRules.Tidy(draft), address, cancellationToken), cancellationToken);
    }

    /// <summary>Changes name and role.</summary>
    public async Task<UserSaved> ChangeAsync(Guid id, UserDraft draft, CancellationToken cancellationToken) =>
        UserRules.Check(draft, isNew: false) is { Count: > 0 } errors
            ? new UserSaved(null, errors)
            : await ConcludeAsync(id, await users.ChangeAsync(id, UserRules.Tidy(draft), cancellationToken), cancellationToken);

    public Task<Result> DisableAsync(Guid id, CancellationToken cancellationToken) => users.DisableAsync(id, cancellationToken);

    public Task<Result> EnableAsync(Guid id, CancellationToken cancellationToken) => users.EnableAsync(id, cancellationToken);

    public Task<Result> UnlockAsync(Guid id, CancellationToken cancellationToken) => users.UnlockAsync(id, cancellationToken);

    /// <inheritdoc cref="AddAsync" path="/param"/>
    public async Task<Result> SendLinkAsync(Guid id, Uri? address, CancellationToken cancellationToken) =>
        address is null ? new Error(UserErrors.AddressUnset) : await users.SendLinkAsync(id, address, cancellationToken);

    public Task<Result> ResetTwoFactorAsync(Guid id, CancellationToken cancellationToken) => users.ResetTwoFactorAsync(id, cancellationToken);

    private async Task<UserSaved> ConcludeAsync(Guid id, Result result, CancellationToken cancellationToken) =>
        result.Error is { } error ? new UserSaved(null, error) : new UserSaved(await users.GetAsync(id, cancellationToken));
}
