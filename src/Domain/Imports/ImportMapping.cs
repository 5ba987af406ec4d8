using System.Collections.Frozen;
using OrderPortal.Domain.Imports.Values;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// How the rows of one file become orders: which heading feeds which column, and how values are read. Chosen when the import begins and kept with
/// it, so that whoever goes on with it reads the same.
/// </summary>
public sealed record ImportMapping
{
    /// <summary>Headings by the vocabulary alone, nothing else said.</summary>
    public static ImportMapping Automatic { get; } = new();

    /// <summary>Key of a ready-made profile or id of the tenant's own that it was taken from; null otherwise.</summary>
    public string? Profile { get; init; }

    /// <summary>Empty: every column from the heading that the vocabulary knows. Otherwise only what stands here is read.</summary>
    public IReadOnlyList<ColumnSource> Columns { get; init; } = [];

    /// <summary>
    /// Values for columns that are not read from the file (constants) or that are blank in it, written as a cell would be. Each can be read.
    /// </summary>
    public IReadOnlyDictionary<ImportColumn, string> Defaults { get; init; } = FrozenDictionary<ImportColumn, string>.Empty;

    public DateOrder DateOrder { get; init; }

    /// <summary>True where prices, shipping and discount include tax.</summary>
    public bool TaxIncluded { get; init; }

    /// <inheritdoc cref="ReadingOptions.UnitTaxRounding"/>
    public TaxRounding? UnitTaxRounding { get; init; }

    /// <summary>True: cells missing at the end of a row are blank; see <see cref="ReadingOptions.ShortRowsAllowed"/>.</summary>
    public bool ShortRowsAllowed { get; init; }

    /// <summary>True: a value that would have to be adjusted (a lost zero, a day number, …) rejects its order instead.</summary>
    public bool Strict { get; init; }

    public MultiLineLayout Layout { get; init; }

    /// <summary>Null: every row is a line of an order.</summary>
    public RowFilter? Filter { get; init; }

    /// <summary>How the file marks orders that are no longer wanted; their rows are skipped and counted as such. Null: it marks none.</summary>
    public CancelledMark? Cancelled { get; init; }

    /// <summary>The heading whose cell holds the order's total as the file says it; compared with ours (<c>total_mismatch</c>). Null: none.</summary>
    public HeadingReference? Total { get; init; }

    /// <summary>Kept rules and mended values that held when the import began.</summary>
    public IReadOnlyList<ValueRule> Rules { get; init; } = [];
}

/// <summary>How orders with several lines stand in the file. Stored by name.</summary>
public enum MultiLineLayout
{
    /// <summary>Whatever the rows say: repeated, on the first row only, or blank on continuation rows.</summary>
    Any,

    /// <summary>Every row names its order; a row without a number is a mistake.</summary>
    NumberOnEveryRow,

    /// <summary>Every row is an order of its own; a number that comes again is a mistake.</summary>
    OneRowPerOrder,
}

/// <summary>Which rows are lines of orders: those whose cell holds one of the values. Others are skipped and counted as such.</summary>
/// <param name="Values">Compared as headings are: without regard to case, width and spaces.</param>
public sealed record RowFilter(HeadingReference Heading, IReadOnlyList<string> Values);

/// <summary>
/// An order is cancelled where any of its rows has one of the values in this cell: shops export cancelled orders beside the others. A file without
/// the heading has no cancelled orders.
/// </summary>
/// <param name="Values">Compared as headings are. Empty: any value at all, such as the date of the cancellation.</param>
public sealed record CancelledMark(HeadingReference Heading, IReadOnlyList<string> Values);

/// <summary>"Read this value of this column as that one."</summary>
/// <param name="Column">One without personal data.</param>
/// <param name="Value">As <see cref="ValueRules.KeyOf"/> makes it.</param>
/// <param name="Replacement">As a cell would hold it.</param>
public sealed record ValueRule(ImportColumn Column, string Value, string Replacement);

/// <summary>Which columns may have value rules, and how their values are compared.</summary>
public static class ValueRules
{
    /// <summary>Columns whose values repeat over orders and say nothing of a person.</summary>
    public static ColumnSet Columns { get; } = ColumnSet.Of(
        ImportColumn.ProductCode, ImportColumn.ProductName, ImportColumn.Prefecture, ImportColumn.TaxRate, ImportColumn.PaymentMethod,
        ImportColumn.DeliveryTime, ImportColumn.Group, ImportColumn.Quantity, ImportColumn.UnitPrice, ImportColumn.Discount, ImportColumn.ShippingFee,
        ImportColumn.OrderedAt, ImportColumn.DeliveryDate);

    /// <summary>Two cells with the same key are the same value to a rule: blanks at the edges do not matter, anything else does.</summary>
    public static string KeyOf(string cell) => CellText.Trim(cell);
}
