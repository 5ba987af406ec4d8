using System.Runtime.CompilerServices;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Files of orders in the columns of imports. What belongs to the order stands in each of its rows, so that the file can be filtered; amounts of the order
/// stand in its first row only, so that a column can be added up.
/// </summary>
public sealed class OrderFileWriter(ITableFileWriter tables) : IOrderFileWriter
{
    public long MaxWorkbookLines => tables.MaxWorkbookRows;

    public Task WriteAsync(Stream output, TableFormat format, OrderFileWording wording, IAsyncEnumerable<Order> orders, CancellationToken cancellationToken) =>
        tables.WriteAsync(output, format, wording.SheetName, [.. Headings(format, wording)], RowsAsync(orders, wording, cancellationToken), cancellationToken);

    private static IEnumerable<string> Headings(TableFormat format, OrderFileWording wording) =>
        ImportColumns.All.Select(info => format.Japanese ? info.Japanese : info.English).Concat(wording.Headings);

    private static async IAsyncEnumerable<IReadOnlyList<TableCell>> RowsAsync(IAsyncEnumerable<Order> orders, OrderFileWording wording, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var order in orders.WithCancellation(cancellationToken))
        {
            List<TableCell> further = [.. wording.Further(order).Select(static text => TableCell.Of(text))];
            var isFirst = true;
            foreach (var line in order.Lines.OrderBy(static line => line.Number))
            {
                var first = isFirst;
                isFirst = false;
                yield return [.. ImportColumns.All.Select(info => Of(info.Column, order, line, wording, first)), .. further];
            }
        }
    }

    private static TableCell Of(ImportColumn column, Order order, OrderLine line, OrderFileWording wording, bool isFirst) => column switch
    {
        ImportColumn.OrderNumber => new(order.OrderNumber),
        ImportColumn.OrderedAt => TableCell.Moment(order.OrderedAt),
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
        ImportColumn.Quantity => TableCell.Count(line.Quantity),
        ImportColumn.UnitPrice => TableCell.Count(line.UnitPrice),
        ImportColumn.TaxRate => TableCell.Count((int)line.TaxRate),
        ImportColumn.Discount => isFirst ? TableCell.Count(order.Totals.Discount) : TableCell.Blank,
        ImportColumn.ShippingFee => isFirst ? TableCell.Count(order.Totals.ShippingFee) : TableCell.Blank,
        ImportColumn.PaymentMethod => new(wording.Method(order.PaymentMethod)),
        ImportColumn.DeliveryDate => order.DeliveryDate is { } day ? TableCell.Day(day) : TableCell.Blank,
        ImportColumn.DeliveryTime => new(order.DeliveryTime ?? ""),
        ImportColumn.Note => new(order.Note ?? ""),
        ImportColumn.Group => new(order.Origin?.Group ?? ""),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "No such column."),
    };
}
