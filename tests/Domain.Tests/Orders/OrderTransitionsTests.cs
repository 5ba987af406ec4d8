using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Tests.Orders;

public sealed class OrderTransitionsTests
{
    /// <summary>The specification's own words, kept apart from the table that they check.</summary>
    private static readonly (OrderStatus From, OrderStatus To)[] Allowed =
    [
        (OrderStatus.Pending, OrderStatus.Confirmed), (OrderStatus.Confirmed, OrderStatus.Processing), (OrderStatus.Processing, OrderStatus.Shipped),
        (OrderStatus.Shipped, OrderStatus.Delivered),
        (OrderStatus.Pending, OrderStatus.Cancelled), (OrderStatus.Confirmed, OrderStatus.Cancelled),
        (OrderStatus.Confirmed, OrderStatus.Refunded), (OrderStatus.Processing, OrderStatus.Refunded), (OrderStatus.Shipped, OrderStatus.Refunded),
        (OrderStatus.Delivered, OrderStatus.Refunded),
    ];

    public static TheoryData<OrderStatus, OrderStatus> Pairs
    {
        get
        {
            var pairs = new TheoryData<OrderStatus, OrderStatus>();
            foreach (var from in Enum.GetValues<OrderStatus>())
            {
                foreach (var to in Enum.GetValues<OrderStatus>())
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Check_OfEveryPair_AllowsWhatTheSpecificationAllows(OrderStatus from, OrderStatus to)
    {
        // The payment that stands in the way of nothing else.
        var payment = to == OrderStatus.Refunded ? PaymentStatus.Refunded : PaymentStatus.Unpaid;

        var refusal = OrderTransitions.Check(from, payment, to);

        if (Allowed.Contains((from, to)))
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.Equal(OrderTransitions.Refused, refusal?.Code);
            Assert.Equal([from.ToString().ToLowerInvariant(), to.ToString().ToLowerInvariant()], refusal!.Arguments);
        }
    }

    [Theory]
    [InlineData(PaymentStatus.Unpaid, null)]
    [InlineData(PaymentStatus.Processing, OrderTransitions.PaymentInProgress)]
    [InlineData(PaymentStatus.Paid, OrderTransitions.IsPaid)]
    [InlineData(PaymentStatus.Failed, null)]
    [InlineData(PaymentStatus.Refunded, null)]
    [InlineData(PaymentStatus.PartlyRefunded, OrderTransitions.IsPaid)]
    public void Check_OfCancelling_LooksAtTheMoney(PaymentStatus payment, string? code)
    {
        foreach (var from in (OrderStatus[])[OrderStatus.Pending, OrderStatus.Confirmed])
        {
            Assert.Equal(code, OrderTransitions.Check(from, payment, OrderStatus.Cancelled)?.Code);
        }
    }

    [Fact]
    public void Check_OfRefunding_WantsTheMoneyBackFirst()
    {
        foreach (var payment in Enum.GetValues<PaymentStatus>())
        {
            Assert.Equal(payment == PaymentStatus.Refunded ? null : OrderTransitions.NotRefunded, OrderTransitions.Check(OrderStatus.Shipped, payment, OrderStatus.Refunded)?.Code);
        }
    }

    [Fact]
    public void Next_OfEveryState_OffersExactlyWhatIsNotRefused()
    {
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var payment in Enum.GetValues<PaymentStatus>())
            {
                Assert.Equal(
                    Enum.GetValues<OrderStatus>().Where(to => OrderTransitions.Check(from, payment, to) is null), OrderTransitions.Next(from, payment).Order());
            }
        }
    }
}
