using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports.Mending;

/// <summary>Value rules in the database; each change and its audit entry stand or fall together.</summary>
public sealed class RuleBook(OrderPortalDbContext context, OperationContext operation, IAuditLog audit, TimeProvider clock) : IRuleBook
{
    public async Task<IReadOnlyList<StoredRule>> KeptAsync(CancellationToken cancellationToken) =>
        [.. (await context.ValueRules.AsNoTracking().Where(rule => rule.BatchId == null).OrderByDescending(rule => rule.CreatedAt).Take(IRuleBook.MostKept).ToListAsync(cancellationToken)).Select(Stored)];

    public async Task<IReadOnlyList<StoredRule>> ForImportAsync(ImportId import, CancellationToken cancellationToken)
    {
        var rules = await context.ValueRules.AsNoTracking().Where(rule => rule.BatchId == null || rule.BatchId == import).ToListAsync(cancellationToken);
        return [.. rules.OrderBy(static rule => rule.BatchId is not null).ThenBy(static rule => rule.CreatedAt).Select(Stored)];
    }

    public async Task<bool> SetAsync(ImportId import, ValueRule rule, bool isKept, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // The import's own too, where the rule is kept: it would hide the kept one.
        var earlier = await context.ValueRules
            .Where(other => other.ColumnId == rule.Column && other.Value == rule.Value && (other.BatchId == import || (isKept && other.BatchId == null)))
            .ToListAsync(cancellationToken);
        if (isKept && earlier.TrueForAll(static other => other.BatchId is not null)
            && await context.ValueRules.CountAsync(static other => other.BatchId == null, cancellationToken) >= IRuleBook.MostKept)
        {
            return false;
        }

        var before = earlier.Count == 0 ? null : ForAudit(earlier[^1]);
        context.ValueRules.RemoveRange(earlier);
        await context.SaveChangesAsync(cancellationToken);
        var record = new ValueRuleRecord
        {
            ColumnId = rule.Column,
            Value = rule.Value,
            Replacement = rule.Replacement,
            BatchId = isKept ? null : import,
            CreatedAt = clock.GetUtcNow(),
            CreatedByName = operation.Actor.Name,
        };
        context.ValueRules.Add(record);
        await context.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.ValueRuleSet, "value_rule", record.Id, before, ForAudit(record)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await context.ValueRules.SingleOrDefaultAsync(rule => rule.Id == id, cancellationToken) is not { } record)
        {
            return false;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.ValueRules.Remove(record);
        await context.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.ValueRuleRemoved, "value_rule", record.Id, ForAudit(record)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static StoredRule Stored(ValueRuleRecord record) =>
        new(record.Id, new ValueRule(record.ColumnId, record.Value, record.Replacement), record.BatchId, record.CreatedAt, record.CreatedByName);

    /// <summary>Columns with rules say nothing of a person, so nothing is masked.</summary>
    private static string ForAudit(ValueRuleRecord record) =>
        JsonSerializer.Serialize(new { column = ImportColumns.Of(record.ColumnId).Name, value = record.Value, replacement = record.Replacement, import = record.BatchId?.Value });
}
