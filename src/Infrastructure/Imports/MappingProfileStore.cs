using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>The tenant's mapping profiles. Each change and its audit entry stand or fall together.</summary>
internal sealed class MappingProfileStore(OrderPortalDbContext context, ModifiedRows modified, OperationContext operation, IAuditLog audit, TimeProvider clock) : IMappingProfiles
{
    private static readonly JsonSerializerOptions AuditJson = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<IReadOnlyList<MappingProfile>> ListAsync(CancellationToken cancellationToken) =>
        await ReadAsync(context.MappingProfiles.AsNoTracking().OrderBy(profile => profile.Name).Take(MappingProfileLimits.PerTenant), cancellationToken);

    public async Task<ModifiedPage<MappingProfile>> ListModifiedAsync(ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        var found = await ReadAsync(context.MappingProfiles.AsNoTracking().Within(window, profile => profile.ModifiedAt), cancellationToken);
        return window.ToPage([.. found.Select(static profile => (profile, profile.Seq))]);
    }

    public async Task<MappingProfile?> GetAsync(MappingProfileId id, CancellationToken cancellationToken) =>
        (await ReadAsync(context.MappingProfiles.AsNoTracking().Where(profile => profile.Id == id.Value), cancellationToken)).SingleOrDefault();

    public async Task<Result<MappingProfile?>> SaveAsync(
        MappingProfileId? id, long? seenSeq, string name, ImportMapping mapping, IReadOnlyList<string> headings, CancellationToken cancellationToken)
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

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        MappingProfileRecord record;
        string? before = null;
        if (id is { } known)
        {
            var held = await HoldAsync(known, seenSeq, cancellationToken);
            if (held is not { Error: null, Value: { } found })
            {
                return held.Error is { } error ? error : (MappingProfile?)null;
            }

            before = ForAudit(found);
            (record, found.Name, found.Mapping, found.Headings) = (found, name, json, [.. headings]);
        }
        else
        {
            if (await context.MappingProfiles.CountAsync(cancellationToken) >= MappingProfileLimits.PerTenant)
            {
                return new Error(MappingProfileErrors.TooMany, MappingProfileLimits.PerTenant.ToString(CultureInfo.InvariantCulture));
            }

            record = new MappingProfileRecord
            {
                Name = name, Mapping = json, Headings = [.. headings], CreatedAt = clock.GetUtcNow(), CreatedByName = operation.Actor.Name,
            };
            context.MappingProfiles.Add(record);
        }

        return await WriteAsync(transaction, record, AuditActions.MappingProfileSaved, before, cancellationToken);
    }

    public async Task<Result<MappingProfile?>> RenameAsync(MappingProfileId id, long? seenSeq, string name, CancellationToken cancellationToken)
    {
        if (MappingRules.CheckProfile(name, []) is { } refused)
        {
            return refused;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var held = await HoldAsync(id, seenSeq, cancellationToken);
        if (held is not { Error: null, Value: { } record })
        {
            return held.Error is { } error ? error : (MappingProfile?)null;
        }

        var before = JsonSerializer.Serialize(new { record.Name }, AuditJson);
        record.Name = name;
        return await WriteAsync(transaction, record, AuditActions.MappingProfileRenamed, before, cancellationToken);
    }

    public async Task<Result<bool>> DeleteAsync(MappingProfileId id, long? seenSeq, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var held = await HoldAsync(id, seenSeq, cancellationToken);
        if (held is not { Error: null, Value: { } record })
        {
            return held.Error is { } error ? error : false;
        }

        context.MappingProfiles.Remove(record);
        await context.SaveChangesAsync(cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.MappingProfileDeleted, "mapping_profile", record.Id, Before: ForAudit(record)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The profile, which nobody else changes until the transaction ends; null where there is none.</summary>
    private async Task<Result<MappingProfileRecord?>> HoldAsync(MappingProfileId id, long? seenSeq, CancellationToken cancellationToken)
    {
        var held = await context.Database.SqlQuery<long>($"SELECT modified_seq AS \"Value\" FROM mapping_profiles WHERE id = {id.Value} FOR UPDATE").ToListAsync(cancellationToken);
        return held is [var seq] && seenSeq is { } seen && seen != seq
            ? new Error(MappingProfileErrors.ChangedByOther)
            : await context.MappingProfiles.SingleOrDefaultAsync(profile => profile.Id == id.Value, cancellationToken);
    }

    private async Task<Result<MappingProfile?>> WriteAsync(
        IDbContextTransaction transaction, MappingProfileRecord record, string action, string? before, CancellationToken cancellationToken)
    {
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
        return Profile(record, context.Entry(record).Property<long>(ModifiedMapping.Seq).CurrentValue);
    }

    private static async Task<List<MappingProfile>> ReadAsync(IQueryable<MappingProfileRecord> profiles, CancellationToken cancellationToken)
    {
        var found = await profiles.Select(profile => new { Profile = profile, Seq = EF.Property<long>(profile, ModifiedMapping.Seq) }).ToListAsync(cancellationToken);
        return found.ConvertAll(static row => Profile(row.Profile, row.Seq));
    }

    private static MappingProfile Profile(MappingProfileRecord record, long seq) =>
        new(new MappingProfileId(record.Id), record.Name, ImportMappingJson.Read(record.Mapping), record.Headings)
        {
            CreatedAt = record.CreatedAt, CreatedBy = record.CreatedByName, ModifiedAt = record.ModifiedAt, Seq = seq,
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
