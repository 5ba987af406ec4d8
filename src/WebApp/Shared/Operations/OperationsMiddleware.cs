using System.Diagnostics;
using System.Security.Claims;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>Begins every request's operation: where it comes from before authentication, for whom it acts after it.</summary>
public static class OperationsMiddleware
{
    private const int MaxUserAgent = 200;

    /// <summary>Stands around <c>UseAuthentication</c>, which it calls itself; before <c>UseAuthorization</c>.</summary>
    public static WebApplication UseOperations(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            var agent = context.Request.Headers.UserAgent.ToString();
            context.RequestServices.GetRequiredService<OperationContext>().ArriveFrom(
                Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
                context.Connection.RemoteIpAddress?.ToString(),
                agent.Length > MaxUserAgent ? agent[..MaxUserAgent] : agent);
            return next(context);
        });
        app.UseAuthentication();
        app.Use(static async (context, next) =>
        {
            var revocations = context.RequestServices.GetRequiredService<ITokenRevocations>();
            var operation = context.RequestServices.GetRequiredService<OperationContext>();
            context.User = await revocations.IsRevokedAsync(context.User, context.RequestAborted) ? new ClaimsPrincipal(new ClaimsIdentity()) : From(context.User, operation);
            operation.BeginFor(context.User);
            await next(context);
        });
        return app;
    }

    /// <summary>
    /// A circuit and a hub connection know the request that began them only by its principal, and their operations come from where it came from. Another principal,
    /// since that of a cookie goes into the next one.
    /// </summary>
    private static ClaimsPrincipal From(ClaimsPrincipal user, OperationContext operation)
    {
        if (user.Identity?.IsAuthenticated != true)
        {
            return user;
        }

        var origin = new ClaimsIdentity();
        if (operation.SourceAddress is { } address)
        {
            origin.AddClaim(new Claim(PortalClaims.SourceAddress, address));
        }

        if (operation.UserAgent is { } agent)
        {
            origin.AddClaim(new Claim(PortalClaims.UserAgent, agent));
        }

        return new ClaimsPrincipal([.. user.Identities, origin]);
    }
}
