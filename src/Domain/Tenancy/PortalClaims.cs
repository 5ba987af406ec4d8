using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.Domain.Tenancy;

/// <summary>Claims of signed-in users and API clients beside the standard name identifier, name and role.</summary>
public static class PortalClaims
{
    public const string Tenant = "tenant";

    /// <summary><c>user</c> or <c>client</c>.</summary>
    public const string Kind = "kind";
    public const string KindUser = "user";
    public const string KindClient = "client";

    /// <summary>A person's name as people write it.</summary>
    public const string DisplayName = "display_name";

    /// <summary>Sign-in session of a user.</summary>
    public const string Session = "sid";

    /// <summary>IANA name of the time zone in which a person reads; without it Asia/Tokyo.</summary>
    public const string TimeZone = "zoneinfo";

    /// <summary>One claim for each scope of a token.</summary>
    public const string Scope = "scope";

    /// <summary>OAuth client id of an API client.</summary>
    public const string ClientId = "client_id";

    /// <summary>Id of the access token.</summary>
    public const string TokenId = "jti";

    /// <summary>Network address that a connection came from, and the program it came with: put in when it arrives, never into a cookie or token.</summary>
    public const string SourceAddress = "source_address";

    /// <inheritdoc cref="SourceAddress"/>
    public const string UserAgent = "user_agent";

    /// <summary>Present on API clients without limits per client.</summary>
    public const string Unlimited = "unlimited";

    /// <summary>Reads for whom and by whom a principal acts; false for an anonymous or incomplete one.</summary>
    public static bool TryRead(ClaimsPrincipal principal, out TenantId tenant, [NotNullWhen(true)] out Actor? actor)
    {
        tenant = default;
        actor = null;
        if (principal.Identity?.IsAuthenticated != true
            || !Guid.TryParse(principal.FindFirst(Tenant)?.Value, out var tenantId)
            || !Guid.TryParse(principal.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id))
        {
            return false;
        }

        var kind = principal.HasClaim(Kind, KindClient) ? ActorKind.ApiClient : ActorKind.User;
        var name = principal.FindFirst(DisplayName)?.Value ?? principal.Identity.Name ?? "";
        (tenant, actor) = (new TenantId(tenantId), new Actor(kind, id, name));
        return true;
    }

    /// <summary>Reads a person's sign-in session; false for programs, the anonymous, and principals without one.</summary>
    public static bool TryReadSession(ClaimsPrincipal principal, out UserSessionKey session)
    {
        session = default;
        if (!TryRead(principal, out var tenant, out var actor) || actor.Kind != ActorKind.User || !Guid.TryParse(principal.FindFirst(Session)?.Value, out var id))
        {
            return false;
        }

        session = new UserSessionKey(tenant, actor.Id, id);
        return true;
    }

    /// <summary>Begins the operation for the principal; false, and nothing begun, for an anonymous one.</summary>
    public static bool BeginFor(this OperationContext operation, ClaimsPrincipal principal, string? correlationId = null)
    {
        if (!TryRead(principal, out var tenant, out var actor))
        {
            return false;
        }

        operation.Begin(
            tenant, actor, correlationId, principal.FindFirst(SourceAddress)?.Value, principal.FindFirst(UserAgent)?.Value,
            principal.FindFirst(Session)?.Value ?? principal.FindFirst(TokenId)?.Value);
        return true;
    }

    /// <returns>True if it is the principal of a token that was revoked, or of a client that was switched off; remembered for two seconds.</returns>
    public static ValueTask<bool> IsRevokedAsync(this ITokenRevocations revocations, ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        principal.HasClaim(Kind, KindClient) && TryRead(principal, out var tenant, out var actor) && Guid.TryParse(principal.FindFirst(TokenId)?.Value, out var token)
            ? revocations.IsRevokedAsync(tenant, actor.Id, token, cancellationToken)
            : ValueTask.FromResult(false);

    /// <summary>Whether a principal has a permission of <see cref="Permissions.ByRole"/>: a user by role, an API client by scope.</summary>
    public static bool Has(ClaimsPrincipal principal, string permission)
    {
        if (principal.Identity?.IsAuthenticated != true || !Permissions.ByRole.TryGetValue(permission, out var rule))
        {
            return false;
        }

        return principal.HasClaim(Kind, KindClient)
            ? principal.HasClaim(Scope, rule.Scope)
            : rule.Roles.Any(principal.IsInRole);
    }
}
