using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>
/// What the refused get: programs 401 or 403 with a problem and WWW-Authenticate (RFC 6750), people the sign-in page or the
/// page that says no. Denials of the signed-in are audited.
/// </summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _pages = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden)
        {
            await AuditAsync(context);
        }

        if (authorizeResult.Succeeded || !ApiPaths.Contains(context.Request.Path))
        {
            await _pages.HandleAsync(next, context, policy, authorizeResult);
        }
        else if (authorizeResult.Forbidden)
        {
            await ForbidAsync(context, policy);
        }
        else
        {
            var hadToken = BearerRequests.HasToken(context.Request);
            context.Response.Headers.WWWAuthenticate = hadToken ? "Bearer realm=\"OrderPortal\", error=\"invalid_token\"" : "Bearer realm=\"OrderPortal\"";
            await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, hadToken ? "invalid_token" : "unauthorized");
        }
    }

    private static Task ForbidAsync(HttpContext context, AuthorizationPolicy policy)
    {
        if (!context.User.HasClaim(PortalClaims.Kind, PortalClaims.KindClient))
        {
            return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden");
        }

        var scopes = policy.Requirements.OfType<PermissionRequirement>().Select(r => Permissions.ByRole[r.Permission].Scope);
        context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"OrderPortal\", error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\"";
        return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "insufficient_scope");
    }

    private static Task AuditAsync(HttpContext context) =>
        context.RequestServices.GetRequiredService<OperationContext>().TenantOrNull is null
            ? Task.CompletedTask
            : context.RequestServices.GetRequiredService<IAuditLog>().WriteAsync(
                new AuditEntry(
                    AuditActions.PermissionDenied, "endpoint", Result: AuditResult.Denied,
                    After: System.Text.Json.JsonSerializer.Serialize(new { method = context.Request.Method, route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText })),
                context.RequestAborted);
}
