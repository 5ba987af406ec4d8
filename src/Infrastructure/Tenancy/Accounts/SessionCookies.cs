using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <summary>A sign-in whose first step is done.</summary>
/// <param name="SecurityStamp">That of the account then.</param>
internal sealed record AwaitedCode(TenantId Tenant, Guid User, string SecurityStamp);

/// <summary>The cookies of a request's browser, and the sessions that they stand for.</summary>
internal sealed class SessionCookies(SignInManager<PortalUser> signIn, UserSessions sessions, SessionGate gate, IOptions<IdentityOptions> identity)
{
    private string StampClaim => identity.Value.ClaimsIdentity.SecurityStampClaimType;

    /// <summary>Begins a session; the one that this browser had ends.</summary>
    public async Task BeginAsync(PortalUser user, Guid session, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken);
        await sessions.BeginAsync(session, user.SecurityStamp!, cancellationToken);
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(PortalClaims.Session, session.ToString("N"))]);
    }

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken);
        await signIn.SignOutAsync();
    }

    /// <summary>Remembers in the browser, sealed and for minutes, that the first step is done.</summary>
    public Task AwaitCodeAsync(PortalUser user) => signIn.Context.SignInAsync(
        IdentityConstants.TwoFactorUserIdScheme,
        new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(PortalClaims.Tenant, user.TenantId.ToString()), new Claim(StampClaim, user.SecurityStamp!)],
            IdentityConstants.TwoFactorUserIdScheme)));

    /// <summary>Null: there is none, or it is too old.</summary>
    public async Task<AwaitedCode?> FindAwaitedAsync()
    {
        var ticket = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return ticket.Principal is { } principal && PortalClaims.TryRead(principal, out var tenant, out var actor) && principal.FindFirstValue(StampClaim) is { } stamp
            ? new AwaitedCode(tenant, actor.Id, stamp)
            : null;
    }

    public Task ForgetAwaitedAsync() => signIn.Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);

    /// <summary>Writes the cookie anew, as the account is now.</summary>
    public async Task RenewAsync()
    {
        if (PortalClaims.TryReadSession(signIn.Context.User, out var session) && await RenewAsync(session) is { } principal)
        {
            await signIn.Context.SignInAsync(IdentityConstants.ApplicationScheme, principal);
        }
    }

    /// <summary>The principal as the account is now, in the same session; null: there is no such account any more.</summary>
    public async Task<ClaimsPrincipal?> RenewAsync(UserSessionKey session)
    {
        if (await signIn.UserManager.FindByIdAsync(session.User.ToString()) is not { } user)
        {
            return null;
        }

        var principal = await signIn.CreateUserPrincipalAsync(user);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(PortalClaims.Session, session.Session.ToString("N")));
        return principal;
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (PortalClaims.TryReadSession(signIn.Context.User, out var session))
        {
            await gate.EndAsync(session, cancellationToken);
        }
    }
}
