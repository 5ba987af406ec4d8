using System.Collections.Frozen;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>A rejected row, what was mended in it, and what is wrong with it now.</summary>
public sealed record MendedRow
{
    /// <param name="edits">By place of the cell.</param>
    public MendedRow(FileRow original, IReadOnlyDictionary<int, string>? edits)
    {
        Original = original;
        Edits = edits ?? FrozenDictionary<int, string>.Empty;
        File = LayOver(original, Edits);
    }

    /// <summary>As it stands in the import's file.</summary>
    public FileRow Original { get; }

    public IReadOnlyDictionary<int, string> Edits { get; }

    /// <summary>With the edits; what a child import gets.</summary>
    public FileRow File { get; }

    /// <summary>1-based as Excel shows it, in the import's own file.</summary>
    public int Number => Original.Number;

    /// <summary>The row that people know: of the first file, where the import mends another one.</summary>
    public int SourceNumber => Original.SourceNumber ?? Original.Number;

    /// <summary>Rows with the same number belong to one order, as far as they were looked at together.</summary>
    public int Order { get; init; }

    public string? OrderNumber { get; init; }

    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    /// <summary>Nothing would keep its order from going in any more.</summary>
    public bool IsMended => !Problems.Any(static problem => problem.Severity == ProblemSeverity.Error);

    /// <summary>What stands in a cell of the file; empty where the row has no such cell.</summary>
    public string OriginalCell(int cell) => cell < Original.Cells.Length ? Original.Cells[cell] : "";

    /// <inheritdoc cref="OriginalCell"/>
    public string Cell(int cell) => cell < File.Cells.Length ? File.Cells[cell] : "";

    /// <summary>Flaws as a reader of the mended row would find them: its quotes are closed by whoever writes it.</summary>
    private static FileRow LayOver(FileRow row, IReadOnlyDictionary<int, string> edits)
    {
        var cells = row.Cells;
        if (edits.Count > 0)
        {
            cells = new string[Math.Max(cells.Length, edits.Keys.Max() + 1)];
            Array.Fill(cells, "");
            row.Cells.CopyTo(cells, 0);
            foreach (var (cell, value) in edits)
            {
                cells[cell] = value;
            }
        }

        var flaws = cells.Any(static cell => cell.Contains(FileRow.UndecodableMark)) ? RowFlaws.Undecodable : RowFlaws.None;
        return row with { Cells = cells, Flaws = flaws };
    }
}

/// <summary>How far mending has come.</summary>
/// <param name="Rows">Rejected rows.</param>
/// <param name="Orders">Their orders.</param>
/// <param name="MendedRows">Rows whose order would go in now.</param>
public sealed record MendingCounts(long Rows, long Orders, long MendedRows, long MendedOrders)
{
    public long RowsLeft => Rows - MendedRows;

    public long OrdersLeft => Orders - MendedOrders;

    public static MendingCounts Of(IReadOnlyCollection<MendedRow> rows)
    {
        var orders = rows.GroupBy(static row => row.Order).Select(static order => order.All(static row => row.IsMended)).ToList();
        return new MendingCounts(rows.Count, orders.Count, rows.Count(static row => row.IsMended), orders.Count(static mended => mended));
    }

    public static MendingCounts operator +(MendingCounts one, MendingCounts other) => Add(one, other);

    public static MendingCounts Add(MendingCounts left, MendingCounts right) => new(
        left.Rows + right.Rows, left.Orders + right.Orders, left.MendedRows + right.MendedRows, left.MendedOrders + right.MendedOrders);
}

/// <summary>A column of the file.</summary>
/// <param name="Index">0-based place of its cells.</param>
/// <param name="Heading">As it stands in the file; empty for cells behind the headings.</param>
/// <param name="Column">What it feeds, or null.</param>
public sealed record MendingColumn(int Index, string Heading, ImportColumn? Column);

/// <summary>A page of rejected rows, with the other rows of their orders, which decide with them.</summary>
public sealed record MendingPage
{
    public required ImportSnapshot Import { get; init; }

    public required FileRow Heading { get; init; }

    public required IReadOnlyList<MendingColumn> Columns { get; init; }

    /// <summary>Places of the columns that had a problem or an edit when the page was read; they stay while it is worked on.</summary>
    public required IReadOnlySet<int> Troubled { get; init; }

    /// <summary>Rows of the page, in the order of the file.</summary>
    public IEnumerable<MendedRow> Rows => Known.Where(row => Shown.Contains(row.Number));

    /// <summary>Where the page behind this one starts (<c>after</c>), or null.</summary>
    public required int? Next { get; init; }

    /// <summary>Where the page before this one starts; 0 for the first page; null on it.</summary>
    public required int? Previous { get; init; }

    /// <summary>Of all rejected rows; null where there are too many to look at together.</summary>
    public MendingCounts? Counts => Elsewhere is null ? null : Elsewhere + MendingCounts.Of(Known);

    /// <summary>Rows of the page and the others of their orders.</summary>
    public required IReadOnlyList<MendedRow> Known { get; init; }

    /// <summary>Numbers of the rows of the page.</summary>
    public required IReadOnlySet<int> Shown { get; init; }

    /// <summary>Of the rejected rows that are not known here; null where nobody has counted them.</summary>
    public required MendingCounts? Elsewhere { get; init; }
}
