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

    /// <summary>Name of the sheet that is read.</summary>
    public abstract string SheetName { get; }

    /// <summary>The first row with content, or null in a sheet without any. Call it once, before the rows.</summary>
    /// <param name="fromRow">Rows above this number are passed over.</param>
    public FileRow? ReadHeading(int fromRow = 1)
    {
        var heading = ReadRow();
        while (heading is not null && heading.Number < fromRow)
        {
            heading = ReadRow();
        }

        _width = heading?.Cells.Length ?? 0;
        return heading;
    }

    /// <summary>The next row with content, below the heading as wide as the heading at least: a workbook leaves blank cells out.</summary>
    public FileRow? ReadRow()
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

            while (_cells.Count < _width)
            {
                _cells.Add("");
            }

            return new FileRow(number, [.. _cells], RowFlaws.None);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

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
