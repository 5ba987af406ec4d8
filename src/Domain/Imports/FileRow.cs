namespace OrderPortal.Domain.Imports;

/// <summary>One record of an order file as it stands there: decoded, unquoted, not yet understood.</summary>
/// <param name="Number">1-based as Excel shows it: the heading row and blank rows count, a line break inside a quoted cell does not.</param>
/// <param name="Cells">In the order of the file; as many as the record has, which may differ from the heading row.</param>
public sealed record FileRow(int Number, string[] Cells, RowFlaws Flaws)
{
    /// <summary>Columns of a sheet in Excel. Of a wider record no more is kept; what is cut off leaves <see cref="CutMark"/> in the last cell.</summary>
    public const int MaxCells = 16_384;

    /// <summary>Rows are handed over in blocks of so many cells, so that wide ones take no more memory than narrow ones.</summary>
    public const int MostCellsAtOnce = 100_000;

    /// <summary>Keeps a cut row from looking like one that fits.</summary>
    public const string CutMark = "…";

    /// <summary>
    /// Stands in a cell for each byte sequence that the encoding does not have. A noncharacter, which no legitimate text holds
    /// (a file that holds it is treated as undecodable too).
    /// </summary>
    public const char UndecodableMark = '\uFDD0';

    /// <summary>
    /// Where the file is an error report that came back: the row of the first file that the report names, so that the next
    /// report names it again. Null otherwise.
    /// </summary>
    public int? SourceNumber { get; init; }
}

/// <summary>What was wrong with a record before its cells were looked at.</summary>
[Flags]
public enum RowFlaws
{
    None = 0,

    /// <summary>A quote was opened and never closed, so the record swallowed the rest of the file.</summary>
    UnclosedQuote = 1,

    /// <summary>At least one cell holds <see cref="FileRow.UndecodableMark"/>.</summary>
    Undecodable = 2,
}
