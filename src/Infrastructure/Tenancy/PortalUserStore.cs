using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>
/// Identity's store for keys that begin with the tenant and addresses that are encrypted: users are found within the
/// operation's tenant, by name through the sign-in directory, which this keeps in step. Keys of authenticators are encrypted, recovery codes hashed.
/// </summary>
public sealed class PortalUserStore(OrderPortalDbContext context, OperationContext operation, BlindIndex blindIndex, IdentityErrorDescriber describer)
    : UserStore<PortalUser, PortalRole, OrderPortalDbContext, Guid, PortalUserClaim, PortalUserRole, PortalUserLogin, PortalUserToken, IdentityRoleClaim<Guid>>(context, describer)
{
    /// <summary>Provider of the tokens below, which are the portal's own; all tokens are stored encrypted.</summary>
    internal const string TokenProvider = "OrderPortal";
    internal const string KeyToken = "AuthenticatorKey";
    internal const string CodesToken = "RecoveryCodes";

    private TenantId Tenant => operation.Tenant;

    public override async Task<IdentityResult> CreateAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        user.TenantId = user.TenantId == default ? Tenant : user.TenantId;
        user.EmailIndex = blindIndex.ForSignIn(user.Email ?? "");
        if (await Context.SignInDirectory.AnyAsync(e => e.EmailIndex == user.EmailIndex, cancellationToken))
        {
            return IdentityResult.Failed(ErrorDescriber.DuplicateEmail(""));
        }

        Context.SignInDirectory.Add(new SignInDirectoryEntry { EmailIndex = user.EmailIndex, TenantId = user.TenantId, UserId = user.Id });
        return await base.CreateAsync(user, cancellationToken);
    }

    public override async Task<IdentityResult> UpdateAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        var index = blindIndex.ForSignIn(user.Email ?? "");
        if (!index.AsSpan().SequenceEqual(user.EmailIndex))
        {
            if (await Context.SignInDirectory.AnyAsync(e => e.EmailIndex == index, cancellationToken))
            {
                return IdentityResult.Failed(ErrorDescriber.DuplicateEmail(""));
            }

            Context.SignInDirectory.RemoveRange(Context.SignInDirectory.Where(e => e.EmailIndex == user.EmailIndex && e.TenantId == Tenant));
            Context.SignInDirectory.Add(new SignInDirectoryEntry { EmailIndex = index, TenantId = Tenant, UserId = user.Id });
            user.EmailIndex = index;
        }

        return await base.UpdateAsync(user, cancellationToken);
    }

    public override Task<IdentityResult> DeleteAsync(PortalUser user, CancellationToken cancellationToken = default)
    {
        Context.SignInDirectory.RemoveRange(Context.SignInDirectory.Where(e => e.TenantId == Tenant && e.UserId == user.Id));
        return base.DeleteAsync(user, cancellationToken);
    }

    public override Task<PortalUser?> FindByIdAsync(string userId, CancellationToken cancellationToken = default) =>
        Guid.TryParse(userId, out var id) ? FindUserAsync(id, cancellationToken) : Task.FromResult<PortalUser?>(null);

    public override Task<PortalUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken = default) =>
        FindByEmailAsync(normalizedUserName, cancellationToken);

    /// <summary>Null for an address of another tenant, too.</summary>
    public override async Task<PortalUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken = default)
    {
        var index = blindIndex.ForSignIn(normalizedEmail);
        return await Users.SingleOrDefaultAsync(u => u.TenantId == Tenant && u.EmailIndex == index, cancellationToken);
    }

    public override Task SetAuthenticatorKeyAsync(PortalUser user, string key, CancellationToken cancellationToken) =>
        SetTokenAsync(user, TokenProvider, KeyToken, key, cancellationToken);

    public override Task<string?> GetAuthenticatorKeyAsync(PortalUser user, CancellationToken cancellationToken) =>
        GetTokenAsync(user, TokenProvider, KeyToken, cancellationToken);

    /// <summary>Keeps their hashes.</summary>
    public override Task ReplaceCodesAsync(PortalUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        SetHashesAsync(user, recoveryCodes.Select(SecretHash.Of), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(PortalUser user, string code, CancellationToken cancellationToken)
    {
        var hashes = await GetHashesAsync(user, cancellationToken);
        var rest = hashes.Where(hash => !SecretHash.Fits(code, hash)).ToList();
        if (rest.Count == hashes.Count)
        {
            return false;
        }

        await SetHashesAsync(user, rest, cancellationToken);
        return true;
    }

    public override async Task<int> CountCodesAsync(PortalUser user, CancellationToken cancellationToken) => (await GetHashesAsync(user, cancellationToken)).Count;

    protected override Task<PortalUser?> FindUserAsync(Guid userId, CancellationToken cancellationToken) =>
        Users.SingleOrDefaultAsync(u => u.TenantId == Tenant && u.Id == userId, cancellationToken);

    protected override async Task<PortalUserRole?> FindUserRoleAsync(Guid userId, Guid roleId, CancellationToken cancellationToken) =>
        await Context.Set<PortalUserRole>().FindAsync([Tenant, userId, roleId], cancellationToken);

    protected override async Task<PortalUserToken?> FindTokenAsync(PortalUser user, string loginProvider, string name, CancellationToken cancellationToken) =>
        await Context.Set<PortalUserToken>().FindAsync([Tenant, user.Id, loginProvider, name], cancellationToken);

    protected override PortalUserRole CreateUserRole(PortalUser user, PortalRole role) => Stamp(base.CreateUserRole(user, role));

    protected override PortalUserClaim CreateUserClaim(PortalUser user, Claim claim) => Stamp(base.CreateUserClaim(user, claim));

    protected override PortalUserLogin CreateUserLogin(PortalUser user, UserLoginInfo login) => Stamp(base.CreateUserLogin(user, login));

    protected override PortalUserToken CreateUserToken(PortalUser user, string loginProvider, string name, string? value) =>
        Stamp(base.CreateUserToken(user, loginProvider, name, value));

    private async Task<List<byte[]>> GetHashesAsync(PortalUser user, CancellationToken cancellationToken) =>
        [.. (await GetTokenAsync(user, TokenProvider, CodesToken, cancellationToken) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String)];

    private Task SetHashesAsync(PortalUser user, IEnumerable<byte[]> hashes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, TokenProvider, CodesToken, string.Join(';', hashes.Select(Convert.ToBase64String)), cancellationToken);

    private T Stamp<T>(T part)
        where T : ITenantOwned
    {
        part.TenantId = Tenant;
        return part;
    }
}
