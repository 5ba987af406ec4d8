using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Auditing;

/// <summary>Reads the audit log by the index over entity and time.</summary>
public sealed class AuditTrail(OrderPortalDbContext context) : IAuditTrail
{
    public async Task<IReadOnlyList<AuditEvent>> OfAsync(string entityType, Guid entityId, int limit, CancellationToken cancellationToken) =>
        await context.AuditLog.AsNoTracking()
            .Where(entry => entry.EntityId == entityId && entry.EntityType == entityType)
            .OrderByDescending(entry => entry.OccurredAt).ThenByDescending(entry => entry.Seq)
            .Take(limit)
            .Select(entry => new AuditEvent(entry.OccurredAt, entry.Seq, entry.Action, entry.Result, entry.ActorKind, entry.ActorName, entry.After))
            .ToListAsync(cancellationToken);
}
