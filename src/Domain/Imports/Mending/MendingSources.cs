using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>An import whose rejected rows can be mended, and how they are read.</summary>
/// <param name="Rules">Kept rules and those of the import; of two for one value the last holds.</param>
public sealed record MendingSource(
    ImportSnapshot Import, StoredFile File, FileFormat Format, TenantSettings Tenant, FileRow Heading, IReadOnlyList<ValueRule> Rules)
{
    /// <summary>The import's own, with the rules.</summary>
    public ImportMapping Mapping => Import.Mapping with { Rules = Rules };

    public FileReading Reading => FileReading.Of(Mapping, Heading, Format, Import.CreatedAt);

    /// <summary>The import as a worker would have it.</summary>
    internal ImportRun Run => new(
        Import.Id, Import.Tenant, Import.Number, File, Format, new ImportSettings { Mode = Import.Mode, Duplicates = Import.Duplicates, Group = Import.Group }, Tenant, 1,
        ImportCheckpoint.Start, Import.CreatedAt);
}

/// <summary>Finds what mending works on.</summary>
public sealed class MendingSources(IImportQueries imports, IOrderFileReader reader, IMendings mendings, IRuleBook rules)
{
    /// <summary>
    /// Ended, with rejected rows, and not taken back. A cancelled import has rows that nobody looked at: that file is imported again instead.
    /// </summary>
    public static bool CanMend(ImportSnapshot import) =>
        import.Counts.RowsRejected > 0
        && (import.Status == ImportStatus.CompletedWithErrors
            || (import.Status == ImportStatus.Failed && import.FailureCode == ProblemCodes.NothingWritten));

    /// <summary>The refusal where an import's status does not let its rows be mended, else null.</summary>
    public static Error? Refusal(ImportSnapshot import) => CanMend(import) ? null : ImportTransitions.Refusal(import.Status);

    /// <returns>Null where there is no such import.</returns>
    public Task<ImportSnapshot?> GetAsync(ImportId id, CancellationToken cancellationToken) => imports.GetAsync(id, cancellationToken);

    /// <summary>Whether a child of the import waits or is at work.</summary>
    public async Task<bool> HasUnfinishedChildAsync(ImportId id, CancellationToken cancellationToken) =>
        (await imports.ChildrenAsync(id, cancellationToken)).Any(static child => !child.ToProgress().IsFinal);

    /// <param name="heading">Where it was read before; null: it is read now.</param>
    /// <returns>The source, the refusal, or null where there is no such import.</returns>
    public async Task<Result<MendingSource>?> FindAsync(ImportId id, FileRow? heading, CancellationToken cancellationToken)
    {
        if (await imports.GetAsync(id, cancellationToken) is not { } import)
        {
            return null;
        }

        if (Refusal(import) is { } refusal)
        {
            return (Result<MendingSource>)refusal;
        }

        if (await imports.FileAsync(id, cancellationToken) is not ({ } file, { } format)
            || (heading ?? await reader.ReadHeadingAsync(file, format, cancellationToken)) is not { } found)
        {
            return null;
        }

        var own = await rules.ForImportAsync(id, cancellationToken);
        return (Result<MendingSource>)new MendingSource(
            import, file, format, await mendings.SettingsAsync(cancellationToken), found, LastOfEach([.. import.Mapping.Rules, .. own.Select(static rule => rule.Rule)]));
    }

    private static List<ValueRule> LastOfEach(IReadOnlyList<ValueRule> rules) =>
        [.. rules.GroupBy(static rule => (rule.Column, rule.Value)).Select(static same => same.Last())];
}
