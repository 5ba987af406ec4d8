using OrderPortal.Domain.Imports;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>What a dry run found wrong: each kind with its number and a few examples.</summary>
public sealed record DryRunReview(IReadOnlyList<(ProblemSummary Kind, IReadOnlyList<ImportProblem> Examples)> Kinds)
{
    private const int MostExamples = 3;

    public static async Task<DryRunReview> ReadAsync(IImportQueries queries, ImportId import, CancellationToken cancellationToken)
    {
        var kinds = new List<(ProblemSummary, IReadOnlyList<ImportProblem>)>();
        foreach (var kind in await queries.SummariseAsync(import, cancellationToken))
        {
            kinds.Add((kind, (await queries.ProblemsAsync(import, new ImportProblemFilter(kind.Code, kind.Severity), MostExamples, null, cancellationToken)).Items));
        }

        return new DryRunReview(kinds);
    }
}
