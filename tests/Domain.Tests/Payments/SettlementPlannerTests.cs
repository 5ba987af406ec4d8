using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Tests.Payments;

public sealed class SettlementPlannerTests
{
    private static readonly Dictionary<PaymentMethod, ChargeBounds> Bounds = new()
    {
        [PaymentMethod.CreditCard] = ChargeBounds.Portal,
        [PaymentMethod.Konbini] = new ChargeBounds(120, 300_000),
    };

    [Theory]
    [InlineData(1_000_000, new long[] { 1_000_000 })]
    [InlineData(1_000_001, new long[] { 500_001, 500_000 })]
    [InlineData(2_400_000, new long[] { 800_000, 800_000, 800_000 })]
    [InlineData(2_000_001, new long[] { 666_667, 666_667, 666_667 })]
    [InlineData(100, new long[] { 100 })]
    public void Plan_OfOneOrder_SplitsItEvenlyOverTheLimit(long total, long[] charges) =>
        Assert.Equal(charges, Plan(SettlementGrouping.PerOrder, Order("A", total)).Charges.Select(charge => charge.Amount));

    [Theory]
    [InlineData(99, UnsettledCodes.BelowMinimum)]
    [InlineData(0, UnsettledCodes.BelowMinimum)]
    [InlineData(1_000_000_001, UnsettledCodes.TooManyParts)]
    public void Plan_OfAnOrderThatNoChargeTakes_SaysWhy(long total, string code)
    {
        var plan = Plan(SettlementGrouping.PerOrder, Order("A", total));

        Assert.Empty(plan.Charges);
        Assert.Equal([code], plan.Unsettled.Select(order => order.Code));
    }

    [Fact]
    public void Plan_WhereTheTenantDoesNotSplit_LeavesTheOrderOut() =>
        Assert.Equal([UnsettledCodes.SplitNotAllowed], Plan(SettlementGrouping.PerOrder, Order("A", 1_000_001) with { MaySplit = false }).Unsettled.Select(order => order.Code));

    [Fact]
    public void Plan_OfMethodsWithoutGateway_LeavesThemOut()
    {
        var plan = Plan(SettlementGrouping.ByCustomer, Order("A", 500) with { Method = PaymentMethod.BankTransfer }, Order("B", 500) with { Method = PaymentMethod.Invoice }, Order("C", 500));

        Assert.Equal([UnsettledCodes.NoGateway, UnsettledCodes.NoGateway], plan.Unsettled.Select(order => order.Code));
        Assert.Equal(500, plan.Amount);
    }

    [Fact]
    public void Plan_OfKonbini_KeepsItsNarrowerBounds()
    {
        var plan = Plan(SettlementGrouping.PerOrder, Order("A", 700_000) with { Method = PaymentMethod.Konbini }, Order("B", 119) with { Method = PaymentMethod.Konbini });

        Assert.Equal([233_334, 233_333, 233_333], plan.Charges.Select(charge => charge.Amount));
        Assert.Equal(["B"], plan.Unsettled.Select(order => order.OrderNumber));
    }

    [Fact]
    public void Plan_ByCustomer_AddsUpSmallOrdersOfOneCustomerOnly()
    {
        var plan = Plan(SettlementGrouping.ByCustomer, Order("A", 60), Order("B", 60), Order("C", 60) with { CustomerCode = "K-2" }, Order("D", 60) with { CustomerCode = null }, Order("E", 60) with { CustomerCode = null });

        Assert.Equal([120], plan.Charges.Select(charge => charge.Amount));
        Assert.Equal(["C", "D", "E"], plan.Unsettled.Select(order => order.OrderNumber));
    }

    [Fact]
    public void Plan_ByCustomerAndGroup_KeepsGroupsApart()
    {
        SettleableOrder[] orders = [Order("A", 1_000) with { Group = "春" }, Order("B", 1_000) with { Group = "春" }, Order("C", 1_000) with { Group = "夏" }, Order("D", 1_000)];

        Assert.Equal(3, Plan(SettlementGrouping.ByCustomerAndGroup, orders).Charges.Count);
        Assert.Single(Plan(SettlementGrouping.ByCustomer, orders).Charges);
    }

    [Fact]
    public void Plan_WhenTheLastChargeWouldBeBelowTheMinimum_LiftsItByOthers()
    {
        var plan = Plan(SettlementGrouping.ByCustomer, Order("A", 999_900), Order("B", 60), Order("C", 50), Order("D", 40));

        Assert.Empty(plan.Unsettled);
        Assert.Equal([999_900, 150], plan.Charges.Select(charge => charge.Amount));
    }

    [Fact]
    public void Plan_WhenNothingLiftsTheLastCharge_LeavesItsOrdersOut()
    {
        var plan = Plan(SettlementGrouping.ByCustomer, Order("A", 999_990), Order("B", 60));

        Assert.Equal([999_990], plan.Charges.Select(charge => charge.Amount));
        Assert.Equal(["B"], plan.Unsettled.Select(order => order.OrderNumber));
    }

    [Fact]
    public void Plan_WhenOthersOfTheCustomerFitBesideAPart_MakesFewerCharges()
    {
        var plan = Plan(SettlementGrouping.ByCustomer, Order("A", 1_100_000), Order("B", 450_000), Order("C", 400_000));

        Assert.Equal(2, plan.Charges.Count);
        Assert.Equal(1_950_000, plan.Amount);
    }

    [Fact]
    public void Digest_OfAnotherPlan_IsAnother()
    {
        var id = OrderId.New();
        SettlementPlan[] plans =
        [
            Plan(SettlementGrouping.PerOrder, Order("A", 500) with { Id = id }),
            Plan(SettlementGrouping.PerOrder, Order("A", 501) with { Id = id }),
            Plan(SettlementGrouping.PerOrder, Order("A", 500)),
            Plan(SettlementGrouping.PerOrder, Order("A", 500) with { Id = id, Method = PaymentMethod.Konbini }),
            Plan(SettlementGrouping.PerOrder, Order("A", 500) with { Id = id, CustomerCode = "K-2" }),
            Plan(SettlementGrouping.PerOrder),
        ];

        Assert.Equal(plans.Length, plans.Select(plan => plan.Digest).Distinct(StringComparer.Ordinal).Count());
        Assert.All(plans, plan => Assert.Equal(64, plan.Digest.Length));
    }

    /// <summary>The walk along all charges that first-fit suggests would take minutes here.</summary>
    [Fact]
    public async Task Plan_OfAHundredThousandOrdersOfOneCustomer_TakesNoTime()
    {
        var orders = Enumerable.Range(0, 100_000).Select(i => Order($"N-{i:D6}", 600_000 + i)).ToList();

        var plan = await Task.Run(() => SettlementPlanner.Plan(orders, SettlementGrouping.ByCustomer, Bounds), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(orders.Sum(order => order.Total), plan.Amount);
    }

    private static SettlementPlan Plan(SettlementGrouping grouping, params SettleableOrder[] orders) => SettlementPlanner.Plan(orders, grouping, Bounds);

    private static SettleableOrder Order(string number, long total) => new(OrderId.New(), number, "K-1", null, total, PaymentMethod.CreditCard, MaySplit: true);
}
