using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Catalog;

/// <summary>What became of a table of products or customers.</summary>
/// <param name="Problems">By row; a row that is named here was not taken.</param>
public sealed record CatalogImportOutcome(int Added, int Changed, int Unchanged, int Rejected, IReadOnlyList<CatalogProblem> Problems);

/// <summary>A row of a table with its code and its cells by field.</summary>
internal sealed record CatalogRow(int Number, string Code, IReadOnlyDictionary<CatalogField, string> Cells);

/// <summary>The rows of a table that have a code of their own and the shape of the heading; what is wrong with the others.</summary>
internal sealed class CatalogRows
{
    private readonly CatalogSheet _sheet;
    private readonly CatalogTable _table;
    private readonly IReadOnlyDictionary<CatalogField, int> _places;
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<CatalogProblem> _problems = [];

    private CatalogRows(CatalogSheet sheet, CatalogTable table, IReadOnlyDictionary<CatalogField, int> places)
    {
        (_sheet, _table, _places) = (sheet, table, places);
        Rows = [.. table.Rows.Select(Read).OfType<CatalogRow>()];
    }

    public IReadOnlyList<CatalogRow> Rows { get; }

    public IReadOnlyList<CatalogProblem> Problems => _problems;

    /// <returns>The rows, or <c>missing_heading</c> where the table has no column of codes (argument: the field's name).</returns>
    public static Result<CatalogRows> Of(CatalogSheet sheet, CatalogTable table)
    {
        var places = sheet.Match(table.Heading.Cells);
        return places.ContainsKey(CatalogField.Code) ? new CatalogRows(sheet, table, places) : new Error(ProblemCodes.MissingHeading, nameof(CatalogField.Code));
    }

    private CatalogRow? Read(FileRow row)
    {
        if (Flaw(row) is { } flaw)
        {
            _problems.Add(flaw);
            return null;
        }

        var cells = _places.Where(place => place.Value < row.Cells.Length).ToDictionary(place => place.Key, place => row.Cells[place.Value]);
        var reader = new CatalogReader(_sheet, cells, row.Number);
        var code = reader.Code();
        _problems.AddRange(reader.Problems);
        if (code.Length == 0)
        {
            return null;
        }

        if (!_seen.TryAdd(code, row.Number))
        {
            _problems.Add(new CatalogProblem(row.Number, CatalogField.Code, CatalogProblems.DuplicateCodeInFile, code, Number(_seen[code])));
            return null;
        }

        return new CatalogRow(row.Number, code, cells);
    }

    /// <summary>What makes a row as a whole unreadable: its values may stand in wrong columns.</summary>
    private CatalogProblem? Flaw(FileRow row)
    {
        if (row.Flaws.HasFlag(RowFlaws.UnclosedQuote))
        {
            return new CatalogProblem(row.Number, null, ProblemCodes.UnclosedQuote, null);
        }

        if (row.Flaws.HasFlag(RowFlaws.Undecodable) && row.Cells.FirstOrDefault(cell => cell.Contains(FileRow.UndecodableMark)) is { } broken)
        {
            return new CatalogProblem(row.Number, null, ProblemCodes.Undecodable, ProblemText.Shorten(broken), _table.EncodingName ?? "");
        }

        var width = _table.Heading.Cells.Length;
        var count = row.Cells.Length;
        while (count > width && CellText.IsBlank(row.Cells[count - 1]))
        {
            count--;
        }

        return count > width ? new CatalogProblem(row.Number, null, ProblemCodes.TooManyFields, null, Number(width), Number(count))
            : count < width && _table.EncodingName is not null ? new CatalogProblem(row.Number, null, ProblemCodes.TooFewFields, null, Number(width), Number(count))
            : null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
