using System.Text;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports;

/// <summary>A heading that no column is read from.</summary>
/// <param name="Index">0-based place in the heading row.</param>
public sealed record UnmappedHeading(int Index, string Heading);

/// <summary>Which cell of a row feeds which column. Immutable; shared by both passes over a file.</summary>
public sealed class HeadingMap
{
    private readonly int[] _first = new int[ImportColumns.TableLength];
    private readonly (int[] Cells, string Joiner)?[]? _joined;

    private HeadingMap(IReadOnlyList<string> headings, List<int>[] cells, string[]? joiners, List<ImportProblem> problems)
    {
        Array.Fill(_first, -1);
        Problems = problems;
        var isUsed = new bool[headings.Count];
        foreach (var info in ImportColumns.All)
        {
            var sources = cells[(int)info.Column];
            foreach (var source in sources)
            {
                isUsed[source] = true;
            }

            if (sources.Count > 0)
            {
                _first[(int)info.Column] = sources[0];
                Mapped = Mapped.With(info.Column);
            }

            if (sources.Count > 1 && joiners is not null)
            {
                _joined ??= new (int[], string)?[ImportColumns.TableLength];
                _joined[(int)info.Column] = ([.. sources], joiners[(int)info.Column]);
            }
        }

        var unmapped = new List<UnmappedHeading>();
        for (var i = 0; i < headings.Count; i++)
        {
            if (!CellText.IsBlank(headings[i]))
            {
                FieldCount = i + 1;
                if (!isUsed[i])
                {
                    unmapped.Add(new UnmappedHeading(i, CellText.Trim(headings[i])));
                }
            }
        }

        Unmapped = unmapped;
    }

    /// <summary>Columns that some cell feeds.</summary>
    public ColumnSet Mapped { get; }

    public IReadOnlyList<UnmappedHeading> Unmapped { get; }

    /// <summary>
    /// <c>missing_heading</c> for each required column without a heading (no arguments: the column says it), <c>duplicate_heading</c> where two
    /// headings feed one column (arguments: letters of the two columns as a spreadsheet shows them; value: the later heading). Errors all: the
    /// rows are not to be read while there are any.
    /// </summary>
    public IReadOnlyList<ImportProblem> Problems { get; }

    /// <summary>Cells that a row must have: up to the last heading that is not blank.</summary>
    public int FieldCount { get; }

    /// <summary>Which rows are lines; null where all are.</summary>
    internal LineFilter? Filter { get; private set; }

    /// <summary>Which rows say that their order is cancelled; null where none can.</summary>
    internal LineFilter? Cancelled { get; private set; }

    /// <summary>0-based place of the cell with the order's total, or -1.</summary>
    internal int TotalIndex { get; private set; } = -1;

    /// <summary>
    /// Maps as an import's mapping says. What the mapping filters or compares by must be there: without it rows would be taken that are no lines,
    /// or amounts that nobody compared, so its absence is a <c>missing_heading</c> too (value and argument: the heading).
    /// </summary>
    /// <inheritdoc cref="Match"/>
    public static HeadingMap Of(ImportMapping mapping, IReadOnlyList<string> headings, int headingRow = 1)
    {
        var provided = ColumnSet.Of([.. mapping.Defaults.Keys]);
        var problems = new List<ImportProblem>();
        var map = mapping.Columns.Count == 0
            ? ByVocabulary(headings, headingRow, provided, problems)
            : BySources(mapping.Columns, headings, headingRow, provided, problems);
        if (mapping.Filter is { } filter && Place(filter.Heading) is >= 0 and var filtered)
        {
            map.Filter = new LineFilter(filtered, filter.Values);
        }

        if (mapping.Cancelled is { } mark && IndexOf(Keys(headings), CellText.MatchKey(mark.Heading.Heading), mark.Heading.Occurrence) is >= 0 and var marked)
        {
            map.Cancelled = new LineFilter(marked, mark.Values);
        }

        map.TotalIndex = mapping.Total is { } total ? Place(total) : -1;
        return map;

        int Place(HeadingReference reference)
        {
            var index = IndexOf(Keys(headings), CellText.MatchKey(reference.Heading), reference.Occurrence);
            if (index < 0)
            {
                problems.Add(new ImportProblem(headingRow, null, ProblemCodes.MissingHeading, ProblemSeverity.Error, reference.Heading, reference.Heading));
            }

            return index;
        }
    }

    /// <summary>Maps by canonical names, headings in both languages and synonyms.</summary>
    /// <param name="headings">Cells of the heading row; blanks and a byte order mark at their edges do not matter.</param>
    /// <param name="headingRow">Row that problems name, 1-based as Excel shows it.</param>
    /// <param name="provided">Columns that have a value without a heading (constants of a profile), which are not missing.</param>
    public static HeadingMap Match(IReadOnlyList<string> headings, int headingRow = 1, ColumnSet provided = default) =>
        ByVocabulary(headings, headingRow, provided, []);

    private static HeadingMap ByVocabulary(IReadOnlyList<string> headings, int headingRow, ColumnSet provided, List<ImportProblem> problems)
    {
        var cells = EmptyTable();
        for (var i = 0; i < headings.Count; i++)
        {
            if (ImportColumns.Find(headings[i]) is not { } column)
            {
                continue;
            }

            var sources = cells[(int)column];
            if (sources.Count > 0)
            {
                problems.Add(new ImportProblem(
                    headingRow, column, ProblemCodes.DuplicateHeading, ProblemSeverity.Error, ProblemText.Shorten(CellText.Trim(headings[i])), Letters(sources[0]), Letters(i)));
            }
            else
            {
                sources.Add(i);
            }
        }

        AddMissing(cells, headingRow, provided, problems);
        return new HeadingMap(headings, cells, null, problems);
    }

    /// <summary>A heading that the sources name and the file lacks leaves its column unmapped.</summary>
    private static HeadingMap BySources(
        IReadOnlyList<ColumnSource> sources, IReadOnlyList<string> headings, int headingRow, ColumnSet provided, List<ImportProblem> problems)
    {
        var cells = EmptyTable();
        var joiners = new string[ImportColumns.TableLength];
        var keys = Keys(headings);
        foreach (var source in sources)
        {
            joiners[(int)source.Column] = source.Joiner;
            foreach (var reference in source.Sources)
            {
                var index = IndexOf(keys, CellText.MatchKey(reference.Heading), reference.Occurrence);
                if (index >= 0)
                {
                    cells[(int)source.Column].Add(index);
                }
            }
        }

        AddMissing(cells, headingRow, provided, problems);
        return new HeadingMap(headings, cells, joiners, problems);
    }

    /// <summary>0-based place of the first cell that feeds the column, or -1.</summary>
    public int IndexOf(ImportColumn column) => _first[(int)column];

    /// <summary>Place of the cell that alone says which order a row belongs to; null where none does, or several together, or a filter asks another one first.</summary>
    public int? KeyCell => Filter is null && Mapped.Has(ImportColumn.OrderNumber) && _joined?[(int)ImportColumn.OrderNumber] is null ? IndexOf(ImportColumn.OrderNumber) : null;

    /// <summary>The column's text as the file has it; empty where the column or the cell is missing.</summary>
    public string CellOf(string[] cells, ImportColumn column)
    {
        var index = _first[(int)column];
        if (_joined is null || _joined[(int)column] is not { } joined)
        {
            return (uint)index < (uint)cells.Length ? cells[index] : "";
        }

        return Join(cells, joined.Cells, joined.Joiner);
    }

    /// <summary>More cells than headings (blank ones do not count), or fewer where that is not allowed: the values may stand in wrong columns.</summary>
    internal bool IsMisshapen(string[] cells, bool shortRowsAllowed) =>
        (cells.Length < FieldCount && !shortRowsAllowed) || HasExtra(cells);

    internal bool HasExtra(string[] cells)
    {
        for (var i = FieldCount; i < cells.Length; i++)
        {
            if (!CellText.IsBlank(cells[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The column that a cell feeds, or null.</summary>
    internal ImportColumn? ColumnAt(int index)
    {
        foreach (var info in ImportColumns.All)
        {
            if (_first[(int)info.Column] == index
                || (_joined?[(int)info.Column] is { } joined && Array.IndexOf(joined.Cells, index) >= 0))
            {
                return info.Column;
            }
        }

        return null;
    }

    private static string Join(string[] cells, int[] places, string joiner)
    {
        var result = new StringBuilder();
        foreach (var place in places)
        {
            if (place < cells.Length && !CellText.IsBlank(cells[place]))
            {
                result.Append(result.Length > 0 ? joiner : "").Append(CellText.Trim(cells[place].AsSpan()));
            }
        }

        return result.ToString();
    }

    private static List<int>[] EmptyTable()
    {
        var table = new List<int>[ImportColumns.TableLength];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = [];
        }

        return table;
    }

    private static void AddMissing(List<int>[] cells, int headingRow, ColumnSet provided, List<ImportProblem> problems)
    {
        foreach (var info in ImportColumns.All)
        {
            if (info.IsRequired && cells[(int)info.Column].Count == 0 && !provided.Has(info.Column))
            {
                problems.Add(new ImportProblem(headingRow, info.Column, ProblemCodes.MissingHeading, ProblemSeverity.Error, null));
            }
        }
    }

    private static string[] Keys(IReadOnlyList<string> headings)
    {
        var keys = new string[headings.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = CellText.MatchKey(headings[i]);
        }

        return keys;
    }

    private static int IndexOf(string[] keys, string key, int occurrence)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (key.Length > 0 && string.Equals(keys[i], key, StringComparison.Ordinal) && --occurrence == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A to Z, AA, AB, … as spreadsheets name their columns.</summary>
    private static string Letters(int index)
    {
        var letters = "";
        for (var rest = index + 1; rest > 0; rest = (rest - 1) / 26)
        {
            letters = (char)('A' + ((rest - 1) % 26)) + letters;
        }

        return letters;
    }
}
