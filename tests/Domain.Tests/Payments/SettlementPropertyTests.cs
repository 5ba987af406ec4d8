using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Tests.Payments;

/// <summary>What holds for any orders whatever, tried on totals around the bounds, where plans go wrong.</summary>
public sealed class SettlementPropertyTests
{
    private static readonly Dictionary<PaymentMethod, ChargeBounds> Wide = new()
    {
        [PaymentMethod.CreditCard] = ChargeBounds.Portal,
        [PaymentMethod.Konbini] = new ChargeBounds(120, 300_000),
    };

    /// <summary>So narrow that low charges, moves and remainders come up all the time.</summary>
    private static readonly Dictionary<PaymentMethod, ChargeBounds> Narrow = new()
    {
        [PaymentMethod.CreditCard] = new ChargeBounds(4, 12),
        [PaymentMethod.Konbini] = new ChargeBounds(1, 3),
    };

    private static Gen<(SettleableOrder[] Orders, SettlementGrouping Grouping, Dictionary<PaymentMethod, ChargeBounds> Bounds)> Cases { get; } =
        from narrow in Gen.Elements(true, false)
        from orders in OrderGen(narrow ? NarrowTotals : WideTotals).ArrayOf()
        from grouping in Gen.Elements(Enum.GetValues<SettlementGrouping>())
        select (orders.Select((order, i) => order with { OrderNumber = $"N-{i % 7}" }).ToArray(), grouping, narrow ? Narrow : Wide);

    private static Gen<long> NarrowTotals => Gen.Frequency((6, Gen.Choose(0, 12)), (2, Gen.Choose(12, 60))).Select(total => (long)total);

    private static Gen<long> WideTotals => Gen.OneOf(
        Gen.Choose(0, 250), Gen.Choose(1, 1_000_000), Gen.Choose(299_900, 300_100), Gen.Choose(999_850, 1_000_150), Gen.Choose(1_000_001, 3_500_000)).Select(total => (long)total);

    [Fact]
    public void Plan_SettlesEveryOrderToTheYenOrSaysWhyNot() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var plan = SettlementPlanner.Plan(one.Orders, one.Grouping, one.Bounds);

        var settled = plan.Charges.SelectMany(charge => charge.Allocations).GroupBy(allocation => allocation.Order).ToDictionary(order => order.Key, order => order.Sum(allocation => allocation.Amount));
        Assert.Equal(one.Orders.Select(order => order.Id).Order(ById), settled.Keys.Concat(plan.Unsettled.Select(order => order.Order)).Order(ById));
        Assert.All(one.Orders.Where(order => settled.ContainsKey(order.Id)), order => Assert.Equal(order.Total, settled[order.Id]));
        Assert.Equal(settled.Values.Sum(), plan.Amount);
        Assert.Equal(settled.Count, plan.Orders);
    }).Holds();

    [Fact]
    public void Plan_KeepsEveryChargeAndEveryPartWithinTheBoundsAndWithItsCustomer() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var orders = one.Orders.ToDictionary(order => order.Id);
        foreach (var charge in SettlementPlanner.Plan(one.Orders, one.Grouping, one.Bounds).Charges)
        {
            var bounds = one.Bounds[charge.Method];
            Assert.InRange(charge.Amount, bounds.Min, bounds.Max);
            Assert.Equal(charge.Amount, charge.Allocations.Sum(allocation => allocation.Amount));
            Assert.Equal(charge.Allocations.Count, charge.Allocations.Select(allocation => allocation.Order).Distinct().Count());
            Assert.All(charge.Allocations, allocation =>
            {
                var order = orders[allocation.Order];
                Assert.Equal((charge.Method, charge.CustomerCode), (order.Method, order.CustomerCode));
                Assert.True(allocation.Amount == order.Total || (order.Total > bounds.Max && order.MaySplit && allocation.Amount >= bounds.Min));
            });
            Assert.True(charge.Allocations.Count == 1 || (one.Grouping != SettlementGrouping.PerOrder && charge.CustomerCode is not null));
            Assert.True(one.Grouping != SettlementGrouping.ByCustomerAndGroup || charge.Allocations.Select(allocation => orders[allocation.Order].Group).Distinct().Count() == 1);
        }
    }).Holds();

    [Fact]
    public void Plan_IsTheSameInWhateverOrderTheOrdersCome()
    {
        var shuffled = from one in Cases from orders in Gen.Shuffle(one.Orders) select (one, orders: orders.ToArray());
        Prop.ForAll(shuffled.ToArbitrary(), pair =>
        {
            var straight = SettlementPlanner.Plan(pair.one.Orders, pair.one.Grouping, pair.one.Bounds);
            var mixed = SettlementPlanner.Plan(pair.orders, pair.one.Grouping, pair.one.Bounds);

            Assert.Equal(straight.Digest, mixed.Digest);
            Assert.Equal(straight.Unsettled, mixed.Unsettled);
        }).Holds();
    }

    [Fact]
    public void Plan_MakesNoMoreChargesThanFirstFitDecreasing() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var plan = SettlementPlanner.Plan(one.Orders, one.Grouping, one.Bounds);

        Assert.True(plan.Charges.Count <= one.Orders.GroupBy(order => KeyOf(order, one.Grouping)).Sum(bucket => FirstFit([.. bucket], one.Bounds)));
    }).Holds();

    /// <summary>An order below the minimum is left out only where all others of its bucket together, but the greatest of each charge, do not lift it.</summary>
    [Fact]
    public void Plan_LeavesOutLessThanOneMinimumOfABucket() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var orders = one.Orders.ToDictionary(order => order.Id);
        var left = SettlementPlanner.Plan(one.Orders, one.Grouping, one.Bounds).Unsettled.Where(order => order.Code == UnsettledCodes.BelowMinimum).Select(order => orders[order.Order]);

        Assert.All(left.GroupBy(order => KeyOf(order, one.Grouping)), bucket => Assert.True(bucket.Sum(order => order.Total) < one.Bounds[bucket.First().Method].Min));
    }).Holds();

    /// <summary>Guards the properties above: they would hold for plans without anything in them, too.</summary>
    [Fact]
    public void Cases_HaveSplitSharedLiftedAndLeftOutOrders()
    {
        var plans = Cases.Sample(400, 30).Select(one => SettlementPlanner.Plan(one.Orders, one.Grouping, one.Bounds)).ToList();

        Assert.Contains(plans, plan => plan.Charges.Any(charge => charge.Allocations.Count > 2));
        Assert.Contains(plans, plan => plan.Charges.Count > plan.Orders);
        foreach (var code in new[] { UnsettledCodes.BelowMinimum, UnsettledCodes.SplitNotAllowed, UnsettledCodes.NoGateway })
        {
            Assert.Contains(plans, plan => plan.Unsettled.Any(order => order.Code == code));
        }
    }

    private static readonly Comparer<OrderId> ById = Comparer<OrderId>.Create((one, other) => one.Value.CompareTo(other.Value));

    private static Gen<SettleableOrder> OrderGen(Gen<long> totals) =>
        from total in totals
        from customer in Gen.Elements("K-1", "K-1", "K-1", "K-2", "K-2", null)
        from groupName in Gen.Elements("春", null)
        from method in Gen.Frequency((8, Gen.Constant(PaymentMethod.CreditCard)), (3, Gen.Constant(PaymentMethod.Konbini)), (1, Gen.Constant(PaymentMethod.Invoice)))
        from maySplit in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new SettleableOrder(OrderId.New(), "", customer, groupName, total, method, maySplit);

    private static (PaymentMethod, string?, string?, OrderId?) KeyOf(SettleableOrder order, SettlementGrouping grouping) =>
        grouping == SettlementGrouping.PerOrder || order.CustomerCode is null
            ? (order.Method, order.CustomerCode, null, order.Id)
            : (order.Method, order.CustomerCode, grouping == SettlementGrouping.ByCustomerAndGroup ? order.Group : null, null);

    /// <summary>As the book has it: parts of what is over the limit (even ones, or full ones and the rest; whichever packs better) and everything else, the largest first, each into the first charge with room.</summary>
    private static int FirstFit(SettleableOrder[] orders, Dictionary<PaymentMethod, ChargeBounds> bounds)
    {
        if (!bounds.TryGetValue(orders[0].Method, out var bound))
        {
            return 0;
        }

        var takes = orders.Where(order => order.Total > 0 && (order.Total <= bound.Max || order.MaySplit)).Select(order => order.Total).ToList();
        return Math.Min(Pack(takes.SelectMany(total => Even(total, bound))), Pack(takes.SelectMany(total => Full(total, bound))));

        int Pack(IEnumerable<long> parts)
        {
            var charges = new List<long>();
            foreach (var part in parts.OrderDescending())
            {
                var place = charges.FindIndex(charge => charge + part <= bound.Max);
                if (place < 0)
                {
                    charges.Add(part);
                }
                else
                {
                    charges[place] += part;
                }
            }

            return charges.Count;
        }
    }

    private static IEnumerable<long> Even(long total, ChargeBounds bounds)
    {
        var count = (total + bounds.Max - 1) / bounds.Max;
        return Enumerable.Range(0, (int)count).Select(i => (total + i) / count);
    }

    private static IEnumerable<long> Full(long total, ChargeBounds bounds)
    {
        while (total > bounds.Max)
        {
            var part = Math.Min(bounds.Max, total - bounds.Min);
            total -= part;
            yield return part;
        }

        yield return total;
    }
}
