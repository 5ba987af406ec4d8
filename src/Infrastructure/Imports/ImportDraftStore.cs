using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Keeps drafts beside their files. Those that nobody touches are removed by <see cref="ImportFileStore"/>.</summary>
public sealed class ImportDraftStore(OrderPortalDbContext context, OperationContext operation, TimeProvider clock) : IImportDrafts
{
    public async Task<ImportDraft?> GetAsync(StoredFileId file, CancellationToken cancellationToken) =>
        (await ReadAsync(drafts => drafts.Where(draft => draft.FileId == file), cancellationToken)).SingleOrDefault().Draft;

    public async Task<IReadOnlyList<ImportDraft>> ListOwnAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(static drafts => drafts, cancellationToken)).Where(one => one.By == operation.Actor.Id && one.Draft.DryRun is null).Select(one => one.Draft)];

    public async Task SaveAsync(ImportDraft draft, CancellationToken cancellationToken)
    {
        // Whoever goes on with it, it stays in the list of the one who began.
        var by = (await context.ImportDrafts.AsNoTracking().SingleOrDefaultAsync(known => known.FileId == draft.File.Id, cancellationToken)) is { } known
            ? ImportDraftDocument.Read(known.Choices).By
            : operation.Actor.Id;
        var choices = ImportDraftDocument.Of(draft, by).Write();
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO import_drafts (tenant_id, file_id, choices, modified_at) VALUES ({operation.Tenant.Value}, {draft.File.Id.Value}, {choices}::jsonb, {clock.GetUtcNow()})
            ON CONFLICT (tenant_id, file_id) DO UPDATE SET choices = excluded.choices, modified_at = excluded.modified_at
            """,
            cancellationToken);
    }

    public async Task DeleteAsync(StoredFileId file, CancellationToken cancellationToken) =>
        await context.ImportDrafts.Where(draft => draft.FileId == file).ExecuteDeleteAsync(cancellationToken);

    private async Task<List<(ImportDraft Draft, Guid By)>> ReadAsync(
        Func<IQueryable<ImportDraftRecord>, IQueryable<ImportDraftRecord>> narrow, CancellationToken cancellationToken)
    {
        var found = await (
            from draft in narrow(context.ImportDrafts.AsNoTracking())
            join file in context.StoredFiles.AsNoTracking() on draft.FileId equals file.Id
            where file.Sha256 != null
            orderby file.CreatedAt, file.Id
            select new { draft.Choices, file.Id, file.FileName, file.Length, file.Sha256 }).ToListAsync(cancellationToken);
        return [.. found.Select(one =>
        {
            var document = ImportDraftDocument.Read(one.Choices);
            return (document.ToDraft(new StoredFile(one.Id, one.FileName, one.Length, one.Sha256)), document.By);
        })];
    }
}

/// <summary>The JSON object of a draft's choices.</summary>
internal sealed record ImportDraftDocument
{
    public Guid By { get; init; }

    public Guid? DryRun { get; init; }

    public FileEncoding? Encoding { get; init; }

    public char? Delimiter { get; init; }

    public string? Sheet { get; init; }

    public int? HeadingRow { get; init; }

    public string? Profile { get; init; }

    public ImportMappingDocument? Mapping { get; init; }

    public ImportMode Mode { get; init; }

    public DuplicatePolicy Duplicates { get; init; }

    public string? Group { get; init; }

    public ImportSettle Settle { get; init; }

    public ImportNotify Notify { get; init; } = ImportNotify.Default;

    public bool AllowDuplicateFile { get; init; }

    public Guid? Parent { get; init; }

    public static ImportDraftDocument Of(ImportDraft draft, Guid by) => new()
    {
        By = by,
        DryRun = draft.DryRun?.Value,
        Encoding = draft.Choices.Encoding,
        Delimiter = draft.Choices.Delimiter,
        Sheet = draft.Choices.Sheet,
        HeadingRow = draft.Choices.HeadingRow,
        Profile = draft.Choices.Profile,
        Mapping = draft.Choices.Mapping is { } mapping ? ImportMappingDocument.Of(mapping) : null,
        Mode = draft.Choices.Mode,
        Duplicates = draft.Choices.Duplicates,
        Group = draft.Choices.Group,
        Settle = draft.Choices.Settle,
        Notify = draft.Choices.Notify,
        AllowDuplicateFile = draft.Choices.AllowDuplicateFile,
        Parent = draft.Choices.Parent?.Value,
    };

    public static ImportDraftDocument Read(string json) =>
        JsonSerializer.Deserialize<ImportDraftDocument>(json, ImportMappingJson.Options) ?? throw new JsonException("The choices are missing.");

    public string Write() => JsonSerializer.Serialize(this, ImportMappingJson.Options);

    public ImportDraft ToDraft(StoredFile file) => new(file, new ImportSettings
    {
        Encoding = Encoding,
        Delimiter = Delimiter,
        Sheet = Sheet,
        HeadingRow = HeadingRow,
        Profile = Profile,
        Mapping = Mapping?.ToMapping(out _),
        Mode = Mode == default ? ImportMode.Partial : Mode,
        Duplicates = Duplicates == default ? DuplicatePolicy.Reject : Duplicates,
        Group = Group,
        Settle = Settle,
        Notify = Notify,
        AllowDuplicateFile = AllowDuplicateFile,
        Parent = Parent is { } parent ? new ImportId(parent) : null,
    })
    {
        DryRun = DryRun is { } dryRun ? new ImportId(dryRun) : null,
    };
}
