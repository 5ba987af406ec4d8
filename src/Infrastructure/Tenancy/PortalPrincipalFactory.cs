using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>What a signed-in user's cookie says of them.</summary>
internal sealed class PortalPrincipalFactory(UserManager<PortalUser> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(PortalClaims.Tenant, user.TenantId.ToString()));
        identity.AddClaim(new Claim(PortalClaims.Kind, PortalClaims.KindUser));
        identity.AddClaim(new Claim(PortalClaims.DisplayName, user.DisplayName));
        if (user.TimeZone is { } zone)
        {
            identity.AddClaim(new Claim(PortalClaims.TimeZone, zone));
        }

        identity.AddClaims((await UserManager.GetRolesAsync(user)).Select(role => new Claim(ClaimTypes.Role, role)));
        return identity;
    }
}
