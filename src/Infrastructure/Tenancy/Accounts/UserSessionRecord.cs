using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <summary>One sign-in of a person in one browser.</summary>
public sealed class UserSessionRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    /// <summary>As the cookie says it.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Encrypted; null where it is unknown.</summary>
    public string? SourceAddress { get; init; }

    /// <summary>Encrypted; null where it is unknown.</summary>
    public string? Device { get; init; }

    /// <summary>That of the account when the session last proved itself: where the account's is another one, the session is over.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>When the person last gave their password in this session.</summary>
    public required DateTimeOffset PasswordAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
