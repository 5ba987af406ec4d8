namespace OrderPortal.Domain.Imports.Preparing;

/// <summary>An uploaded file that is not yet an import, and what was chosen for it so far. Every instance and every window sees the same.</summary>
/// <param name="Choices">What is null or empty in them is decided by the file.</param>
public sealed record ImportDraft(StoredFile File, ImportSettings Choices)
{
    /// <summary>The dry run that was made with exactly these choices; null where there is none.</summary>
    public ImportId? DryRun { get; init; }
}

/// <summary>Keeps drafts; always within the operation's tenant. One that nobody has touched for a day is removed, and so is its file.</summary>
public interface IImportDrafts
{
    /// <summary>Null where there is no such file, where it is another tenant's, or where it is an import already.</summary>
    Task<ImportDraft?> GetAsync(StoredFileId file, CancellationToken cancellationToken);

    /// <summary>Those that the acting person began and that have no dry run, in the order of their upload.</summary>
    Task<IReadOnlyList<ImportDraft>> ListOwnAsync(CancellationToken cancellationToken);

    /// <summary>Makes the draft, or replaces what was chosen; the last one to save wins.</summary>
    Task SaveAsync(ImportDraft draft, CancellationToken cancellationToken);

    /// <summary>Forgets what was chosen; the file stays.</summary>
    Task DeleteAsync(StoredFileId file, CancellationToken cancellationToken);
}
