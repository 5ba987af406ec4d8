using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Auditing;

/// <inheritdoc cref="IAuditSearch"/>
internal sealed class AuditSearch(OrderPortalDbContext context, TenantConnections connections, OperationContext operation, IAuditLog audit, TimeProvider clock) : IAuditSearch
{
    private static readonly TimeSpan ActorsOf = TimeSpan.FromDays(90);
    private const int MostActors = 500;

    public async Task<Page<AuditLine>> ListAsync(AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        // Numbers and times rise together, so the number alone is the place, and the partition's key still narrows where it can.
        var entries = Fitting(filter);
        if (Cursor.Read(cursor) is { } place)
        {
            entries = entries.Where(entry => entry.Seq < place.Sort);
        }

        var lines = await Shown(entries.OrderByDescending(entry => entry.Seq).Take(limit + 1)).ToListAsync(cancellationToken);
        return lines.Count > limit ? new Page<AuditLine>(lines[..limit], Cursor.Write(lines[limit - 1].Number, Guid.Empty)) : new Page<AuditLine>(lines, null);
    }

    public Task<AuditLine?> GetAsync(long number, CancellationToken cancellationToken) =>
        Shown(context.AuditLog.AsNoTracking().Where(entry => entry.Seq == number)).FirstOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<AuditActor>> ActorsAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - ActorsOf;
        var actors = await context.AuditLog.AsNoTracking()
            .Where(entry => entry.OccurredAt >= since && entry.ActorKind != ActorKind.System)
            .GroupBy(entry => new { entry.ActorKind, entry.ActorId })
            .Select(group => new AuditActor(group.Key.ActorKind, group.Key.ActorId, group.Max(entry => entry.ActorName)!))
            .Take(MostActors).ToListAsync(cancellationToken);
        return [.. actors.OrderBy(actor => actor.Name, StringComparer.Ordinal).ThenBy(actor => actor.Id)];
    }

    public async Task<AuditChain> CheckAsync(CancellationToken cancellationToken)
    {
        AuditChain chain;
        await using (var connection = await connections.OpenAsync(operation, cancellationToken))
        {
            await using var command = new NpgsqlCommand("SELECT entries, first_bad_seq FROM verify_audit_chain()", connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            chain = new AuditChain(reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetInt64(1));
        }

        var told = JsonSerializer.Serialize(new { entries = chain.Entries, firstBad = chain.FirstBad }, AuditJson.Options);
        await audit.WriteAsync(new AuditEntry(AuditActions.AuditChainChecked, "audit_log", After: told, Result: chain.Holds ? AuditResult.Success : AuditResult.Failed), cancellationToken);
        return chain;
    }

    private static IQueryable<AuditLine> Shown(IQueryable<AuditRecord> entries) => entries.Select(entry => new AuditLine(
        entry.OccurredAt, entry.Seq, entry.Action, entry.Result, entry.ActorKind, entry.ActorId, entry.ActorName, entry.EntityType, entry.EntityId, entry.Before, entry.After)
    {
        SourceAddress = entry.SourceAddress == null ? null : entry.SourceAddress.ToString(),
        UserAgent = entry.UserAgent,
        SessionId = entry.SessionId,
        CorrelationId = entry.CorrelationId,
    });

    private IQueryable<AuditRecord> Fitting(AuditFilter filter)
    {
        IQueryable<AuditRecord> entries = context.AuditLog.AsNoTracking();
        entries = filter.From is { } from ? entries.Where(entry => entry.OccurredAt >= from) : entries;
        entries = filter.Until is { } until ? entries.Where(entry => entry.OccurredAt < until) : entries;
        entries = filter.Action is { } action ? entries.Where(entry => entry.Action == action) : entries;
        entries = filter.Actor is { } actor ? entries.Where(entry => entry.ActorId == actor) : entries;
        entries = filter.EntityType is { } type ? entries.Where(entry => entry.EntityType == type) : entries;
        entries = filter.EntityId is { } id ? entries.Where(entry => entry.EntityId == id) : entries;
        return filter.Result is { } result ? entries.Where(entry => entry.Result == result) : entries;
    }
}
