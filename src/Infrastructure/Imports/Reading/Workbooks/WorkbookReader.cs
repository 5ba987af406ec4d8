using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>
/// Reads one sheet of a workbook row by row, each cell as the text that a person sees. Rows are numbered as Excel shows them; rows without
/// content count and are not given out. Not thread-safe. Reads synchronously: call it where a thread may wait.
/// </summary>
public abstract class WorkbookReader : IDisposable
{
    private readonly List<string> _cells = [];
    private int _width;
    private ReportColumns? _report;

    /// <summary>Name of the sheet that is read.</summary>
    public abstract string SheetName { get; }

    /// <summary>
    /// The first row with content, or null in a sheet without any. Call it once, before the rows: where it shows that the sheet is an error report
    /// of this portal, they come as those of the first file.
    /// </summary>
    /// <param name="fromRow">Rows above this number are passed over.</param>
    public FileRow? ReadHeading(int fromRow = 1)
    {
        var heading = NextRow();
        while (heading is not null && heading.Number < fromRow)
        {
            heading = NextRow();
        }

        if (heading is null)
        {
            return null;
        }

        _width = heading.Cells.Length;
        _report = ReportColumns.Find(heading.Cells);
        return _report is null ? heading : heading with { Cells = _report.TakeAway(heading.Cells, static _ => false) };
    }

    /// <summary>The next row with content, below the heading as wide as the heading at least: a workbook leaves blank cells out.</summary>
    public FileRow? ReadRow() => NextRow() is not { } row ? null : _report is null ? row : AsInFirstFile(row, _report);

    private FileRow? NextRow()
    {
        while (true)
        {
            _cells.Clear();
            if (Next() is not { } number)
            {
                return null;
            }

            if (_cells.Count == 0)
            {
                continue;
            }

            var width = _report is null ? _width : Math.Max(_width, ReportColumns.Count + (WrittenCells ?? 0));
            while (_cells.Count < width)
            {
                _cells.Add("");
            }

            return new FileRow(number, [.. _cells], RowFlaws.None);
        }
    }

    private FileRow AsInFirstFile(FileRow row, ReportColumns report)
    {
        var cells = report.TakeAway(row.Cells, at => at >= WrittenCells);
        var isBroken = Array.Exists(cells, cell => cell.Contains(FileRow.UndecodableMark, StringComparison.Ordinal));
        return new FileRow(row.Number, cells, isBroken ? RowFlaws.Undecodable : RowFlaws.None) { SourceNumber = report.RowNumber(row.Cells) };
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cells that the row at hand had in its first file, where a report says so that no spreadsheet has saved again.</summary>
    protected int? WrittenCells { get; set; }

    protected abstract void Dispose(bool disposing);

    /// <summary>Goes to the next row and <see cref="Put"/>s its cells from left to right.</summary>
    /// <returns>Its number as Excel shows it, or null at the end.</returns>
    protected abstract int? Next();

    /// <param name="column">From 0; cells to the left that were not put are blank.</param>
    protected void Put(int column, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        while (_cells.Count < column)
        {
            _cells.Add("");
        }

        _cells.Add(text);
    }
}
