using System.Net;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Auditing;

/// <summary>A line of the audit log as it is read; written only through <see cref="AuditLog"/>, changed by nobody.</summary>
public sealed class AuditRecord : ITenantOwned
{
    public TenantId TenantId { get; set; }

    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>Per tenant, without gaps.</summary>
    public long Seq { get; set; }

    public required string Action { get; set; }

    public AuditResult Result { get; set; }

    public ActorKind ActorKind { get; set; }

    public Guid ActorId { get; set; }

    public required string ActorName { get; set; }

    public string? EntityType { get; set; }

    public Guid? EntityId { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }

    public IPAddress? SourceAddress { get; set; }

    public string? UserAgent { get; set; }

    public string? SessionId { get; set; }

    public string? CorrelationId { get; set; }

    public required byte[] PrevHash { get; set; }

    public required byte[] Hash { get; set; }
}
