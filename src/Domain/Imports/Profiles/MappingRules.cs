using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Imports.Profiles;

/// <summary>What a mapping must be before it is saved or an import begins with it.</summary>
public static class MappingRules
{
    private const int MostSources = 10;
    private const int MostValues = 100;
    private const int MostOccurrences = 1_000;
    private const int MostJoiner = 10;

    /// <summary>
    /// Errors of row 0 (the file as a whole), each naming its column where it has one: <c>bad_mapping</c>, and for a default that cannot be read
    /// what would be said of such a cell. Empty where the mapping is good.
    /// </summary>
    public static IReadOnlyList<ImportProblem> Check(ImportMapping mapping)
    {
        var problems = new List<ImportProblem>();
        var seen = ColumnSet.Empty;
        foreach (var source in mapping.Columns)
        {
            if (seen.Has(source.Column)
                || source.Sources.Count is 0 or > MostSources
                || source.Joiner.Length > MostJoiner
                || !IsText(source.Joiner)
                || !source.Sources.All(IsHeading))
            {
                problems.Add(Bad("columns", source.Column, null));
            }

            seen = seen.With(source.Column);
        }

        if (mapping.Filter is { } filter
            && (!IsHeading(filter.Heading) || filter.Values.Count is 0 or > MostValues || !filter.Values.All(IsShort)))
        {
            problems.Add(Bad("filter", null, filter.Heading.Heading));
        }

        if (mapping.Total is { } total && !IsHeading(total))
        {
            problems.Add(Bad("total", null, total.Heading));
        }

        foreach (var rule in mapping.Rules)
        {
            if (!ValueRules.Columns.Has(rule.Column) || CellText.IsBlank(rule.Value) || CellText.IsBlank(rule.Replacement)
                || !IsText(rule.Value) || !IsText(rule.Replacement))
            {
                problems.Add(Bad("rules", rule.Column, rule.Value));
            }
        }

        CheckDefaults(mapping, problems);
        return problems;
    }

    private static void CheckDefaults(ImportMapping mapping, List<ImportProblem> problems)
    {
        if (mapping.Defaults.Count == 0)
        {
            return;
        }

        // All orders with one number would be one order.
        if (mapping.Defaults.TryGetValue(ImportColumn.OrderNumber, out var number))
        {
            problems.Add(Bad("defaults", ImportColumn.OrderNumber, number));
        }

        // Read as the row of a file that has them as its cells.
        var given = mapping.Defaults.Where(pair => !CellText.IsBlank(pair.Value)).ToList();
        var map = HeadingMap.Match([.. given.Select(pair => ImportColumns.Of(pair.Key).Name)]);
        var options = new ReadingOptions { ReceivedAt = DateTimeOffset.UnixEpoch, DateOrder = mapping.DateOrder };
        var row = new OrderRowReader(map, new TenantSettings { FreeProductCodes = true }, options, null)
            .Read(new FileRow(0, [.. given.Select(pair => pair.Value)], RowFlaws.None));
        problems.AddRange(row.Problems.Where(problem => problem.Severity == ProblemSeverity.Error && problem.Column is { } column && map.Mapped.Has(column)));
    }

    /// <summary>An error of <see cref="MappingProfileErrors"/> where a profile cannot have this name or remember these headings, else null.</summary>
    public static Error? CheckProfile(string name, IReadOnlyList<string> headings) =>
        CellText.IsBlank(name) || name.Length > MappingProfileLimits.NameLength || name.Any(char.IsControl) || !IsText(name)
            ? new Error(MappingProfileErrors.BadValue, "name", ProblemText.Shorten(name))
            : headings.Count > MappingProfileLimits.Headings ? new Error(MappingProfileErrors.BadValue, "headings", CellText.Number(headings.Count))
            : headings.FirstOrDefault(heading => !IsShort(heading)) is { } bad ? new Error(MappingProfileErrors.BadValue, "headings", ProblemText.Shorten(bad))
            : null;

    private static bool IsHeading(HeadingReference reference) =>
        !CellText.IsBlank(reference.Heading) && IsShort(reference.Heading) && reference.Occurrence is >= 1 and <= MostOccurrences;

    private static bool IsShort(string text) => text.Length <= MappingProfileLimits.HeadingLength && IsText(text);

    /// <summary>The database keeps neither NUL nor half a surrogate pair.</summary>
    private static bool IsText(string text) => !text.Contains('\0') && CellText.IsWellFormed(text);

    private static ImportProblem Bad(string part, ImportColumn? column, string? value) =>
        new(0, column, ProblemCodes.BadMapping, ProblemSeverity.Error, value is null ? null : ProblemText.Shorten(value), part);
}
