using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Who is signed in, as a circuit knows them: nobody any more soon after the session is over, whatever the page does. Per circuit.</summary>
public sealed class CircuitSession(ILoggerFactory loggers, ISessionGate sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    /// <summary>The pages of this circuit are nobody's from now on; they lead to the sign-in page.</summary>
    public void End() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));

    /// <inheritdoc/>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        PortalClaims.TryReadSession(authenticationState.User, out var session) && await sessions.IsOpenAsync(session, isActive: false, cancellationToken);
}
