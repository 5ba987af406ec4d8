using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <inheritdoc cref="ITableFileWriter"/>
public sealed class TableFileWriter : ITableFileWriter
{
    public long MaxWorkbookRows => WorkbookLimits.MaxRows - 1;

    public Task WriteAsync(
        Stream output, TableFormat format, string sheetName, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellationToken) =>
        format.IsWorkbook
            ? WriteWorkbookAsync(output, format, sheetName, headings, rows, cancellationToken)
            : WriteDelimitedAsync(output, format, headings, rows, cancellationToken);

    private static async Task WriteDelimitedAsync(
        Stream output, TableFormat format, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellationToken)
    {
        var medium = format.Encoding == FileEncoding.Cp932 ? ReportMedium.Cp932 : ReportMedium.Utf8;
        using var csv = new DelimitedWriter(output, format.Encoding);
        foreach (var heading in headings)
        {
            csv.Cell(heading);
        }

        csv.EndRecord();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            foreach (var cell in row)
            {
                csv.Cell(ReportCell.Hold(cell.Text, medium));
            }

            csv.EndRecord();
            await csv.DrainAsync(all: false, cancellationToken);
        }

        await csv.DrainAsync(all: true, cancellationToken);
    }

    private static async Task WriteWorkbookAsync(
        Stream output, TableFormat format, string sheetName, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellationToken)
    {
        var sheet = new SheetLayout(sheetName, [.. headings.Select(static heading => new SheetColumn(ColumnWidths.Of(heading)))]) { HasFrozenHeading = true, HasFilter = true };
        using var book = new WorkbookWriter(output, format.Japanese, sheet);
        book.BeginSheet();
        book.BeginRow();
        foreach (var heading in headings)
        {
            book.Text(heading, CellStyle.Heading);
        }

        book.EndRow();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            book.BeginRow();
            foreach (var cell in row)
            {
                Write(book, cell);
            }

            book.EndRow();
            await book.DrainAsync(cancellationToken);
        }

        book.EndSheet();
        await book.CompleteAsync(cancellationToken);
    }

    private static void Write(WorkbookWriter book, TableCell cell)
    {
        if (cell.Number is { } number)
        {
            book.Number(number, StyleOf(cell.Kind));
        }
        else
        {
            book.Text(ReportCell.Hold(cell.Text, ReportMedium.Workbook), CellStyle.Text);
        }
    }

    private static CellStyle StyleOf(TableNumber kind) => kind switch
    {
        TableNumber.Day => CellStyle.Day,
        TableNumber.Moment => CellStyle.Moment,
        _ => CellStyle.Count,
    };
}
