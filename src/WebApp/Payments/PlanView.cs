using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Payments;

/// <summary>A part of an order in a charge.</summary>
/// <param name="IsPart">Other charges settle the rest of the order.</param>
public sealed record PlannedRowPart(string OrderNumber, long Amount, bool IsPart);

/// <param name="Parts">The first <see cref="PlanView.PartsShown"/> of its allocations.</param>
public sealed record PlannedRow(PaymentMethod Method, string? CustomerCode, long Amount, int Orders, IReadOnlyList<PlannedRowPart> Parts);

/// <summary>An order that takes several charges.</summary>
/// <param name="Parts">Yen of each, the largest first.</param>
public sealed record SplitOrder(string OrderNumber, long Total, IReadOnlyList<long> Parts);

/// <summary>Orders that are left out for the same reason.</summary>
/// <param name="OrderNumbers">Of the first <see cref="PlanView.PartsShown"/>.</param>
public sealed record UnsettledReason(string Code, int Orders, long Amount, IReadOnlyList<string> OrderNumbers);

/// <summary>What the page shows of a plan: its sums and one page of its charges. A plan may have 10,000, which no circuit should carry.</summary>
/// <param name="Token">Whoever runs the plan names it.</param>
/// <param name="OrdersAmount">Yen of the orders that are settled, from the orders themselves.</param>
/// <param name="Amount">Yen of the charges.</param>
public sealed record PlanView(
    string Token, int Orders, long OrdersAmount, int Charges, long Amount, int Page, IReadOnlyList<PlannedRow> Rows, int SplitOrders, IReadOnlyList<SplitOrder> Splits,
    IReadOnlyList<UnsettledReason> Unsettled)
{
    public const int PageSize = 20;

    /// <summary>Of a list within the page; the rest is a number.</summary>
    public const int PartsShown = 50;

    /// <summary>0 where every yen of the orders is in a charge.</summary>
    public long Difference => OrdersAmount - Amount;

    public int Pages => Math.Max(1, (Charges + PageSize - 1) / PageSize);

    public int UnsettledOrders => Unsettled.Sum(reason => reason.Orders);

    public long UnsettledAmount => Unsettled.Sum(reason => reason.Amount);

    /// <param name="orders">The plan's orders as they are, whatever the plan made of them.</param>
    /// <param name="page">From 1; one that is not there is the nearest.</param>
    public static PlanView Of(SettlementPlan plan, IReadOnlyList<SettlementCandidate> orders, int page)
    {
        var known = orders.ToDictionary(order => order.Id);
        var parts = plan.Charges.SelectMany(charge => charge.Allocations).GroupBy(allocation => allocation.Order)
            .ToDictionary(order => order.Key, order => order.Select(allocation => allocation.Amount).OrderDescending().ToList());
        var shown = Math.Clamp(page, 1, Math.Max(1, (plan.Charges.Count + PageSize - 1) / PageSize));
        var splits = parts.Where(order => order.Value.Count > 1).Select(order => new SplitOrder(NumberOf(order.Key), order.Value.Sum(), order.Value))
            .OrderBy(order => order.OrderNumber, StringComparer.Ordinal).ToList();
        return new PlanView(
            plan.Digest,
            plan.Orders,
            parts.Keys.Sum(order => known.TryGetValue(order, out var found) ? found.Total : 0),
            plan.Charges.Count,
            plan.Amount,
            shown,
            [.. plan.Charges.Skip((shown - 1) * PageSize).Take(PageSize).Select(charge => new PlannedRow(
                charge.Method, charge.CustomerCode, charge.Amount, charge.Allocations.Count,
                [.. charge.Allocations.Take(PartsShown).Select(part => new PlannedRowPart(NumberOf(part.Order), part.Amount, parts[part.Order].Count > 1))]))],
            splits.Count,
            [.. splits.Take(PageSize)],
            [.. plan.Unsettled.GroupBy(order => order.Code).OrderByDescending(reason => reason.Count()).ThenBy(reason => reason.Key, StringComparer.Ordinal)
                .Select(reason => new UnsettledReason(
                    reason.Key, reason.Count(), reason.Sum(order => order.Total), [.. reason.Take(PartsShown).Select(order => order.OrderNumber)]))]);

        string NumberOf(OrderId order) => known.TryGetValue(order, out var found) ? found.OrderNumber : order.Value.ToString();
    }
}
