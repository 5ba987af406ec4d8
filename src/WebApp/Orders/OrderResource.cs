using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>An order as the API shows it. Amounts are whole yen, times UTC.</summary>
public sealed record OrderResource(
    Guid Id, string OrderNumber, [property: Names<OrderStatus>] string Status, DateTimeOffset OrderedAt, OrderCustomerResource Customer, ShippingAddressResource ShippingAddress,
    DateOnly? DeliveryDate, string? DeliveryTime, IReadOnlyList<OrderLineResource> Lines, long Subtotal, IReadOnlyList<OrderTaxResource> Taxes, long ShippingFee,
    long Discount, long Total, string Currency, [property: Names("credit_card", "konbini", "bank_transfer", "invoice")] string PaymentMethod,
    [property: Names<PaymentStatus>] string PaymentStatus, string? Note, [property: Names<OrderSource>] string Source, Guid? BatchId,
    SourceFileResource? CsvSource, int? CsvRowNumber, string? BulkImportGroup, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt) : IHasExample<OrderResource>
{
    public static OrderResource Example { get; } = new(
        new Guid("0198f2a4-6c1e-7d3b-9a52-3f0c8be41d77"), "EC-1001", "confirmed", new DateTimeOffset(2026, 4, 6, 1, 30, 0, TimeSpan.Zero), OrderCustomerResource.Example, ShippingAddressResource.Example,
        new DateOnly(2026, 4, 9), "午前中", [OrderLineResource.Example, new OrderLineResource(2, "T-200", "緑茶 500ml", 24, 150, 8, 3600)], 15600, [OrderTaxResource.Example, new OrderTaxResource(8, 3600, 288)], 550,
        0, 17693, "JPY", "bank_transfer", "unpaid", "ギフト包装希望", "import", new Guid("0198f2a3-1b7f-7c60-8e14-52d6a90b3c18"), SourceFileResource.Example, 2, "春のキャンペーン",
        new DateTimeOffset(2026, 4, 6, 2, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 6, 2, 15, 42, TimeSpan.Zero));

    public static OrderResource Of(Order order) => new(
        order.Id.Value,
        order.OrderNumber,
        ImportNames.Of(order.Status),
        order.OrderedAt,
        new OrderCustomerResource(order.CustomerCode, order.CustomerName, order.CustomerEmail, order.CustomerPhone),
        new ShippingAddressResource(
            order.ShippingAddress.PostalCode, order.ShippingAddress.Prefecture, order.ShippingAddress.City, order.ShippingAddress.Line1, order.ShippingAddress.Line2),
        order.DeliveryDate,
        order.DeliveryTime,
        [.. order.Lines.OrderBy(static line => line.Number).Select(OrderLineResource.Of)],
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

    private static IEnumerable<OrderTaxResource> TaxesOf(OrderTotals totals)
    {
        if (totals.Taxable10 > 0)
        {
            yield return new OrderTaxResource((int)TaxRate.Standard, totals.Taxable10, totals.Tax10);
        }

        if (totals.Taxable8 > 0)
        {
            yield return new OrderTaxResource((int)TaxRate.Reduced, totals.Taxable8, totals.Tax8);
        }

        if (totals.Taxable0 > 0)
        {
            yield return new OrderTaxResource((int)TaxRate.Exempt, totals.Taxable0, 0);
        }
    }
}

/// <param name="Phone">Digits only, international numbers with a leading plus sign.</param>
public sealed record OrderCustomerResource(string? Code, string Name, string? Email, string? Phone) : IHasExample<OrderCustomerResource>
{
    public static OrderCustomerResource Example { get; } = new("C-1001", "田中商店", "orders@tanaka.example", "0312345678");
}

/// <param name="PostalCode">Seven digits, or empty.</param>
public sealed record ShippingAddressResource(string PostalCode, string Prefecture, string City, string Line1, string Line2) : IHasExample<ShippingAddressResource>
{
    public static ShippingAddressResource Example { get; } = new("1500001", "東京都", "渋谷区", "神宮前1-2-3", "第一ビル4階");
}

/// <param name="TaxRate">Per cent.</param>
public sealed record OrderLineResource(int Number, string ProductCode, string ProductName, int Quantity, long UnitPrice, int TaxRate, long Amount) : IHasExample<OrderLineResource>
{
    public static OrderLineResource Example { get; } = new(1, "A-100", "ボールペン 黒", 10, 1200, 10, 12000);

    public static OrderLineResource Of(OrderLine line) => new(line.Number, line.ProductCode, line.ProductName, line.Quantity, line.UnitPrice, (int)line.TaxRate, line.Amount);
}

/// <param name="Rate">Per cent.</param>
public sealed record OrderTaxResource(int Rate, long Taxable, long Tax) : IHasExample<OrderTaxResource>
{
    public static OrderTaxResource Example { get; } = new(10, 12550, 1255);
}

public sealed record SourceFileResource(string FileName, string Sha256) : IHasExample<SourceFileResource>
{
    public static SourceFileResource Example { get; } = new("orders-2026-04.csv", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
}

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
