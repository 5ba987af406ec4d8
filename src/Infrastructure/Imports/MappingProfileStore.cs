using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>The tenant's mapping profiles. Each change and its audit entry stand or fall together.</summary>
public sealed class MappingProfileStore(OrderPortalDbContext context, OperationContext operation, IAuditLog audit, TimeProvider clock) : IMappingProfiles
{
    private static readonly JsonSerializerOptions AuditJson = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<IReadOnlyList<MappingProfile>> ListAsync(CancellationToken cancellationToken)
    {
        var records = await context.MappingProfiles.AsNoTracking().OrderBy(profile => profile.Name).Take(MappingProfileLimits.PerTenant).ToListAsync(cancellationToken);
        return [.. records.Select(Profile)];
    }

    public async Task<MappingProfile?> GetAsync(MappingProfileId id, CancellationToken cancellationToken) =>
        await context.MappingProfiles.AsNoTracking().SingleOrDefaultAsync(profile => profile.Id == id.Value, cancellationToken) is { } record ? Profile(record) : null;

    public async Task<Result<MappingProfile?>> SaveAsync(
        MappingProfileId? id, string name, ImportMapping mapping, IReadOnlyList<string> headings, CancellationToken cancellationToken)
    {
        if (MappingRules.CheckProfile(name, headings) is { } refused)
        {
            return refused;
        }

        var json = ImportMappingJson.Write(mapping with { Profile = null });
        if (Encoding.UTF8.GetByteCount(json) > MappingProfileLimits.MappingBytes)
        {
            return new Error(MappingProfileErrors.TooLarge, MappingProfileLimits.MappingBytes.ToString(CultureInfo.InvariantCulture));
        }

        var now = clock.GetUtcNow();
        MappingProfileRecord record;
        string? before = null;
        if (id is { } known)
        {
            if (await context.MappingProfiles.SingleOrDefaultAsync(profile => profile.Id == known.Value, cancellationToken) is not { } found)
            {
                return (MappingProfile?)null;
            }

            before = ForAudit(found);
            (record, found.Name, found.Mapping, found.Headings, found.ModifiedAt) = (found, name, json, [.. headings], now);
        }
        else
        {
            if (await context.MappingProfiles.CountAsync(cancellationToken) >= MappingProfileLimits.PerTenant)
            {
                return new Error(MappingProfileErrors.TooMany, MappingProfileLimits.PerTenant.ToString(CultureInfo.InvariantCulture));
            }

            record = new MappingProfileRecord
            {
                Name = name, Mapping = json, Headings = [.. headings], CreatedAt = now, ModifiedAt = now, CreatedByName = operation.Actor.Name,
            };
            context.MappingProfiles.Add(record);
        }

        return await WriteAsync(record, AuditActions.MappingProfileSaved, before, cancellationToken);
    }

    public async Task<Result<MappingProfile?>> RenameAsync(MappingProfileId id, string name, CancellationToken cancellationToken)
    {
        if (MappingRules.CheckProfile(name, []) is { } refused)
        {
            return refused;
        }

        if (await context.MappingProfiles.SingleOrDefaultAsync(profile => profile.Id == id.Value, cancellationToken) is not { } record)
        {
            return (MappingProfile?)null;
        }

        var before = JsonSerializer.Serialize(new { record.Name }, AuditJson);
        (record.Name, record.ModifiedAt) = (name, clock.GetUtcNow());
        return await WriteAsync(record, AuditActions.MappingProfileRenamed, before, cancellationToken);
    }

    public async Task<bool> DeleteAsync(MappingProfileId id, CancellationToken cancellationToken)
    {
        if (await context.MappingProfiles.SingleOrDefaultAsync(profile => profile.Id == id.Value, cancellationToken) is not { } record)
        {
            return false;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.MappingProfiles.Remove(record);
        await context.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.MappingProfileDeleted, "mapping_profile", record.Id, Before: ForAudit(record)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<Result<MappingProfile?>> WriteAsync(MappingProfileRecord record, string action, string? before, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            context.ChangeTracker.Clear();
            return new Error(MappingProfileErrors.NameTaken, record.Name);
        }

        var after = action == AuditActions.MappingProfileRenamed ? JsonSerializer.Serialize(new { record.Name }, AuditJson) : ForAudit(record);
        await audit.WriteAsync(new AuditEntry(action, "mapping_profile", record.Id, before, after), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Profile(record);
    }

    private static MappingProfile Profile(MappingProfileRecord record) =>
        new(new MappingProfileId(record.Id), record.Name, ImportMappingJson.Read(record.Mapping), record.Headings)
        {
            CreatedAt = record.CreatedAt, CreatedBy = record.CreatedByName, ModifiedAt = record.ModifiedAt,
        };

    /// <summary>A constant may be somebody's name or address.</summary>
    private static string ForAudit(MappingProfileRecord record)
    {
        var mapping = ImportMappingJson.Read(record.Mapping);
        var masked = mapping with
        {
            Defaults = mapping.Defaults.ToDictionary(pair => pair.Key, pair => ValueRules.Columns.Has(pair.Key) ? pair.Value : AuditMask.Personal(pair.Value) ?? ""),
        };
        return JsonSerializer.Serialize(new { record.Name, Mapping = JsonSerializer.Deserialize<JsonElement>(ImportMappingJson.Write(masked)) }, AuditJson);
    }
}

/// <summary>Rules that belong to no single import.</summary>
public sealed class KeptValueRules(OrderPortalDbContext context) : IKeptValueRules
{
    public async Task<IReadOnlyList<ValueRule>> ListAsync(CancellationToken cancellationToken) =>
        await context.ValueRules.AsNoTracking().Where(rule => rule.BatchId == null).OrderBy(rule => rule.CreatedAt)
            .Select(rule => new ValueRule(rule.ColumnId, rule.Value, rule.Replacement)).ToListAsync(cancellationToken);
}
