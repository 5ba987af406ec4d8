using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports;

/// <summary>What the page of an import shows before anything of it is opened.</summary>
/// <param name="Latest">How far it is; newer than what the database has where this instance heard so.</param>
/// <param name="Summary">Its problems by kind; null while a worker finds more.</param>
/// <param name="Parent">The import whose rejected rows this one mends, or null.</param>
/// <param name="Children">Those that mend rejected rows of this one, oldest first.</param>
public sealed record ImportDetails(
    ImportSnapshot Import, ImportProgress Latest, IReadOnlyList<ProblemSummary>? Summary, ImportSnapshot? Parent, IReadOnlyList<ImportSnapshot> Children)
{
    /// <returns>Null where there is no such import.</returns>
    public static async Task<ImportDetails?> LoadAsync(IImportQueries queries, IImportProgressFeed feed, long number, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(number, cancellationToken) is not { } stored)
        {
            return null;
        }

        var latest = stored.LatestProgress(feed);
        var import = stored with { Status = latest.Status, Phase = latest.Phase };
        return new ImportDetails(
            import,
            latest,
            ImportLook.IsAtWork(import) ? null : await queries.SummariseAsync(import.Id, cancellationToken),
            import.ParentId is { } parent ? await queries.GetAsync(parent, cancellationToken) : null,
            await queries.ChildrenAsync(import.Id, cancellationToken));
    }
}
