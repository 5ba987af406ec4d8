using System.Globalization;
using System.Security.Cryptography;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy;

/// <summary>The API clients of the operation's tenant in the database; every change is audited, and none says more than it did. A client that is not there answers false or null.</summary>
public interface IManagedClients
{
    /// <summary>The active ones first, then by name.</summary>
    Task<IReadOnlyList<ManagedClient>> ListAsync(CancellationToken cancellationToken);

    Task<ManagedClient?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>False: there are as many as there can be.</returns>
    Task<bool> AddAsync(ManagedClient client, ClientSecret secret, CancellationToken cancellationToken);

    /// <summary>Where scopes or limits change, the client's tokens end, which carry the old ones.</summary>
    Task<bool> ChangeAsync(Guid id, ClientDraft draft, CancellationToken cancellationToken);

    /// <summary>Gives a client that is active another secret. The one before goes on until then, all older ones end.</summary>
    /// <param name="oldUntil">Null: the old secret and all tokens end at once.</param>
    Task<bool> RotateAsync(Guid id, ClientSecret secret, DateTimeOffset? oldUntil, CancellationToken cancellationToken);

    /// <summary>Ends the secret before the last rotation, and with it all tokens, since one of them may have been got by it.</summary>
    Task<bool> EndOldSecretAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Ends the client's secrets and tokens; it stays in the list.</summary>
    Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Makes a revoked client active again, with another secret; what it had before stays worthless.</summary>
    Task<bool> RestoreAsync(Guid id, ClientSecret secret, CancellationToken cancellationToken);
}

/// <summary>What administrators do with API clients. Tokens that end do so within two seconds on every instance.</summary>
public sealed class ManageApiClients(IManagedClients clients, TimeProvider clock)
{
    public Task<IReadOnlyList<ManagedClient>> ListAsync(CancellationToken cancellationToken) => clients.ListAsync(cancellationToken);

    public Task<ManagedClient?> GetAsync(Guid id, CancellationToken cancellationToken) => clients.GetAsync(id, cancellationToken);

    /// <summary>Makes a client and its first secret.</summary>
    public async Task<ClientSaved> AddAsync(ClientDraft draft, CancellationToken cancellationToken)
    {
        if (ClientRules.Check(draft) is { Count: > 0 } errors)
        {
            return new ClientSaved(null, errors);
        }

        var (now, tidy, secret) = (clock.GetUtcNow(), ClientRules.Tidy(draft), ClientSecret.New());
        var clientId = $"client-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        var client = new ManagedClient(Guid.CreateVersion7(now), clientId, tidy.Name, tidy.Scopes, tidy.RateLimited, true) { CreatedAt = now };
        return await clients.AddAsync(client, secret, cancellationToken)
            ? new ClientSaved(client) { Secret = secret }
            : new ClientSaved(null, new Error(ClientErrors.TooMany, ClientRules.PerTenant.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Changes name, scopes and limits.</summary>
    public async Task<ClientSaved> ChangeAsync(Guid id, ClientDraft draft, CancellationToken cancellationToken)
    {
        if (ClientRules.Check(draft) is { Count: > 0 } errors)
        {
            return new ClientSaved(null, errors);
        }

        return new ClientSaved(await clients.ChangeAsync(id, ClientRules.Tidy(draft), cancellationToken) ? await clients.GetAsync(id, cancellationToken) : null);
    }

    /// <param name="overlapHours">One of <see cref="ClientRules.OverlapHours"/>.</param>
    /// <returns>The new secret, to be shown now or never; null when there is no such active client.</returns>
    public async Task<ClientSecret?> RotateAsync(Guid id, int overlapHours, CancellationToken cancellationToken)
    {
        if (!ClientRules.OverlapHours.Contains(overlapHours))
        {
            throw new ArgumentOutOfRangeException(nameof(overlapHours), overlapHours, "Not one of the hours that can be chosen.");
        }

        var secret = ClientSecret.New();
        DateTimeOffset? until = overlapHours == 0 ? null : clock.GetUtcNow().AddHours(overlapHours);
        return await clients.RotateAsync(id, secret, until, cancellationToken) ? secret : null;
    }

    public Task<bool> EndOldSecretAsync(Guid id, CancellationToken cancellationToken) => clients.EndOldSecretAsync(id, cancellationToken);

    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken) => clients.RevokeAsync(id, cancellationToken);

    /// <returns>The new secret, to be shown now or never; null when there is no such revoked client.</returns>
    public async Task<ClientSecret?> RestoreAsync(Guid id, CancellationToken cancellationToken)
    {
        var secret = ClientSecret.New();
        return await clients.RestoreAsync(id, secret, cancellationToken) ? secret : null;
    }
}
