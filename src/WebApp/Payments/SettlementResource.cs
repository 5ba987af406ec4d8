using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>What is to be settled, as the API takes it.</summary>
/// <param name="Grouping"><c>perOrder</c> (default), <c>byCustomer</c> or <c>byCustomerAndGroup</c>.</param>
/// <param name="Token">Of the plan that was shown; left out: whatever the plan is now.</param>
internal sealed record SettlementBody(Guid? ImportId, IReadOnlyList<Guid>? OrderIds, [property: Names<SettlementGrouping>] string? Grouping, string? Token);

/// <summary>Yen and charges in one state.</summary>
internal sealed record TallyResource([property: Names<ChargeStatus>] string Status, int Count, long Amount, long Refunded);

/// <summary>A settlement as the API gives it.</summary>
internal sealed record SettlementResource(
    Guid Id, long Number, Guid? ImportId, [property: Names<SettlementGrouping>] string Grouping, string Gateway, int Orders, long Amount, int OrdersUnsettled, long AmountUnsettled, IReadOnlyList<TallyResource> Charges,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt)
{
    public static SettlementResource Of(SettlementDetails details) => new(
        details.Settlement.Id.Value, details.Settlement.Number, details.Settlement.Import?.Value, ImportNames.Of(details.Settlement.Grouping), details.Settlement.Gateway,
        details.Settlement.Orders, details.Settlement.Amount, details.Settlement.OrdersUnsettled, details.Settlement.AmountUnsettled,
        [.. details.Charges.Select(static tally => new TallyResource(ImportNames.Of(tally.Status), tally.Count, tally.Amount, tally.Refunded))],
        details.Settlement.CreatedAt, details.Settlement.ActorName, details.Settlement.FinishedAt);
}

/// <summary>A part of an order in a planned charge.</summary>
internal sealed record PlannedPartResource(Guid OrderId, long Amount);

/// <summary>A charge that a settlement would make.</summary>
internal sealed record PlannedChargeResource([property: Names("credit_card", "konbini")] string PaymentMethod, string? CustomerCode, long Amount, IReadOnlyList<PlannedPartResource> Orders);

/// <summary>An order that the plan leaves out, and the code of why.</summary>
internal sealed record UnsettledResource(Guid OrderId, string OrderNumber, long Total, string Code);

/// <summary>What a settlement would do; <c>token</c> starts exactly this one.</summary>
internal sealed record SettlementPlanResource(string Token, int Orders, long Amount, IReadOnlyList<PlannedChargeResource> Charges, IReadOnlyList<UnsettledResource> Unsettled)
{
    public static SettlementPlanResource Of(SettlementPlan plan) => new(
        plan.Digest, plan.Orders, plan.Amount,
        [
            .. plan.Charges.Select(static charge => new PlannedChargeResource(
                charge.Method == Domain.Orders.PaymentMethod.Konbini ? "konbini" : "credit_card", charge.CustomerCode, charge.Amount,
                [.. charge.Allocations.Select(static part => new PlannedPartResource(part.Order.Value, part.Amount))])),
        ],
        [.. plan.Unsettled.Select(static order => new UnsettledResource(order.Order.Value, order.OrderNumber, order.Total, order.Code))]);
}
