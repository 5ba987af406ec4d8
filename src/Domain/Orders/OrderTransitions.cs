using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Orders;

/// <summary>Which status an order may take next; any other change is refused and changes nothing.</summary>
public static class OrderTransitions
{
    /// <summary>There is no such step. Arguments: the status it has and the one that was asked for, both in camelCase.</summary>
    public const string Refused = "order_transition_refused";

    /// <summary>A charge is on its way: whether money comes in is not known yet.</summary>
    public const string PaymentInProgress = "order_payment_in_progress";

    /// <summary>Money has come in, so it has to be given back first.</summary>
    public const string IsPaid = "order_is_paid";

    /// <summary>An order is refunded once its payments are.</summary>
    public const string NotRefunded = "order_not_refunded";

    private static readonly Dictionary<OrderStatus, OrderStatus[]> Table = new()
    {
        [OrderStatus.Pending] = [OrderStatus.Confirmed, OrderStatus.Cancelled],
        [OrderStatus.Confirmed] = [OrderStatus.Processing, OrderStatus.Cancelled, OrderStatus.Refunded],
        [OrderStatus.Processing] = [OrderStatus.Shipped, OrderStatus.Refunded],
        [OrderStatus.Shipped] = [OrderStatus.Delivered, OrderStatus.Refunded],
        [OrderStatus.Delivered] = [OrderStatus.Refunded],
        [OrderStatus.Cancelled] = [],
        [OrderStatus.Refunded] = [],
    };

    /// <summary>Null where the order may take the status.</summary>
    public static Error? Check(OrderStatus from, PaymentStatus payment, OrderStatus to)
    {
        if (!Table[from].Contains(to))
        {
            return new Error(Refused, NameOf(from), NameOf(to));
        }

        return to switch
        {
            OrderStatus.Cancelled when payment == PaymentStatus.Processing => new Error(PaymentInProgress),
            OrderStatus.Cancelled when payment is PaymentStatus.Paid or PaymentStatus.PartlyRefunded => new Error(IsPaid),
            OrderStatus.Refunded when payment != PaymentStatus.Refunded => new Error(NotRefunded),
            _ => null,
        };
    }

    /// <summary>What may be offered for an order; on the straight way first.</summary>
    public static IEnumerable<OrderStatus> Next(OrderStatus from, PaymentStatus payment) => Table[from].Where(to => Check(from, payment, to) is null);

    private static string NameOf(OrderStatus status) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
