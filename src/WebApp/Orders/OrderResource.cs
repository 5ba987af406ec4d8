using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>An order as the API shows it. Amounts are whole yen, times UTC.</summary>
public sealed record OrderResource(
    Guid Id, string OrderNumber, [property: Names<OrderStatus>] string Status, DateTimeOffset OrderedAt, CustomerResource Customer, AddressResource ShippingAddress,
    DateOnly? DeliveryDate, string? DeliveryTime, IReadOnlyList<LineResource> Lines, long Subtotal, IReadOnlyList<TaxResource> Taxes, long ShippingFee,
    long Discount, long Total, string Currency, [property: Names("credit_card", "konbini", "bank_transfer", "invoice")] string PaymentMethod, [property: Names<PaymentStatus>] string PaymentStatus, string? Note, [property: Names<OrderSource>] string Source, Guid? BatchId,
    SourceFileResource? CsvSource, int? CsvRowNumber, string? BulkImportGroup, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt)
{
    public static OrderResource Of(Order order) => new(
        order.Id.Value,
        order.OrderNumber,
        ImportNames.Of(order.Status),
        order.OrderedAt,
        new CustomerResource(order.CustomerCode, order.CustomerName, order.CustomerEmail, order.CustomerPhone),
        new AddressResource(
            order.ShippingAddress.PostalCode, order.ShippingAddress.Prefecture, order.ShippingAddress.City, order.ShippingAddress.Line1, order.ShippingAddress.Line2),
        order.DeliveryDate,
        order.DeliveryTime,
        [.. order.Lines.OrderBy(line => line.Number).Select(line =>
            new LineResource(line.Number, line.ProductCode, line.ProductName, line.Quantity, line.UnitPrice, (int)line.TaxRate, line.Amount))],
        order.Totals.Subtotal,
        [.. TaxesOf(order.Totals)],
        order.Totals.ShippingFee,
        order.Totals.Discount,
        order.Totals.Total,
        "JPY",
        OrderNames.Of(order.PaymentMethod),
        ImportNames.Of(order.PaymentStatus),
        order.Note,
        ImportNames.Of(order.Source),
        order.Origin?.BatchId.Value,
        order.Origin is { } origin ? new SourceFileResource(origin.FileName, Convert.ToHexStringLower(origin.FileSha256.Span)) : null,
        order.Origin?.RowNumber,
        order.Origin?.Group,
        order.CreatedAt,
        order.ModifiedAt);

    private static IEnumerable<TaxResource> TaxesOf(OrderTotals totals)
    {
        if (totals.Taxable10 > 0)
        {
            yield return new TaxResource((int)TaxRate.Standard, totals.Taxable10, totals.Tax10);
        }

        if (totals.Taxable8 > 0)
        {
            yield return new TaxResource((int)TaxRate.Reduced, totals.Taxable8, totals.Tax8);
        }

        if (totals.Taxable0 > 0)
        {
            yield return new TaxResource((int)TaxRate.Exempt, totals.Taxable0, 0);
        }
    }
}

public sealed record CustomerResource(string? Code, string Name, string? Email, string? Phone);

public sealed record AddressResource(string PostalCode, string Prefecture, string City, string Line1, string Line2);

public sealed record LineResource(int Number, string ProductCode, string ProductName, int Quantity, long UnitPrice, int TaxRate, long Amount);

/// <param name="Rate">Per cent.</param>
public sealed record TaxResource(int Rate, long Taxable, long Tax);

public sealed record SourceFileResource(string FileName, string Sha256);

/// <summary>Names of order values as API and files write them.</summary>
public static class OrderNames
{
    public static string Of(PaymentMethod method) => method switch
    {
        PaymentMethod.CreditCard => "credit_card",
        PaymentMethod.Konbini => "konbini",
        PaymentMethod.BankTransfer => "bank_transfer",
        PaymentMethod.Invoice => "invoice",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };
}
