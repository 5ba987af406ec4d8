using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Files of orders in the columns of imports. What belongs to the order stands in each of its rows, so that the file can be filtered; amounts of the order
/// stand in its first row only, so that a column can be added up.
/// </summary>
public sealed class OrderFileWriter : IOrderFileWriter
{
    /// <summary>Orders are dated by the Japanese clock, which has no summer time.</summary>
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    public long MaxWorkbookLines => WorkbookLimits.MaxRows - 1;

    public Task WriteAsync(Stream output, OrderFileFormat format, OrderFileWording wording, IAsyncEnumerable<Order> orders, CancellationToken cancellationToken) =>
        format.IsWorkbook
            ? WriteWorkbookAsync(output, format, wording, orders, cancellationToken)
            : WriteDelimitedAsync(output, format, wording, orders, cancellationToken);

    private static async Task WriteDelimitedAsync(
        Stream output, OrderFileFormat format, OrderFileWording wording, IAsyncEnumerable<Order> orders, CancellationToken cancellationToken)
    {
        var medium = format.Encoding == FileEncoding.Cp932 ? ReportMedium.Cp932 : ReportMedium.Utf8;
        using var csv = new DelimitedWriter(output, format.Encoding);
        foreach (var heading in Headings(format, wording))
        {
            csv.Cell(heading);
        }

        csv.EndRecord();
        await foreach (var order in orders.WithCancellation(cancellationToken))
        {
            foreach (var row in Rows(order, wording))
            {
                foreach (var cell in row)
                {
                    csv.Cell(ReportCell.Hold(cell.Text, medium));
                }

                csv.EndRecord();
            }

            await csv.DrainAsync(all: false, cancellationToken);
        }

        await csv.DrainAsync(all: true, cancellationToken);
    }

    private static async Task WriteWorkbookAsync(
        Stream output, OrderFileFormat format, OrderFileWording wording, IAsyncEnumerable<Order> orders, CancellationToken cancellationToken)
    {
        var headings = Headings(format, wording).ToList();
        var sheet = new SheetLayout(wording.SheetName, [.. headings.Select(static heading => new SheetColumn(ColumnWidths.Of(heading)))]) { HasFrozenHeading = true, HasFilter = true };
        using var book = new WorkbookWriter(output, format.Japanese, sheet);
        book.BeginSheet();
        book.BeginRow();
        foreach (var heading in headings)
        {
            book.Text(heading, CellStyle.Heading);
        }

        book.EndRow();
        await foreach (var order in orders.WithCancellation(cancellationToken))
        {
            foreach (var row in Rows(order, wording))
            {
                book.BeginRow();
                foreach (var cell in row)
                {
                    Write(book, cell);
                }

                book.EndRow();
            }

            await book.DrainAsync(cancellationToken);
        }

        book.EndSheet();
        await book.CompleteAsync(cancellationToken);
    }

    private static void Write(WorkbookWriter book, Cell cell)
    {
        if (cell.Number is { } number)
        {
            book.Number(number, cell.Style);
        }
        else
        {
            book.Text(ReportCell.Hold(cell.Text, ReportMedium.Workbook), cell.Style);
        }
    }

    private static IEnumerable<string> Headings(OrderFileFormat format, OrderFileWording wording) =>
        ImportColumns.All.Select(info => format.Japanese ? info.Japanese : info.English).Concat(wording.Headings);

    private static IEnumerable<IEnumerable<Cell>> Rows(Order order, OrderFileWording wording)
    {
        List<Cell> further = [.. wording.Further(order).Select(static text => new Cell(text))];
        var isFirst = true;
        foreach (var line in order.Lines.OrderBy(static line => line.Number))
        {
            var first = isFirst;
            isFirst = false;
            yield return ImportColumns.All.Select(info => Of(info.Column, order, line, wording, first)).Concat(further);
        }
    }

    private static Cell Of(ImportColumn column, Order order, OrderLine line, OrderFileWording wording, bool isFirst) => column switch
    {
        ImportColumn.OrderNumber => new(order.OrderNumber),
        ImportColumn.OrderedAt => Cell.Moment(order.OrderedAt.ToOffset(Japan).DateTime),
        ImportColumn.CustomerCode => new(order.CustomerCode ?? ""),
        ImportColumn.CustomerName => new(order.CustomerName),
        ImportColumn.CustomerEmail => new(order.CustomerEmail ?? ""),
        ImportColumn.CustomerPhone => new(order.CustomerPhone ?? ""),
        ImportColumn.PostalCode => new(order.ShippingAddress.PostalCode is { Length: 7 } code ? $"{code[..3]}-{code[3..]}" : order.ShippingAddress.PostalCode),
        ImportColumn.Prefecture => new(order.ShippingAddress.Prefecture),
        ImportColumn.City => new(order.ShippingAddress.City),
        ImportColumn.AddressLine1 => new(order.ShippingAddress.Line1),
        ImportColumn.AddressLine2 => new(order.ShippingAddress.Line2),
        ImportColumn.ProductCode => new(line.ProductCode),
        ImportColumn.ProductName => new(line.ProductName),
        ImportColumn.Quantity => Cell.Count(line.Quantity),
        ImportColumn.UnitPrice => Cell.Count(line.UnitPrice),
        ImportColumn.TaxRate => Cell.Count((int)line.TaxRate),
        ImportColumn.Discount => isFirst ? Cell.Count(order.Totals.Discount) : Cell.Blank,
        ImportColumn.ShippingFee => isFirst ? Cell.Count(order.Totals.ShippingFee) : Cell.Blank,
        ImportColumn.PaymentMethod => new(wording.Method(order.PaymentMethod)),
        ImportColumn.DeliveryDate => order.DeliveryDate is { } day ? Cell.Day(day) : Cell.Blank,
        ImportColumn.DeliveryTime => new(order.DeliveryTime ?? ""),
        ImportColumn.Note => new(order.Note ?? ""),
        ImportColumn.Group => new(order.Origin?.Group ?? ""),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "No such column."),
    };

    /// <param name="Text">As it stands in CSV.</param>
    /// <param name="Number">As it stands in a workbook, where it is a number or a day there.</param>
    private readonly record struct Cell(string Text, double? Number = null, CellStyle Style = CellStyle.Text)
    {
        public static Cell Blank => new("");

        public static Cell Count(long value) => new(value.ToString(CultureInfo.InvariantCulture), value, CellStyle.Count);

        public static Cell Day(DateOnly day) =>
            new(day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture), day.ToDateTime(TimeOnly.MinValue).ToOADate(), CellStyle.Day);

        public static Cell Moment(DateTime moment) => new(moment.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture), moment.ToOADate(), CellStyle.Moment);
    }
}
