using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class PaymentLooksTests
{
    [Theory]
    [InlineData(SettlementState.Running, false, ChargeStatus.Planned, ChargeStatus.Declined)]
    [InlineData(SettlementState.Paused, true, ChargeStatus.Sending, ChargeStatus.Succeeded)]
    [InlineData(SettlementState.Awaiting, true, ChargeStatus.AwaitingCustomer, ChargeStatus.Succeeded)]
    [InlineData(SettlementState.Completed, false, ChargeStatus.Succeeded, ChargeStatus.Cancelled)]
    [InlineData(SettlementState.Completed, false, ChargeStatus.Refunded, ChargeStatus.PartlyRefunded)]
    [InlineData(SettlementState.PartlyFailed, false, ChargeStatus.Succeeded, ChargeStatus.Expired)]
    [InlineData(SettlementState.PartlyFailed, false, ChargeStatus.AwaitingCustomer, ChargeStatus.Failed)]
    [InlineData(SettlementState.Failed, false, ChargeStatus.Declined, ChargeStatus.Cancelled)]
    [InlineData(SettlementState.Cancelled, false, ChargeStatus.Cancelled, ChargeStatus.Cancelled)]
    public void StateOf_Charges_IsTheWorstThatMatters(SettlementState state, bool isPaused, ChargeStatus one, ChargeStatus other) =>
        Assert.Equal(state, SettlementLook.StateOf(new[] { one, other }.Distinct().ToDictionary(status => status, _ => 1), isPaused));

    [Fact]
    public void View_OfAPlan_ShowsOnePageAndTheSumsOfAll()
    {
        SettlementCandidate[] orders = [.. Enumerable.Range(1, 45).Select(number => Samples.Candidate($"EC-{number:000}", 1_000 + number))];
        var plan = PlanOf(orders, SettlementGrouping.PerOrder);

        var view = PlanView.Of(plan, orders, 3);

        Assert.Equal((45, 45, 3, 3, 5), (view.Orders, view.Charges, view.Page, view.Pages, view.Rows.Count));
        Assert.Equal((orders.Sum(order => order.Total), 0), (view.Amount, view.Difference));
        Assert.Equal("EC-041", view.Rows[0].Parts[0].OrderNumber);
        Assert.Equal(3, PlanView.Of(plan, orders, 99).Page);
        Assert.Equal(1, PlanView.Of(plan, orders, -5).Page);
        Assert.Equal(plan.Digest, view.Token);
    }

    [Fact]
    public void View_OfAnOrderThatChangedSinceThePlan_ShowsTheDifference()
    {
        SettlementCandidate[] orders = [Samples.Candidate("EC-1", 1_000), Samples.Candidate("EC-2", 2_000)];
        var plan = PlanOf(orders, SettlementGrouping.ByCustomer);

        Assert.Equal(-500, PlanView.Of(plan, [orders[0] with { Total = 500 }, orders[1]], 1).Difference);
        Assert.Equal(-2_000, PlanView.Of(plan, [orders[0]], 1).Difference);
    }

    [Fact]
    public void View_OfASplitOrder_NamesItsPartsAndMarksThem()
    {
        SettlementCandidate[] orders = [Samples.Candidate("EC-BIG", 2_400_000), Samples.Candidate("EC-1", 1_000, "C-2"), Samples.Candidate("EC-B", 5_000, method: PaymentMethod.BankTransfer)];

        var view = PlanView.Of(PlanOf(orders, SettlementGrouping.PerOrder), orders, 1);

        var split = Assert.Single(view.Splits);
        Assert.Equal(("EC-BIG", 2_400_000, 3), (split.OrderNumber, split.Total, split.Parts.Count));
        Assert.Equal(3, view.Rows.Count(row => row.Parts[0].IsPart));
        var left = Assert.Single(view.Unsettled);
        Assert.Equal((UnsettledCodes.NoGateway, 1, 5_000), (left.Code, left.Orders, left.Amount));
    }

    [Fact]
    public void View_OfACustomerWithVeryManyOrders_CarriesTheFirstAndCountsTheRest()
    {
        SettlementCandidate[] orders = [.. Enumerable.Range(1, 800).Select(number => Samples.Candidate($"EC-{number:000}", 1_000))];

        var view = PlanView.Of(PlanOf(orders, SettlementGrouping.ByCustomer), orders, 1);

        var row = Assert.Single(view.Rows);
        Assert.Equal((800, PlanView.PartsShown), (row.Orders, row.Parts.Count));
    }

    [Theory]
    [InlineData("1000", 1_000)]
    [InlineData("¥1,000", 1_000)]
    [InlineData("１，０００円", 1_000)]
    [InlineData(" 7 ", 7)]
    [InlineData("1.5", null)]
    [InlineData("-3", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    public void Yen_AsPeopleWriteIt_IsRead(string text, int? yen) => Assert.Equal(yen, (int?)RefundForm.Yen(text));

    [Fact]
    public void Refund_IsSentOnlyWithAnAmountThatIsThereAndTwiceTheSame()
    {
        var charge = Samples.ChargeOf(ChargeStatus.Succeeded, amount: 1_000, orders: 2);

        Assert.Equal([nameof(RefundForm.Repeated)], new RefundForm().Faults(charge).Keys);
        Assert.Empty(new RefundForm { Repeated = "¥1,000" }.Faults(charge));
        Assert.Equal([nameof(RefundForm.Amount)], new RefundForm { Extent = RefundExtent.Amount, Amount = "1001", Repeated = "1001" }.Faults(charge).Keys);
        Assert.Equal([nameof(RefundForm.Amount), nameof(RefundForm.Repeated)], new RefundForm { Extent = RefundExtent.Amount, Amount = "0", Repeated = "x" }.Faults(charge).Keys);
        Assert.Equal([nameof(RefundForm.Order)], new RefundForm { Extent = RefundExtent.Order, Amount = "1", Repeated = "1" }.Faults(charge).Keys);
        var order = charge.Allocations[1];
        Assert.Equal([nameof(RefundForm.Amount)], new RefundForm { Extent = RefundExtent.Order, Order = order.Order.Value.ToString(), Amount = "501", Repeated = "501" }.Faults(charge).Keys);
        var form = new RefundForm { Extent = RefundExtent.Order, Order = order.Order.Value.ToString(), Amount = "500", Repeated = "500", Reason = "破損" };
        Assert.Empty(form.Faults(charge));
        Assert.Equal(new RefundWish(order.Order, 500, "破損"), form.ToWish(charge));
    }

    private static SettlementPlan PlanOf(IEnumerable<SettlementCandidate> orders, SettlementGrouping grouping) => SettlementPlanner.Plan(
        [.. orders.Select(order => new SettleableOrder(order.Id, order.OrderNumber, order.CustomerCode, order.Group, order.Total, order.Method, MaySplit: true))],
        grouping,
        new Dictionary<PaymentMethod, ChargeBounds> { [PaymentMethod.CreditCard] = ChargeBounds.Portal });
}
