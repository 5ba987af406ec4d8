using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Payments;

/// <summary>
/// Decides which charges settle which orders. Sums are kept to the yen, every charge is within the bounds of its method, every order is either settled in
/// full or left out with a reason, and there are never more charges than first-fit-decreasing gives.
/// </summary>
public static class SettlementPlanner
{
    /// <summary>Charges that one order is split into at most.</summary>
    public const int MostParts = 1_000;

    /// <param name="orders">Each order once.</param>
    /// <param name="bounds">Of the methods that a gateway takes; orders of other methods are left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Bounds that are so narrow that a charge below the minimum could not always be lifted: the limit is three times the minimum or more.</exception>
    public static SettlementPlan Plan(IReadOnlyCollection<SettleableOrder> orders, SettlementGrouping grouping, IReadOnlyDictionary<PaymentMethod, ChargeBounds> bounds)
    {
        foreach (var bound in bounds.Values)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bound.Min, 1, nameof(bounds));
            ArgumentOutOfRangeException.ThrowIfLessThan(bound.Max, 3 * bound.Min, nameof(bounds));
        }

        var charges = new List<PlannedCharge>();
        var unsettled = new List<UnsettledOrder>();
        var buckets = orders.Where(order => TakesPart(order, bounds, unsettled)).GroupBy(order => BucketOf(order, grouping))
            .OrderBy(bucket => bucket.Key.Method).ThenBy(bucket => bucket.Key.Customer, StringComparer.Ordinal).ThenBy(bucket => bucket.Key.Group, StringComparer.Ordinal)
            .ThenBy(bucket => bucket.Key.Single, StringComparer.Ordinal).ThenBy(bucket => bucket.Key.SingleId);
        foreach (var bucket in buckets)
        {
            var (filled, left) = Fill([.. bucket], bounds[bucket.Key.Method]);
            charges.AddRange(filled.Select(charge => new PlannedCharge(
                bucket.Key.Method, bucket.First().CustomerCode, charge.Amount, [.. charge.Parts.Select(part => new PlannedAllocation(part.Order.Id, part.Amount))])));
            unsettled.AddRange(left.Select(part => Leave(part.Order, UnsettledCodes.BelowMinimum)));
        }

        return new SettlementPlan(charges, [.. unsettled.OrderBy(order => order.OrderNumber, StringComparer.Ordinal).ThenBy(order => order.Order.Value)]);
    }

    private static bool TakesPart(SettleableOrder order, IReadOnlyDictionary<PaymentMethod, ChargeBounds> bounds, List<UnsettledOrder> unsettled)
    {
        var code = !bounds.TryGetValue(order.Method, out var bound) ? UnsettledCodes.NoGateway
            : order.Total <= 0 ? UnsettledCodes.BelowMinimum
            : order.Total <= bound.Max ? null
            : !order.MaySplit ? UnsettledCodes.SplitNotAllowed
            : order.Total > MostParts * bound.Max ? UnsettledCodes.TooManyParts
            : null;
        if (code is not null)
        {
            unsettled.Add(Leave(order, code));
        }

        return code is null;
    }

    private static UnsettledOrder Leave(SettleableOrder order, string code) => new(order.Id, order.OrderNumber, order.Total, code);

    /// <summary>Orders of one bucket may share charges.</summary>
    private static (PaymentMethod Method, string Customer, string Group, string Single, Guid SingleId) BucketOf(SettleableOrder order, SettlementGrouping grouping) =>
        grouping == SettlementGrouping.PerOrder || order.CustomerCode is null
            ? (order.Method, order.CustomerCode ?? "", "", order.OrderNumber, order.Id.Value)
            : (order.Method, order.CustomerCode, grouping == SettlementGrouping.ByCustomerAndGroup ? order.Group ?? "" : "", "", Guid.Empty);

    /// <summary>
    /// An order over the limit can be split in even parts that stand alone, in even parts that others may join, or in full charges and a rest that others may
    /// join. The way with the fewest charges is taken; where they are equal, the first of them.
    /// </summary>
    private static (List<FilledCharge> Charges, IReadOnlyList<OrderPart> Left) Fill(IReadOnlyList<SettleableOrder> orders, ChargeBounds bounds)
    {
        var small = orders.Where(order => order.Total <= bounds.Max).Select(order => new OrderPart(order, order.Total)).ToList();
        var large = orders.Where(order => order.Total > bounds.Max).ToList();
        var even = large.SelectMany(order => EvenParts(order, bounds)).ToList();
        var ways = new List<(List<FilledCharge> Alone, IEnumerable<OrderPart> Shared)> { ([.. even.OrderDescending(OrderPart.BySize).Select(FilledCharge.Of)], small) };
        if (large.Count > 0 && orders.Count > 1)
        {
            ways.Add(([], [.. even, .. small]));
            ways.Add(([], [.. large.SelectMany(order => FullParts(order, bounds)), .. small]));
        }

        return ways.Select(way =>
        {
            var shared = ChargePacking.Pack(way.Shared, bounds);
            var count = way.Alone.Count + shared.Count;
            var left = ChargePacking.Lift(shared, bounds);
            return (Count: count, Left: left, Charges: (List<FilledCharge>)[.. way.Alone, .. shared]);
        }).OrderBy(way => way.Count).ThenBy(way => way.Left.Count).Select(way => (way.Charges, way.Left)).First();
    }

    /// <remarks>Each is more than half of the limit, so no two of them go into one charge.</remarks>
    private static IEnumerable<OrderPart> EvenParts(SettleableOrder order, ChargeBounds bounds)
    {
        var count = (order.Total + bounds.Max - 1) / bounds.Max;
        for (var i = 0; i < count; i++)
        {
            yield return new OrderPart(order, order.Total / count + (i < order.Total % count ? 1 : 0));
        }
    }

    /// <summary>Full charges and the rest; where the rest would be below the minimum, the last but one is a little less than full. Here, too, no two go into one charge.</summary>
    private static IEnumerable<OrderPart> FullParts(SettleableOrder order, ChargeBounds bounds)
    {
        var rest = order.Total;
        while (rest > bounds.Max)
        {
            var part = Math.Min(bounds.Max, rest - bounds.Min);
            rest -= part;
            yield return new OrderPart(order, part);
        }

        yield return new OrderPart(order, rest);
    }
}
