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
            if (await IsRevokedAsync(context))
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity());
            }

            context.RequestServices.GetRequiredService<OperationContext>().BeginFor(context.User);
            await next(context);
        });
        return app;
    }

    private static ValueTask<bool> IsRevokedAsync(HttpContext context)
    {
        var user = context.User;
        return user.HasClaim(PortalClaims.Kind, PortalClaims.KindClient)
            && PortalClaims.TryRead(user, out var tenant, out var actor)
            && Guid.TryParse(user.FindFirstValue(PortalClaims.TokenId), out var token)
                ? context.RequestServices.GetRequiredService<ITokenRevocations>().IsRevokedAsync(tenant, actor.Id, token, context.RequestAborted)
                : ValueTask.FromResult(false);
    }
}
