using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Payments;

public readonly record struct SettlementId(Guid Value)
{
    public static SettlementId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct ChargeId(Guid Value)
{
    public static ChargeId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

public readonly record struct RefundId(Guid Value)
{
    public static RefundId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>Which orders may share a charge. Stored as its number.</summary>
public enum SettlementGrouping : short
{
    PerOrder = 1,
    ByCustomer = 2,
    ByCustomerAndGroup = 3,
}

/// <summary>Where a charge stands. Stored as its number.</summary>
public enum ChargeStatus : short
{
    Planned = 1,

    /// <summary>Handed to the gateway, or about to be; what came of it is not known yet.</summary>
    Sending = 2,
    Succeeded = 3,
    Declined = 4,

    /// <summary>Given up after all attempts, or refused by the gateway as wrong.</summary>
    Failed = 5,

    /// <summary>Konbini: the customer has the numbers and has not paid yet.</summary>
    AwaitingCustomer = 6,
    Expired = 7,
    Cancelled = 8,
    Refunded = 9,
    PartlyRefunded = 10,
}

/// <summary>Stored as its number.</summary>
public enum RefundStatus : short
{
    Planned = 1,
    Sending = 2,
    Succeeded = 3,
    Failed = 4,
}

/// <summary>What an attempt at a gateway was. Stored as its number.</summary>
public enum AttemptKind : short
{
    Charge = 1,
    Refund = 2,
    LookUp = 3,
    Cancel = 4,
    Webhook = 5,
}

/// <summary>What came of an attempt. Stored as its number.</summary>
public enum AttemptOutcome : short
{
    Succeeded = 1,
    Declined = 2,
    AwaitingCustomer = 3,

    /// <summary>429: too many at once; nothing was done.</summary>
    Throttled = 4,

    /// <summary>5xx or an answer that makes no sense; it may have been done all the same.</summary>
    GatewayError = 5,

    /// <summary>No answer: timed out or cut off; it may have been done.</summary>
    NoAnswer = 6,

    /// <summary>The instance that made it died; it may have been done.</summary>
    Lost = 7,

    /// <summary>4xx other than a decline: repeating it as it is cannot help.</summary>
    Refused = 8,
    Expired = 9,
    Cancelled = 10,
}

/// <summary>Yen that one charge may be, both included.</summary>
public readonly record struct ChargeBounds(long Min, long Max)
{
    /// <summary>Whatever the gateway: a charge is 100 to 1,000,000 yen.</summary>
    public static ChargeBounds Portal { get; } = new(OrderLimits.MinTotal, OrderLimits.MaxTotalPerCharge);

    /// <summary>What lies within both.</summary>
    public ChargeBounds Within(ChargeBounds other) => new(Math.Max(Min, other.Min), Math.Min(Max, other.Max));
}
