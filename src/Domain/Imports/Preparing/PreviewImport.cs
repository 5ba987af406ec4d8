using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports.Preparing;

/// <summary>Shows how a draft's file would be read, by the very code that reads it in the import.</summary>
public sealed class PreviewImport(
    IOrderFileReader reader, IMappingProfiles profiles, ChooseMapping mappings, IProductCatalogs catalogs, ITenantSettings tenants, TimeProvider clock)
{
    /// <summary>Rows that are shown.</summary>
    public const int MostRows = 50;

    private const int MostExamples = 3;

    /// <summary>What the file is and how that was decided. Goes through all of it: only where encoding, delimiter or sheet have changed.</summary>
    public Task<FileInspection> InspectAsync(ImportDraft draft, CancellationToken cancellationToken) => reader.InspectAsync(draft.File, draft.Choices, cancellationToken);

    /// <param name="format">Of the inspection.</param>
    /// <exception cref="BrokenFileException"/>
    public async Task<ImportPreview> ExecuteAsync(ImportDraft draft, FileFormat format, CancellationToken cancellationToken)
    {
        var chosen = await mappings.ExecuteAsync(draft.File, format, draft.Choices, cancellationToken);
        var (heading, rows, hasMore) = await reader.PreviewAsync(draft.File, chosen.Format, MostRows, cancellationToken);
        if (heading is null)
        {
            return new ImportPreview(ImportMapping.Automatic, chosen.Format, 0, [], [], [], chosen.Problems, [], false);
        }

        var proposals = MappingProposals.For(heading.Cells, await profiles.ListAsync(cancellationToken), heading.Number);
        var mapping = await BaseAsync(draft.Choices, chosen, proposals, cancellationToken);
        var isReadable = chosen.Problems.Count == 0;
        var reading = FileReading.Of(isReadable ? chosen.Mapping : mapping, heading, chosen.Format, clock.GetUtcNow());
        return new ImportPreview(
            mapping,
            chosen.Format,
            heading.Number,
            heading.Cells,
            Lines(heading, rows, reading.Map),
            proposals,
            isReadable ? [] : Distinct([.. reading.Map.Problems, .. chosen.Problems]),
            isReadable ? await ReadAsync(reading, rows, cancellationToken) : [],
            hasMore)
        {
            // The vocabulary is taken where nothing is missing, and other formats where they are recognised: both without asking anybody.
            IsCertain = isReadable && draft.Choices is { Mapping: null, Profile: null },
            Columns = [.. ImportColumns.All.Where(info => reading.Map.Mapped.Has(info.Column)).Select(info => info.Column)],
        };
    }

    /// <summary>The mapping that a person goes on from: what was chosen, else what was found, else what comes nearest.</summary>
    private async Task<ImportMapping> BaseAsync(
        ImportSettings choices, ChosenMapping chosen, IReadOnlyList<MappingProposal> proposals, CancellationToken cancellationToken)
    {
        var said = choices.Mapping ?? (choices.Profile is { } profile ? await profiles.FindMappingAsync(profile, cancellationToken) : null);
        if (said is not null)
        {
            return said;
        }

        // The canonical profiles know less than the vocabulary, which is the better one to mend.
        return chosen.Problems.Count > 0 ? proposals.FirstOrDefault(proposal => proposal.ReadyMade is not { IsCanonical: true })?.Mapping ?? ImportMapping.Automatic
            : chosen.Mapping.Profile is null ? ImportMapping.Automatic
            : proposals.First(proposal => proposal.Mapping.Profile == chosen.Mapping.Profile).Mapping;
    }

    private async Task<IReadOnlyList<PreviewRow>> ReadAsync(FileReading reading, IReadOnlyList<FileRow> rows, CancellationToken cancellationToken)
    {
        var (map, options) = reading;
        var settings = await tenants.GetAsync(cancellationToken);
        var rowReader = new OrderRowReader(map, settings, options, await catalogs.LoadAsync(cancellationToken));
        return [.. rows.Select(row =>
        {
            var read = map.Filter?.Takes(row.Cells) == false ? null : rowReader.Read(row);
            var problems = read?.Problems ?? [];
            return new PreviewRow(
                row.Number,
                read,
                [.. ImportColumns.All.Where(info => map.Mapped.Has(info.Column)).Select(info => new PreviewCell(
                    info.Column, ProblemText.Shorten(map.CellOf(row.Cells, info.Column)), [.. problems.Where(problem => problem.Column == info.Column)]))],
                [.. problems.Where(problem => problem.Column is null || !map.Mapped.Has(problem.Column.Value))]);
        })];
    }

    private static List<HeadingLine> Lines(FileRow heading, IReadOnlyList<FileRow> rows, HeadingMap map)
    {
        var columns = heading.Cells.Select((_, index) => map.ColumnAt(index)).ToList();
        var lines = new List<HeadingLine>();
        for (var i = 0; i < heading.Cells.Length; i++)
        {
            if (CellText.IsBlank(heading.Cells[i]))
            {
                continue;
            }

            var index = i;
            var role = columns[i] is not null ? HeadingRole.Column
                : map.Filter?.Cell == i ? HeadingRole.Filter
                : map.TotalIndex == i ? HeadingRole.Total
                : HeadingRole.Unused;
            var examples = rows.Select(row => index < row.Cells.Length ? CellText.Trim(row.Cells[index]) : "").Where(cell => cell.Length > 0)
                .Distinct(StringComparer.Ordinal).Take(MostExamples).Select(ProblemText.Shorten);
            lines.Add(new HeadingLine(i, CellText.Trim(heading.Cells[i]), [.. examples], role, columns[i], columns[i] is not null && columns.Count(column => column == columns[index]) > 1));
        }

        return lines;
    }

    /// <summary>The same heading is missing for the one who looks and the one who chooses.</summary>
    private static IReadOnlyList<ImportProblem> Distinct(IReadOnlyList<ImportProblem> problems) =>
        [.. problems.DistinctBy(problem => (problem.Code, problem.Column, problem.Value))];
}
