using Microsoft.AspNetCore.Identity;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>A person who signs in. Belongs to one tenant; the e-mail address is the sign-in name and unique over all tenants.</summary>
/// <remarks>E-mail, display name and phone are stored encrypted; the address is found through the sign-in directory.</remarks>
public sealed class PortalUser : IdentityUser<Guid>, ITenantOwned
{
    public PortalUser() => Id = Guid.CreateVersion7();

    public TenantId TenantId { get; set; }

    public string DisplayName { get; set; } = "";

    /// <summary>Chosen language, <c>ja</c> or <c>en</c>; null follows the browser.</summary>
    public string? Culture { get; set; }

    /// <summary>IANA name; null is Asia/Tokyo.</summary>
    public string? TimeZone { get; set; }

    /// <summary><c>light</c> or <c>dark</c>; null follows the system.</summary>
    public string? Theme { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Half minutes since 1970 of the last authenticator's code that was taken; it and those before it are taken no more.</summary>
    public long? LastCodeStep { get; set; }

    /// <summary>Blind index of the address that the directory holds for this user, so that a change of address finds its old entry.</summary>
    public byte[] EmailIndex { get; set; } = [];

    /// <inheritdoc/>
    public override string? UserName
    {
        get => Email;
        set => Email = value;
    }

    /// <summary>Normal forms are not stored: the directory's blind index takes their place.</summary>
    public override string? NormalizedUserName { get; set; }

    /// <inheritdoc cref="NormalizedUserName"/>
    public override string? NormalizedEmail { get; set; }
}

public sealed class PortalRole : IdentityRole<Guid>;

public sealed class PortalUserRole : IdentityUserRole<Guid>, ITenantOwned
{
    public TenantId TenantId { get; set; }
}

public sealed class PortalUserClaim : IdentityUserClaim<Guid>, ITenantOwned
{
    public TenantId TenantId { get; set; }
}

public sealed class PortalUserLogin : IdentityUserLogin<Guid>, ITenantOwned
{
    public TenantId TenantId { get; set; }
}

public sealed class PortalUserToken : IdentityUserToken<Guid>, ITenantOwned
{
    public TenantId TenantId { get; set; }
}

/// <summary>Which tenant an address belongs to: asked before anyone is signed in, so it is outside row-level security.</summary>
public sealed class SignInDirectoryEntry
{
    public required byte[] EmailIndex { get; init; }

    public required TenantId TenantId { get; init; }

    public required Guid UserId { get; init; }
}
