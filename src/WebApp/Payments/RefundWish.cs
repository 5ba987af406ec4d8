using System.Globalization;
using System.Text;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>What a person wants to give back.</summary>
/// <param name="Order">Null: of the charge as a whole.</param>
/// <param name="Amount">Yen.</param>
public sealed record RefundWish(OrderId? Order, long Amount, string Reason);

/// <summary>How much of what goes back.</summary>
public enum RefundExtent
{
    All,
    Amount,
    Order,
}

/// <summary>What stands in the fields of the dialog; each fault belongs to one of them.</summary>
public sealed class RefundForm
{
    public RefundExtent Extent { get; set; }

    public string? Amount { get; set; }

    public string? Order { get; set; }

    public string? Reason { get; set; }

    /// <summary>The amount once more.</summary>
    public string? Repeated { get; set; }

    /// <summary>Orders that stand in this charge alone, so that giving one back touches no other charge.</summary>
    public static IReadOnlyList<ChargeAllocation> WholeOrders(ChargeDetails charge) =>
        [.. charge.Allocations.Where(part => part.Refundable > 0 && part.OrderNumber is not null && part.Amount == part.OrderTotal)];

    /// <summary>Yen as people write them: with or without ¥, commas and full-width digits.</summary>
    public static long? Yen(string? text)
    {
        var plain = string.Concat((text ?? "").Normalize(NormalizationForm.FormKC).Where(character => character is not (',' or '¥' or '\\' or '円') && !char.IsWhiteSpace(character)));
        return long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var yen) ? yen : null;
    }

    /// <summary>What can go back at most, as chosen.</summary>
    public long Most(ChargeDetails charge) => Extent == RefundExtent.Order
        ? WholeOrders(charge).FirstOrDefault(part => part.Order.Value.ToString() == Order)?.Refundable ?? 0
        : charge.Refundable;

    /// <summary>The amount as chosen or typed; null where it is none.</summary>
    public long? Wanted(ChargeDetails charge) => Extent == RefundExtent.All ? charge.Refundable : Yen(Amount);

    /// <summary>Field → key of its fault in <see cref="PaymentsText"/>; none: it can be sent.</summary>
    public IReadOnlyDictionary<string, string> Faults(ChargeDetails charge)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Extent == RefundExtent.Order && Most(charge) == 0)
        {
            faults[nameof(Order)] = nameof(PaymentsText.RefundOrderMissing);
        }
        else if (Extent != RefundExtent.All && Wanted(charge) is not >= 1)
        {
            faults[nameof(Amount)] = nameof(PaymentsText.RefundAmountMissing);
        }
        else if (Wanted(charge) > Most(charge))
        {
            faults[nameof(Amount)] = nameof(PaymentsText.RefundAmountTooHigh);
        }

        if ((Reason ?? "").Trim().Length > RefundPayments.MaxReasonLength)
        {
            faults[nameof(Reason)] = nameof(PaymentsText.RefundReasonTooLong);
        }

        if (Yen(Repeated) is not { } repeated || repeated != Wanted(charge))
        {
            faults[nameof(Repeated)] = nameof(PaymentsText.RefundRepeatDiffers);
        }

        return faults;
    }

    public RefundWish ToWish(ChargeDetails charge) => new(
        Extent == RefundExtent.Order && Guid.TryParse(Order, out var order) ? new OrderId(order) : null, Wanted(charge) ?? 0, Reason ?? "");
}
