using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>
/// The error report as XLSX, for <see cref="XlsxFileReader"/>. One sheet, because an import reads one: more rows than it can hold are refused, not
/// parted. Cells are guarded against formulas although text in a workbook is none: who saves it as CSV has the same protection, and gets the same back.
/// </summary>
public sealed class WorkbookReportWriter : ErrorReportWriter
{
    private const int MessagesWidth = 80;

    private readonly WorkbookWriter _book;

    internal WorkbookReportWriter(Stream output, ReportWording wording, IReadOnlyList<string> heading)
        : base(wording, heading)
    {
        if (!Fits(heading.Count, 0))
        {
            throw new ArgumentException("The heading has more columns than a sheet.", nameof(heading));
        }

        IEnumerable<SheetColumn> columns =
        [
            .. heading.Select(static name => new SheetColumn(ColumnWidths.Of(name), CellStyle.Text)),
            new(9), new(20, CellStyle.Text), new(22, CellStyle.Text), new(MessagesWidth, CellStyle.Wrapped),
        ];
        _book = new WorkbookWriter(output, wording.Japanese, new SheetLayout(wording.Japanese ? "エラー" : "Errors", [.. columns]) { HasFrozenHeading = true, HasFilter = true });
    }

    /// <summary>Whether a sheet can hold a file's heading and rejected rows.</summary>
    public static bool Fits(int columns, long rows) => columns + ReportColumns.Count <= WorkbookLimits.MaxColumns && rows < WorkbookLimits.MaxRows;

    private protected override int MaxCells => WorkbookLimits.MaxColumns - ReportColumns.Count;

    private protected override string Hold(string cell, string column, List<ReportNote> notes)
    {
        var held = ReportCell.Hold(cell, ReportMedium.Workbook);
        WorkbookText.Escape(held, out var isCut);
        if (isCut)
        {
            notes.Add(new ReportNote(ReportNoteKind.Cut, column));
        }

        return held;
    }

    private protected override void BeginReport(IReadOnlyList<string> heading)
    {
        _book.BeginSheet();
        _book.BeginRow();
        foreach (var name in heading)
        {
            _book.Text(name, CellStyle.Heading);
        }

        _book.EndRow();
    }

    private protected override void BeginRecord(int? cellCount, string messages) => _book.BeginRow(ColumnWidths.Lines(messages, MessagesWidth), cellCount);

    private protected override void Put(string cell) => _book.Text(cell);

    private protected override void PutLacking() => _book.Skip();

    private protected override void PutRowNumber(int row) => _book.Number(row, CellStyle.General);

    private protected override void PutMessages(string text) => _book.Text(text, CellStyle.Wrapped);

    private protected override void EndRecord() => _book.EndRow();

    private protected override ValueTask DrainAsync(CancellationToken cancellationToken) => _book.DrainAsync(cancellationToken);

    private protected override ValueTask EndAsync(CancellationToken cancellationToken)
    {
        _book.EndSheet();
        return _book.CompleteAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing) => _book.Dispose();
}
