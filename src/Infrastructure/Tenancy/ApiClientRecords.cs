using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <summary>A program that uses the API of one tenant.</summary>
public sealed class ApiClientRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The OAuth client id, unique over all tenants.</summary>
    public required string ClientId { get; set; }

    public required string Name { get; set; }

    /// <summary>What its tokens may carry at most; names of <see cref="Domain.Tenancy.Scopes"/>.</summary>
    public required string[] Scopes { get; set; }

    /// <summary>False takes the limits per client away.</summary>
    public bool RateLimited { get; set; } = true;

    public bool Active { get; set; } = true;

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>To a minute or so; null where it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>One secret of a client; several may be valid at once, so that a secret can be replaced without an outage.</summary>
public sealed class ApiClientSecretRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public Guid ApiClientId { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>PBKDF2 with its own salt, see <see cref="Tenancy.SecretHash"/>.</summary>
    public required byte[] SecretHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>Which tenant an OAuth client id belongs to: asked before the caller is known, so it is outside row-level security.</summary>
public sealed class ApiClientDirectoryEntry
{
    public required string ClientId { get; init; }

    public required TenantId TenantId { get; init; }

    public required Guid ApiClientId { get; init; }
}

/// <summary>A token that was revoked before its time; kept until it would have expired.</summary>
public sealed class RevokedTokenRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public Guid TokenId { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset RevokedAt { get; set; }
}
