using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>How wide a column of orders is, so that what stands in it is mostly seen.</summary>
internal static class ColumnWidths
{
    private const double Widest = 40;

    /// <summary>By what the heading means, and wide enough for the heading itself with its button for filtering.</summary>
    public static double Of(string heading) => Math.Clamp(Places(heading) + 4, ImportColumns.Find(heading) is { } column ? Of(column) : 12, Widest);

    /// <summary>Lines that a text wraps into, rather one too many than one too few.</summary>
    public static int Lines(string text, double width) => text.Split('\n').Sum(line => Math.Max(1, (int)Math.Ceiling(Places(line) / (width - 2))));

    private static double Of(ImportColumn column) => column switch
    {
        ImportColumn.Quantity or ImportColumn.TaxRate => 8,
        ImportColumn.UnitPrice or ImportColumn.Discount or ImportColumn.ShippingFee or ImportColumn.PostalCode or ImportColumn.Prefecture => 12,
        ImportColumn.CustomerCode or ImportColumn.ProductCode or ImportColumn.DeliveryDate or ImportColumn.DeliveryTime or ImportColumn.Group => 14,
        ImportColumn.OrderedAt or ImportColumn.CustomerPhone or ImportColumn.City or ImportColumn.PaymentMethod => 18,
        ImportColumn.OrderNumber or ImportColumn.CustomerName => 20,
        _ => 26,
    };

    /// <summary>A kanji is as wide as two digits.</summary>
    private static int Places(string text) => text.Sum(static value => value < 0x1100 || value is >= '\uFF61' and <= '\uFFDC' ? 1 : 2);
}
