using Microsoft.AspNetCore.Authorization;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>One permission of <see cref="Permissions.ByRole"/>; the policy has its name.</summary>
internal sealed class PermissionRequirement(string permission) : AuthorizationHandler<PermissionRequirement>, IAuthorizationRequirement
{
    public string Permission => permission;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (PortalClaims.Has(context.User, requirement.Permission))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
