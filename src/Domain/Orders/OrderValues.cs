namespace OrderPortal.Domain.Orders;

public readonly record struct OrderId(Guid Value)
{
    public static OrderId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct CustomerId(Guid Value)
{
    public static CustomerId New() => new(Guid.CreateVersion7());
}

public readonly record struct ProductId(Guid Value)
{
    public static ProductId New() => new(Guid.CreateVersion7());
}

/// <summary>Stored as its number: renaming a member is safe, renumbering is not.</summary>
public enum OrderStatus : short
{
    Pending = 1,
    Confirmed = 2,
    Processing = 3,
    Shipped = 4,
    Delivered = 5,
    Cancelled = 6,
    Refunded = 7,
}

/// <summary>How an order came in. Stored as its number.</summary>
public enum OrderSource : short
{
    Form = 1,
    Api = 2,
    Import = 3,
}

/// <summary>Stored as its number.</summary>
public enum PaymentMethod : short
{
    CreditCard = 1,
    Konbini = 2,
    BankTransfer = 3,
    Invoice = 4,
}

/// <summary>Whether money has come in for an order. Stored as its number.</summary>
public enum PaymentStatus : short
{
    Unpaid = 1,
    Processing = 2,
    Paid = 3,
    Failed = 4,
    Refunded = 5,
    PartlyRefunded = 6,
}

/// <summary>Orders whose money is still to come: neither cancelled nor refunded, and with a payment of one of <see cref="Statuses"/>.</summary>
public static class OpenPayments
{
    public static IReadOnlyList<PaymentStatus> Statuses { get; } = [PaymentStatus.Unpaid, PaymentStatus.Processing, PaymentStatus.Failed];

    public static bool Hold(OrderStatus status, PaymentStatus payment) => status < OrderStatus.Cancelled && Statuses.Contains(payment);
}

/// <summary>Consumption tax in per cent; the number is the rate.</summary>
public enum TaxRate : short
{
    Exempt = 0,
    Reduced = 8,
    Standard = 10,
}

/// <summary>Direction of the one rounding per tax rate and order (消令70の10, 基通1-8-15). Stored as its number.</summary>
public enum TaxRounding : short
{
    Down = 1,
    HalfUp = 2,
    Up = 3,
}

/// <summary>Where an order goes. Every part is personal data and is stored encrypted.</summary>
/// <param name="PostalCode">Seven digits without hyphen, or empty.</param>
/// <param name="Prefecture">Full name, e.g. 東京都, or empty.</param>
public sealed record ShippingAddress(string PostalCode, string Prefecture, string City, string Line1, string Line2)
{
    public static ShippingAddress Empty { get; } = new("", "", "", "", "");
}

/// <summary>Who ordered. Name, e-mail and phone are personal data and are stored encrypted.</summary>
/// <param name="Code">The tenant's own customer code, or null for a customer without one.</param>
/// <param name="Phone">Digits only (international numbers with a leading +), or null.</param>
public sealed record OrderCustomer(string? Code, string Name, string? Email, string? Phone);

/// <summary>The file row that an imported order came from.</summary>
/// <param name="BatchId">The import.</param>
/// <param name="FileName">As the customer named the file.</param>
/// <param name="FileSha256">32 bytes.</param>
/// <param name="RowNumber">First row of the order, 1-based as Excel shows it.</param>
/// <param name="Group">The group that the file or the upload named, or null.</param>
public sealed record ImportOrigin(Imports.ImportId BatchId, string FileName, ReadOnlyMemory<byte> FileSha256, int RowNumber, string? Group);
