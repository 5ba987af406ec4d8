using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Auditing;

/// <summary>What a look into the audit log is narrowed by; null narrows nothing.</summary>
/// <param name="From">Not before this moment.</param>
/// <param name="Until">Before this moment.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Actor">Id of a user or API client.</param>
public sealed record AuditFilter(
    DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Action = null, Guid? Actor = null, string? EntityType = null, Guid? EntityId = null, AuditResult? Result = null);

/// <summary>A line of the audit log with all that it says.</summary>
/// <param name="Number">Per tenant, without gaps.</param>
/// <param name="ActorName">As people read it at the time.</param>
/// <param name="Before">JSON object, personal values masked; or null.</param>
/// <param name="After">As <paramref name="Before"/>.</param>
public sealed record AuditLine(
    DateTimeOffset OccurredAt, long Number, string Action, AuditResult Result, ActorKind ActorKind, Guid ActorId, string ActorName, string? EntityType, Guid? EntityId, string? Before, string? After)
{
    /// <summary>Network address it came from.</summary>
    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    public string? SessionId { get; init; }

    public string? CorrelationId { get; init; }
}

/// <summary>Somebody who stands in the log.</summary>
public sealed record AuditActor(ActorKind Kind, Guid Id, string Name);

/// <summary>Whether the chain of entries holds.</summary>
/// <param name="Entries">How many were looked at.</param>
/// <param name="FirstBad">Number of the first that does not fit; null: it holds.</param>
public sealed record AuditChain(long Entries, long? FirstBad)
{
    public bool Holds => FirstBad is null;
}

/// <summary>Looks through the audit log of the operation's tenant.</summary>
public interface IAuditSearch
{
    /// <summary>Newest first.</summary>
    /// <param name="cursor">Where the page before ended; null: the start.</param>
    Task<Page<AuditLine>> ListAsync(AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>Null where there is none such.</summary>
    Task<AuditLine?> GetAsync(long number, CancellationToken cancellationToken);

    /// <summary>People and programs that can be chosen from: those who did something within the last 90 days, by name.</summary>
    Task<IReadOnlyList<AuditActor>> ActorsAsync(CancellationToken cancellationToken);

    /// <summary>Walks the whole chain; audited with what came of it.</summary>
    Task<AuditChain> CheckAsync(CancellationToken cancellationToken);
}
