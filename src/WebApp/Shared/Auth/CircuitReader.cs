using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>The person in front of a circuit: their time zone from its start, and that they are there with everything they do. Per circuit.</summary>
public sealed class CircuitReader(AuthenticationStateProvider people, ISessionGate sessions, ReaderClock zone) : CircuitHandler
{
    /// <inheritdoc/>
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        zone.Follow((await people.GetAuthenticationStateAsync()).User);

    /// <summary>In a session that is over nothing is done any more.</summary>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        var user = (await people.GetAuthenticationStateAsync()).User;
        if (PortalClaims.TryReadSession(user, out var session) && !await sessions.IsOpenAsync(session, isActive: true, CancellationToken.None))
        {
            (people as CircuitSession)?.End();
            return;
        }

        await next(context);
    };
}
