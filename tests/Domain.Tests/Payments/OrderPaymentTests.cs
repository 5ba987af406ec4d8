using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Tests.Payments;

public sealed class OrderPaymentTests
{
    private static Gen<List<OrderShare>> Shares { get; } =
        (from status in Gen.Elements(Enum.GetValues<ChargeStatus>())
         from amount in Gen.Choose(100, 1_000_000)
         from part in Gen.Choose(1, 99)
         select new OrderShare(status, amount, status switch { ChargeStatus.Refunded => amount, ChargeStatus.PartlyRefunded => part, _ => 0 })).NonEmptyListOf().Select(list => list.ToList());

    [Theory]
    [InlineData(PaymentStatus.Paid, ChargeStatus.Succeeded)]
    [InlineData(PaymentStatus.Paid, ChargeStatus.Succeeded, ChargeStatus.Succeeded)]
    [InlineData(PaymentStatus.Processing, ChargeStatus.Planned)]
    [InlineData(PaymentStatus.Processing, ChargeStatus.Succeeded, ChargeStatus.Sending)]
    [InlineData(PaymentStatus.Processing, ChargeStatus.AwaitingCustomer)]
    [InlineData(PaymentStatus.Failed, ChargeStatus.Declined)]
    [InlineData(PaymentStatus.Failed, ChargeStatus.Succeeded, ChargeStatus.Expired)]
    [InlineData(PaymentStatus.Failed, ChargeStatus.Sending, ChargeStatus.Failed)]
    [InlineData(PaymentStatus.Unpaid, ChargeStatus.Cancelled)]
    [InlineData(PaymentStatus.Unpaid, ChargeStatus.Cancelled, ChargeStatus.Cancelled)]
    [InlineData(PaymentStatus.Failed, ChargeStatus.Succeeded, ChargeStatus.Cancelled)]
    public void Of_WhenNothingWentBack_IsWhatTheChargesAre(PaymentStatus expected, params ChargeStatus[] charges) =>
        Assert.Equal(expected, OrderPayment.Of([.. charges.Select(status => new OrderShare(status, 1_000, 0))]));

    [Theory]
    [InlineData(1_000, 500, PaymentStatus.Refunded)]
    [InlineData(1_000, 0, PaymentStatus.PartlyRefunded)]
    [InlineData(1, 0, PaymentStatus.PartlyRefunded)]
    public void Of_WhenMoneyWentBack_LooksAtTheSums(long first, long second, PaymentStatus expected) => Assert.Equal(
        expected,
        OrderPayment.Of(
        [
            new OrderShare(first == 1_000 ? ChargeStatus.Refunded : ChargeStatus.PartlyRefunded, 1_000, first),
            new OrderShare(second == 500 ? ChargeStatus.Refunded : ChargeStatus.Succeeded, 500, second),
        ]));

    [Fact]
    public void Of_WhenAnotherOrderOfTheChargeWasRefunded_IsStillPaid() =>
        Assert.Equal(PaymentStatus.Paid, OrderPayment.Of([new OrderShare(ChargeStatus.PartlyRefunded, 700, 0)]));

    [Fact]
    public void Of_WhenThePaidPartWentBackAndTheOtherWasDeclined_IsRefunded() => Assert.Equal(
        PaymentStatus.Refunded, OrderPayment.Of([new OrderShare(ChargeStatus.Refunded, 700, 700), new OrderShare(ChargeStatus.Declined, 300, 0)]));

    [Fact]
    public void Of_SaysPaidOnlyWhenEveryYenIsThere() => Prop.ForAll(Shares.ToArbitrary(), shares =>
    {
        var payment = OrderPayment.Of(shares);

        Assert.Equal(
            shares.TrueForAll(share => ChargeOutcome.IsCaptured(share.Status) && share.Refunded == 0),
            payment == PaymentStatus.Paid);
    }).Holds();

    [Theory]
    [InlineData(OrderStatus.Pending, PaymentStatus.Paid, OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Confirmed, PaymentStatus.Paid, null)]
    [InlineData(OrderStatus.Cancelled, PaymentStatus.Paid, null)]
    [InlineData(OrderStatus.Pending, PaymentStatus.Failed, null)]
    [InlineData(OrderStatus.Pending, PaymentStatus.Processing, null)]
    [InlineData(OrderStatus.Confirmed, PaymentStatus.Refunded, OrderStatus.Refunded)]
    [InlineData(OrderStatus.Delivered, PaymentStatus.Refunded, OrderStatus.Refunded)]
    [InlineData(OrderStatus.Shipped, PaymentStatus.PartlyRefunded, null)]
    [InlineData(OrderStatus.Cancelled, PaymentStatus.Refunded, null)]
    public void Next_WhenMoneyComesOrGoes_IsAStepTheOrderMayTake(OrderStatus status, PaymentStatus payment, OrderStatus? next) =>
        Assert.Equal(next, OrderPayment.Next(status, payment));
}
