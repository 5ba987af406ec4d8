using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>What is to be settled, as the API takes it: an import or certain orders.</summary>
/// <param name="OrderIds">At most 10,000.</param>
/// <param name="Grouping"><c>perOrder</c> (default), <c>byCustomer</c> or <c>byCustomerAndGroup</c>.</param>
/// <param name="Token">Of the plan that was shown; left out: whatever the plan is now.</param>
internal sealed record SettlementBody(Guid? ImportId, IReadOnlyList<Guid>? OrderIds, [property: Names<SettlementGrouping>] string? Grouping, string? Token) : IHasExample<SettlementBody>
{
    public static SettlementBody Example { get; } = new(PaymentExamples.Import, null, "byCustomer", PaymentExamples.Token);
}

/// <summary>How many charges are in one state.</summary>
/// <param name="Status"><c>planned</c>, <c>sending</c>, <c>succeeded</c>, <c>declined</c>, <c>failed</c>, <c>awaitingCustomer</c>, <c>expired</c>, <c>cancelled</c>, <c>refunded</c> or <c>partlyRefunded</c>.</param>
internal sealed record ChargeCountResource([property: Names<ChargeStatus>] string Status, int Count);

/// <summary>A settlement in a list.</summary>
/// <param name="Number">What people call it: "settlement 12".</param>
/// <param name="ImportId">Null for a selection of orders.</param>
/// <param name="Amount">Yen of all its charges.</param>
/// <param name="OrdersUnsettled">Orders that its plan left out.</param>
/// <param name="AmountUnsettled">Yen of those.</param>
/// <param name="FinishedAt">When none of its charges was waiting or under way any more; null while some are.</param>
internal sealed record SettlementSummaryResource(
    Guid Id, long Number, Guid? ImportId, long? ImportNumber, [property: Names<SettlementGrouping>] string Grouping, string Gateway, int Orders, long Amount, int OrdersUnsettled, long AmountUnsettled,
    IReadOnlyList<ChargeCountResource> Charges, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt, DateTimeOffset ModifiedAt) : IHasExample<SettlementSummaryResource>
{
    public static SettlementSummaryResource Example { get; } = new(
        PaymentExamples.Settlement, 12, PaymentExamples.Import, 1042, "byCustomer", "simulator", 20, 84_604, 1, 99, [new("succeeded", 17), new("declined", 1)],
        PaymentExamples.At, "佐藤 一郎", PaymentExamples.At.AddSeconds(9), PaymentExamples.At.AddSeconds(9));

    public static SettlementSummaryResource Of(SettlementListItem item)
    {
        var settlement = item.Settlement;
        return new SettlementSummaryResource(
            settlement.Id.Value, settlement.Number, settlement.Import?.Value, settlement.ImportNumber, ImportNames.Of(settlement.Grouping), settlement.Gateway, settlement.Orders, settlement.Amount,
            settlement.OrdersUnsettled, settlement.AmountUnsettled, [.. item.Counts.OrderBy(static count => count.Key).Select(static count => new ChargeCountResource(ImportNames.Of(count.Key), count.Value))],
            settlement.CreatedAt, settlement.ActorName, settlement.FinishedAt, settlement.ModifiedAt);
    }
}

/// <summary>Yen and charges in one state.</summary>
/// <param name="Amount">Yen.</param>
/// <param name="Refunded">Yen of it that have gone back.</param>
internal sealed record TallyResource([property: Names<ChargeStatus>] string Status, int Count, long Amount, long Refunded);

/// <summary>A settlement as the API gives it; the members are those of the list.</summary>
internal sealed record SettlementResource(
    Guid Id, long Number, Guid? ImportId, long? ImportNumber, [property: Names<SettlementGrouping>] string Grouping, string Gateway, int Orders, long Amount, int OrdersUnsettled, long AmountUnsettled, IReadOnlyList<TallyResource> Charges,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt, DateTimeOffset ModifiedAt) : IHasExample<SettlementResource>
{
    public static SettlementResource Example { get; } = new(
        PaymentExamples.Settlement, 12, PaymentExamples.Import, 1042, "byCustomer", "simulator", 20, 84_604, 1, 99, [new("succeeded", 17, 80_600, 1_000), new("declined", 1, 4_004, 0)],
        PaymentExamples.At, "佐藤 一郎", PaymentExamples.At.AddSeconds(9), PaymentExamples.At.AddSeconds(9));

    public static SettlementResource Of(SettlementDetails details)
    {
        var settlement = details.Settlement;
        return new SettlementResource(
            settlement.Id.Value, settlement.Number, settlement.Import?.Value, settlement.ImportNumber, ImportNames.Of(settlement.Grouping), settlement.Gateway, settlement.Orders, settlement.Amount,
            settlement.OrdersUnsettled, settlement.AmountUnsettled,
            [.. details.Charges.Select(static tally => new TallyResource(ImportNames.Of(tally.Status), tally.Count, tally.Amount, tally.Refunded))],
            settlement.CreatedAt, settlement.ActorName, settlement.FinishedAt, settlement.ModifiedAt);
    }
}

/// <summary>Sums that have to agree, in yen.</summary>
/// <param name="OrdersTotal">Totals of the orders.</param>
/// <param name="Unsettled">Of that, orders that no charge settles.</param>
/// <param name="Allocated">What charges settle of the orders, cancelled ones not counted.</param>
/// <param name="Captured">What came in.</param>
/// <param name="Refunded">What went back.</param>
/// <param name="Outstanding">What is allocated and has not come in.</param>
/// <param name="Kept"><c>captured</c> less <c>refunded</c>.</param>
/// <param name="Consistent">Every yen is accounted for.</param>
internal sealed record ReconciliationResource(long Orders, long OrdersTotal, long Unsettled, long Allocated, long Captured, long Refunded, long Outstanding, long Kept, bool Consistent)
    : IHasExample<ReconciliationResource>
{
    public static ReconciliationResource Example { get; } = new(20, 84_604, 0, 84_604, 80_600, 1_000, 4_004, 79_600, true);

    public static ReconciliationResource Of(ReconcileFigures figures) => new(
        figures.Orders, figures.OrdersTotal, figures.Unsettled, figures.Allocated, figures.Captured, figures.Refunded, figures.Outstanding, figures.Kept, figures.IsConsistent);
}

/// <summary>A part of an order in a planned charge.</summary>
/// <param name="Amount">Yen.</param>
internal sealed record PlannedPartResource(Guid OrderId, long Amount);

/// <summary>A charge that a settlement would make.</summary>
/// <param name="PaymentMethod"><c>credit_card</c> or <c>konbini</c>.</param>
/// <param name="Amount">Yen.</param>
internal sealed record PlannedChargeResource([property: Names("credit_card", "konbini")] string PaymentMethod, string? CustomerCode, long Amount, IReadOnlyList<PlannedPartResource> Orders);

/// <summary>An order that the plan leaves out, and the code of why.</summary>
/// <param name="Total">Yen.</param>
/// <param name="Code"><c>below_minimum</c>, <c>above_limit_split_not_allowed</c>, <c>above_limit_too_many_parts</c>, <c>payment_method_without_gateway</c>, <c>order_not_pending</c> or <c>already_settled</c>.</param>
internal sealed record UnsettledResource(Guid OrderId, string OrderNumber, long Total, string Code);

/// <summary>What a settlement would do; <c>token</c> starts exactly this one.</summary>
/// <param name="Orders">That would be settled.</param>
/// <param name="Amount">Yen that would be charged.</param>
internal sealed record SettlementPlanResource(string Token, int Orders, long Amount, IReadOnlyList<PlannedChargeResource> Charges, IReadOnlyList<UnsettledResource> Unsettled)
    : IHasExample<SettlementPlanResource>
{
    public static SettlementPlanResource Example { get; } = new(
        PaymentExamples.Token, 1, 3_300, [new("credit_card", "C-1001", 3_300, [new(PaymentExamples.Order, 3_300)])],
        [new(new Guid("01928a60-0000-7000-8000-00000000000e"), "EC-1002", 99, "below_minimum")]);

    public static SettlementPlanResource Of(SettlementPlan plan) => new(
        plan.Digest, plan.Orders, plan.Amount,
        [
            .. plan.Charges.Select(static charge => new PlannedChargeResource(
                OrderNames.Of(charge.Method), charge.CustomerCode, charge.Amount,
                [.. charge.Allocations.Select(static part => new PlannedPartResource(part.Order.Value, part.Amount))])),
        ],
        [.. plan.Unsettled.Select(static order => new UnsettledResource(order.Order.Value, order.OrderNumber, order.Total, order.Code))]);
}

/// <param name="Code">Why the charge stays as it is.</param>
internal sealed record RefusedChargeResource(Guid ChargeId, string Code);

/// <summary>What became of charges that somebody asked to change together.</summary>
/// <param name="Changed">How many were changed; of those to cancel also the ones whose gateway is being asked.</param>
internal sealed record ChargeOutcomesResource(int Changed, IReadOnlyList<RefusedChargeResource> Refused) : IHasExample<ChargeOutcomesResource>
{
    public static ChargeOutcomesResource Example { get; } = new(1, [new(PaymentExamples.Charge, PaymentErrors.OrderNotPending)]);

    public static ChargeOutcomesResource Of(ChargeOutcomes outcomes) => new(
        outcomes.Changed, [.. outcomes.Refused.Select(static refused => new RefusedChargeResource(refused.Charge.Value, refused.Code))]);
}

/// <summary>Things of the examples, the same in all of them.</summary>
internal static class PaymentExamples
{
    public const string Token = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static readonly DateTimeOffset At = new(2026, 11, 27, 1, 21, 0, TimeSpan.Zero);

    public static readonly Guid Settlement = new("01928a60-0000-7000-8000-000000000012");

    public static readonly Guid Charge = new("01928a60-0000-7000-8000-00000000000c");

    public static readonly Guid Order = new("01928a60-0000-7000-8000-00000000000f");

    public static readonly Guid Import = new("01928a60-0000-7000-8000-00000000000a");
}
