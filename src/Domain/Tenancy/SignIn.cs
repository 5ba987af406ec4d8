using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy;

/// <summary>How a sign-in ended; unknown accounts and wrong passwords are not told apart, in answer or time.</summary>
public enum SignInOutcome
{
    SignedIn,
    InvalidCredentials,
    LockedOut,
    RateLimited,

    /// <summary>The password was right, and the account wants a code as well.</summary>
    CodeWanted,

    /// <summary>The password was given too long ago, or the account changed since: it is to be given again.</summary>
    Stale,
}

/// <summary>Sign-in of users by e-mail address and password; audited and limited.</summary>
public interface IUserSignIn
{
    /// <summary>On success the answer carries the session's cookie, and the operation is the user's tenant's. The session that this browser had ends.</summary>
    Task<SignInOutcome> SignInAsync(string email, string password, CancellationToken cancellationToken);

    /// <summary>The session's cookie says from now on what the account of the operation's person says.</summary>
    Task RenewAsync(CancellationToken cancellationToken);

    /// <summary>Ends the session.</summary>
    Task SignOutAsync(CancellationToken cancellationToken);
}

/// <summary>The second step of a sign-in, within five minutes of the first; audited and limited as that is.</summary>
public interface ICodeSignIn
{
    /// <summary>Whether this browser has the first step behind it and the second before it.</summary>
    Task<bool> IsAwaitedAsync(CancellationToken cancellationToken);

    /// <param name="code">Of the authenticator app, or a recovery code.</param>
    /// <inheritdoc cref="IUserSignIn.SignInAsync" path="/summary"/>
    Task<SignInOutcome> ConfirmAsync(string code, CancellationToken cancellationToken);
}

/// <summary>An API client that has proved who it is.</summary>
public sealed record ApiClient(TenantId Tenant, Guid Id, string ClientId, string Name, IReadOnlyList<string> Scopes, bool RateLimited);

/// <summary>API clients and their access tokens.</summary>
public interface IApiClients
{
    /// <summary>Checks a client's secret, audited and limited; on success the operation is the client's.</summary>
    /// <returns>Error <c>invalid_client</c> or <c>rate_limited</c>.</returns>
    Task<Result<ApiClient>> AuthenticateAsync(string clientId, string secret, CancellationToken cancellationToken);

    /// <summary>Writes to the audit log that the operation's client was given a token.</summary>
    Task TokenIssuedAsync(Guid tokenId, IReadOnlyList<string> scopes, CancellationToken cancellationToken);

    /// <summary>Makes a token of the operation's tenant worthless on every instance within seconds.</summary>
    Task RevokeAsync(Guid tokenId, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}

/// <summary>Asked with every request of a program, before anything of the request's operation is made.</summary>
public interface ITokenRevocations
{
    /// <summary>True if the token was revoked or its client was switched off; remembered for two seconds.</summary>
    ValueTask<bool> IsRevokedAsync(TenantId tenant, Guid apiClientId, Guid tokenId, CancellationToken cancellationToken);
}
