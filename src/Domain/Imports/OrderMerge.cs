using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// A file's order laid over a stored one. An absent column and a blank cell keep what is stored; a cell that says <see cref="ClearMark"/> takes it
/// away. The lines are the file's, as a whole: a file that names an order names all of its lines.
/// </summary>
public static class OrderMerge
{
    /// <param name="stored">Values of the stored order.</param>
    /// <param name="file">The file's order, with its draft.</param>
    public static OrderDraft Over(OrderDraft stored, AssembledOrder file)
    {
        var draft = file.Draft ?? throw new ArgumentException("A rejected order has no values.", nameof(file));
        var given = file.Given;
        return stored with
        {
            Customer = new OrderCustomer(
                Of(ImportColumn.CustomerCode, draft.Customer.Code, stored.Customer.Code),
                Of(ImportColumn.CustomerName, draft.Customer.Name, stored.Customer.Name),
                Of(ImportColumn.CustomerEmail, draft.Customer.Email, stored.Customer.Email),
                Of(ImportColumn.CustomerPhone, draft.Customer.Phone, stored.Customer.Phone)),
            ShippingAddress = new ShippingAddress(
                Of(ImportColumn.PostalCode, draft.ShippingAddress.PostalCode, stored.ShippingAddress.PostalCode),
                Of(ImportColumn.Prefecture, draft.ShippingAddress.Prefecture, stored.ShippingAddress.Prefecture),
                Of(ImportColumn.City, draft.ShippingAddress.City, stored.ShippingAddress.City),
                Of(ImportColumn.AddressLine1, draft.ShippingAddress.Line1, stored.ShippingAddress.Line1),
                Of(ImportColumn.AddressLine2, draft.ShippingAddress.Line2, stored.ShippingAddress.Line2)),
            OrderedAt = Of(ImportColumn.OrderedAt, draft.OrderedAt.ToUniversalTime(), stored.OrderedAt),
            DeliveryDate = Of(ImportColumn.DeliveryDate, draft.DeliveryDate, stored.DeliveryDate),
            DeliveryTime = Of(ImportColumn.DeliveryTime, draft.DeliveryTime, stored.DeliveryTime),
            PaymentMethod = Of(ImportColumn.PaymentMethod, draft.PaymentMethod, stored.PaymentMethod),
            Note = Of(ImportColumn.Note, draft.Note, stored.Note),
            ShippingFee = Of(ImportColumn.ShippingFee, draft.ShippingFee, stored.ShippingFee),
            Discount = Of(ImportColumn.Discount, draft.Discount, stored.Discount),
            TaxIncluded = draft.TaxIncluded,
            Lines = Lines(stored.Lines, file),
        };

        T Of<T>(ImportColumn column, T theirs, T ours) => given.Has(column) ? theirs : ours;
    }

    /// <summary>Whether two drafts would make the same order; rows of the file do not count.</summary>
    public static bool AreSame(OrderDraft one, OrderDraft other) =>
        one with { Lines = [] , OrderedAt = one.OrderedAt.ToUniversalTime() } == other with { Lines = [], OrderedAt = other.OrderedAt.ToUniversalTime() }
        && one.Lines.Select(static line => line with { RowNumber = null }).SequenceEqual(other.Lines.Select(static line => line with { RowNumber = null }));

    /// <summary>A name or rate that the file does not give is that of the stored line with the same product.</summary>
    private static IReadOnlyList<OrderLineDraft> Lines(IReadOnlyList<OrderLineDraft> stored, AssembledOrder file)
    {
        var lines = file.Draft!.Lines;
        if (file.LinesGiven is null)
        {
            return lines;
        }

        var merged = new OrderLineDraft[lines.Count];
        for (var i = 0; i < merged.Length; i++)
        {
            var line = lines[i];
            var given = file.LinesGiven[i];
            var same = stored.FirstOrDefault(old => string.Equals(old.ProductCode, line.ProductCode, StringComparison.Ordinal));
            merged[i] = same is null
                ? line
                : line with
                {
                    ProductName = given.Has(ImportColumn.ProductName) ? line.ProductName : same.ProductName,
                    TaxRate = given.Has(ImportColumn.TaxRate) ? line.TaxRate : same.TaxRate,
                };
        }

        return merged;
    }
}

/// <summary>
/// What a person writes into a cell to take a stored value away, since a blank cell keeps it. Means "no value" in an order that is new.
/// </summary>
public static class ClearMark
{
    public const string Japanese = "（消去）";
    public const string English = "(clear)";

    /// <summary>Columns that may be without a value, one per order.</summary>
    public static ColumnSet Columns { get; } = ColumnSet.Of(
        ImportColumn.CustomerCode, ImportColumn.CustomerEmail, ImportColumn.CustomerPhone, ImportColumn.PostalCode, ImportColumn.Prefecture, ImportColumn.City,
        ImportColumn.AddressLine1, ImportColumn.AddressLine2, ImportColumn.Discount, ImportColumn.ShippingFee, ImportColumn.DeliveryDate, ImportColumn.DeliveryTime,
        ImportColumn.Note);

    /// <summary>Width of the brackets and case do not matter.</summary>
    public static bool Is(ReadOnlySpan<char> cell)
    {
        if (cell.Length is < 4 or > 9 || cell[^1] is not (')' or '）' or ' ' or '　'))
        {
            return false;
        }

        var word = cell.Trim();
        return word.Length >= 4 && word[0] is '(' or '（' && word[^1] is ')' or '）'
            && (word[1..^1].SequenceEqual("消去") || word[1..^1].Equals("clear", StringComparison.OrdinalIgnoreCase));
    }
}
