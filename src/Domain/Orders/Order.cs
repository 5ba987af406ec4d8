using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Orders;

/// <summary>What an order is made from, already read and checked by <c>OrderRules</c>.</summary>
public sealed record OrderDraft
{
    public required string OrderNumber { get; init; }

    public required OrderCustomer Customer { get; init; }

    public ShippingAddress ShippingAddress { get; init; } = ShippingAddress.Empty;

    public required DateTimeOffset OrderedAt { get; init; }

    public DateOnly? DeliveryDate { get; init; }

    /// <summary>Time band as the customer says it, e.g. 午前中.</summary>
    public string? DeliveryTime { get; init; }

    public PaymentMethod PaymentMethod { get; init; } = PaymentMethod.CreditCard;

    public string? Note { get; init; }

    /// <summary>Yen, at least 0.</summary>
    public long ShippingFee { get; init; }

    /// <summary>Yen, at least 0 and at most goods and shipping together.</summary>
    public long Discount { get; init; }

    /// <summary>True where prices, shipping and discount include tax.</summary>
    public bool TaxIncluded { get; init; }

    /// <summary>1 to <see cref="OrderLimits.MaxLines"/> lines in their order.</summary>
    public required IReadOnlyList<OrderLineDraft> Lines { get; init; }
}

/// <param name="RowNumber">Row of the file, 1-based as Excel shows it; null outside imports.</param>
public sealed record OrderLineDraft(string ProductCode, string ProductName, int Quantity, long UnitPrice, TaxRate TaxRate, int? RowNumber)
{
    /// <summary>Yen: quantity × unit price.</summary>
    public long Amount => Quantity * UnitPrice;
}

/// <summary>What a store kept of an order.</summary>
/// <param name="Draft">Its values; their lines have the numbers of their places.</param>
public sealed record RecordedOrder(
    TenantId Tenant, OrderId Id, OrderStatus Status, PaymentStatus PaymentStatus, OrderSource Source, CustomerId? CustomerId, OrderDraft Draft, OrderTotals Totals, ImportOrigin? Origin,
    DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt);

/// <summary>An order from one customer with its lines. Changes only by its own verbs.</summary>
public sealed class Order
{
    private readonly List<OrderLine> _lines = [];

    private Order()
    {
    }

    public OrderId Id { get; private set; }

    public TenantId TenantId { get; private set; }

    /// <summary>Unique in the tenant.</summary>
    public string OrderNumber { get; private set; } = "";

    public OrderStatus Status { get; private set; }

    public PaymentStatus PaymentStatus { get; private set; }

    public OrderSource Source { get; private set; }

    public CustomerId? CustomerId { get; private set; }

    public string? CustomerCode { get; private set; }

    /// <summary>Personal, encrypted at rest.</summary>
    public string CustomerName { get; private set; } = "";

    /// <summary>Personal, encrypted at rest; exact search by blind index.</summary>
    public string? CustomerEmail { get; private set; }

    /// <summary>Personal, encrypted at rest; exact search by blind index.</summary>
    public string? CustomerPhone { get; private set; }

    /// <summary>Personal, encrypted at rest as one value.</summary>
    public ShippingAddress ShippingAddress { get; private set; } = ShippingAddress.Empty;

    public DateTimeOffset OrderedAt { get; private set; }

    public DateOnly? DeliveryDate { get; private set; }

    public string? DeliveryTime { get; private set; }

    public PaymentMethod PaymentMethod { get; private set; }

    /// <summary>Free text; may hold personal data, encrypted at rest.</summary>
    public string? Note { get; private set; }

    public bool TaxIncluded { get; private set; }

    public OrderTotals Totals { get; private set; }

    /// <summary>Null unless the order came from a file.</summary>
    public ImportOrigin? Origin { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ModifiedAt { get; private set; }

    public IReadOnlyList<OrderLine> Lines => _lines;

    /// <summary>True while its values may still be changed: nothing was promised to the customer and no money is under way.</summary>
    public bool IsChangeable => CanChange(Status, PaymentStatus);

    /// <inheritdoc cref="IsChangeable"/>
    public static bool CanChange(OrderStatus status, PaymentStatus payment) =>
        status == OrderStatus.Pending && payment is PaymentStatus.Unpaid or PaymentStatus.Failed;

    /// <summary>Makes a new, pending order from a draft that passed <c>OrderRules</c>.</summary>
    public static Order Place(TenantId tenant, OrderDraft draft, OrderSource source, TaxRounding rounding, DateTimeOffset now, ImportOrigin? origin = null)
    {
        var order = new Order
        {
            Id = OrderId.New(),
            TenantId = tenant,
            OrderNumber = draft.OrderNumber,
            Status = OrderStatus.Pending,
            PaymentStatus = PaymentStatus.Unpaid,
            Source = source,
            Origin = origin,
            CreatedAt = now,
            ModifiedAt = now,
        };
        order.Take(draft, rounding);
        return order;
    }

    /// <summary>An order as it was stored, for stores that read so many that they do it by hand.</summary>
    public static Order Restore(RecordedOrder stored)
    {
        var order = new Order
        {
            Id = stored.Id,
            TenantId = stored.Tenant,
            OrderNumber = stored.Draft.OrderNumber,
            Status = stored.Status,
            PaymentStatus = stored.PaymentStatus,
            Source = stored.Source,
            CustomerId = stored.CustomerId,
            Origin = stored.Origin,
            Totals = stored.Totals,
            CreatedAt = stored.CreatedAt,
            ModifiedAt = stored.ModifiedAt,
        };
        order.Take(stored.Draft);
        return order;
    }

    /// <summary>Gives the order other values; number, origin and state stay. Its lines are replaced as a whole.</summary>
    /// <param name="draft">Of the same order number, passed <c>OrderRules</c>.</param>
    /// <exception cref="InvalidOperationException">The order cannot be changed any more (<see cref="IsChangeable"/>), or the number is another one.</exception>
    public void Change(OrderDraft draft, TaxRounding rounding)
    {
        if (!IsChangeable || !string.Equals(draft.OrderNumber, OrderNumber, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Order {Id} cannot be changed so.");
        }

        _lines.Clear();
        Take(draft, rounding);
    }

    /// <summary>The values that <see cref="Change"/> would give back.</summary>
    public OrderDraft ToDraft() => new()
    {
        OrderNumber = OrderNumber,
        Customer = new OrderCustomer(CustomerCode, CustomerName, CustomerEmail, CustomerPhone),
        ShippingAddress = ShippingAddress,
        OrderedAt = OrderedAt,
        DeliveryDate = DeliveryDate,
        DeliveryTime = DeliveryTime,
        PaymentMethod = PaymentMethod,
        Note = Note,
        ShippingFee = Totals.ShippingFee,
        Discount = Totals.Discount,
        TaxIncluded = TaxIncluded,
        Lines =
        [
            .. _lines.OrderBy(line => line.Number)
                .Select(line => new OrderLineDraft(line.ProductCode, line.ProductName, line.Quantity, line.UnitPrice, line.TaxRate, line.RowNumber)),
        ],
    };

    private void Take(OrderDraft draft, TaxRounding rounding)
    {
        var amounts = draft.Lines.Count <= 64 ? stackalloc (TaxRate, long)[draft.Lines.Count] : new (TaxRate, long)[draft.Lines.Count];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = (draft.Lines[i].TaxRate, draft.Lines[i].Amount);
        }

        Take(draft);
        Totals = OrderTotals.Of(amounts, draft.ShippingFee, draft.Discount, draft.TaxIncluded, rounding);
    }

    private void Take(OrderDraft draft)
    {
        for (var i = 0; i < draft.Lines.Count; i++)
        {
            _lines.Add(new OrderLine(TenantId, Id, i + 1, draft.Lines[i]));
        }

        CustomerCode = draft.Customer.Code;
        CustomerName = draft.Customer.Name;
        CustomerEmail = draft.Customer.Email;
        CustomerPhone = draft.Customer.Phone;
        ShippingAddress = draft.ShippingAddress;
        OrderedAt = draft.OrderedAt;
        DeliveryDate = draft.DeliveryDate;
        DeliveryTime = draft.DeliveryTime;
        PaymentMethod = draft.PaymentMethod;
        Note = draft.Note;
        TaxIncluded = draft.TaxIncluded;
    }
}

/// <summary>One position of an order; written once with it.</summary>
public sealed class OrderLine
{
    private OrderLine()
    {
    }

    internal OrderLine(TenantId tenant, OrderId order, int number, OrderLineDraft draft)
    {
        TenantId = tenant;
        OrderId = order;
        Number = number;
        ProductCode = draft.ProductCode;
        ProductName = draft.ProductName;
        Quantity = draft.Quantity;
        UnitPrice = draft.UnitPrice;
        TaxRate = draft.TaxRate;
        Amount = draft.Amount;
        RowNumber = draft.RowNumber;
    }

    public TenantId TenantId { get; private set; }

    public OrderId OrderId { get; private set; }

    /// <summary>1-based, in the order of the file.</summary>
    public int Number { get; private set; }

    public string ProductCode { get; private set; } = "";

    public string ProductName { get; private set; } = "";

    public int Quantity { get; private set; }

    /// <summary>Yen.</summary>
    public long UnitPrice { get; private set; }

    public TaxRate TaxRate { get; private set; }

    /// <summary>Yen: quantity × unit price.</summary>
    public long Amount { get; private set; }

    /// <summary>Row of the file, 1-based as Excel shows it; null outside imports.</summary>
    public int? RowNumber { get; private set; }
}
