using OrderPortal.Domain.Payments;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>A charge in a list: one transaction with a gateway.</summary>
/// <param name="Status"><c>planned</c>, <c>sending</c>, <c>succeeded</c>, <c>declined</c>, <c>failed</c>, <c>awaitingCustomer</c>, <c>expired</c>, <c>cancelled</c>, <c>refunded</c> or <c>partlyRefunded</c>.</param>
/// <param name="PaymentMethod"><c>credit_card</c> or <c>konbini</c>.</param>
/// <param name="Amount">Yen, 100 to 1,000,000.</param>
/// <param name="Refunded">Yen of it that have gone back.</param>
/// <param name="Orders">How many orders it settles, in full or in part.</param>
/// <param name="OrderNumber">Of one of them; null where it is gone because its import was undone.</param>
/// <param name="AttemptCount">Calls of the gateway so far.</param>
/// <param name="FailureCode">In the gateway's or the portal's words; null for none.</param>
/// <param name="NextAttemptAt">When it is tried again; null: it does not wait for that.</param>
/// <param name="ModifiedAt">When the charge or one of its refunds changed last.</param>
internal record ChargeResource(
    Guid Id, Guid SettlementId, long SettlementNumber, string Status, string PaymentMethod, string Gateway, long Amount, long Refunded, string? CustomerCode, int Orders, string? OrderNumber,
    int AttemptCount, string? FailureCode, DateTimeOffset? NextAttemptAt, DateTimeOffset CreatedAt, DateTimeOffset? CapturedAt, DateTimeOffset ModifiedAt) : IHasExample<ChargeResource>
{
    public static ChargeResource Example { get; } = new(
        PaymentExamples.Charge, PaymentExamples.Settlement, 12, "partlyRefunded", "credit_card", "simulator", 3_300, 1_000, "C-1001", 1, "EC-1001", 1, null, null,
        PaymentExamples.At, PaymentExamples.At.AddSeconds(1), PaymentExamples.At.AddHours(1));

    public static ChargeResource Of(ChargeListItem charge) => new(
        charge.Id.Value, charge.Settlement.Value, charge.SettlementNumber, ImportNames.Of(charge.Status), OrderNames.Of(charge.Method), charge.Gateway, charge.Amount, charge.Refunded,
        charge.CustomerCode, charge.Orders, charge.OrderNumber, charge.Attempts, charge.FailureCode, charge.NextAttemptAt, charge.CreatedAt, charge.CapturedAt, charge.ModifiedAt);
}

/// <summary>Which part of which order the charge settles.</summary>
/// <param name="OrderNumber">Null where the order is gone because its import was undone.</param>
/// <param name="OrderTotal">Yen; null likewise.</param>
/// <param name="Amount">Yen of it that the charge settles.</param>
/// <param name="Refunded">Yen of that which have gone back.</param>
/// <param name="Refundable">Yen of it that can be refunded now, without what is on its way back.</param>
internal sealed record ChargeAllocationResource(Guid OrderId, string? OrderNumber, long? OrderTotal, long Amount, long Refunded, long Refundable);

/// <summary>A call of the gateway, or a message from it.</summary>
/// <param name="Kind"><c>charge</c>, <c>refund</c>, <c>lookUp</c>, <c>cancel</c> or <c>webhook</c>.</param>
/// <param name="RefundId">The refund that it was about, or null.</param>
/// <param name="Number">Of the round, from 1.</param>
/// <param name="FinishedAt">Null where no answer came.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>declined</c>, <c>awaitingCustomer</c>, <c>throttled</c>, <c>gatewayError</c>, <c>noAnswer</c>, <c>lost</c>, <c>refused</c>, <c>expired</c> or <c>cancelled</c>.</param>
internal sealed record ChargeAttemptResource(
    string Kind, Guid? RefundId, int Round, int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Outcome, string? Code, int? HttpStatus, string? GatewayReference, string? RequestId);

/// <param name="Amount">Yen of the order.</param>
internal sealed record RefundPartResource(Guid OrderId, long Amount);

/// <summary>Money that goes back or has gone.</summary>
/// <param name="Amount">Yen.</param>
/// <param name="Status"><c>planned</c>, <c>sending</c>, <c>succeeded</c> or <c>failed</c>.</param>
internal sealed record RefundResource(
    Guid Id, long Amount, string Status, string? Reason, int AttemptCount, string? GatewayReference, string? FailureCode, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? FinishedAt,
    IReadOnlyList<RefundPartResource> Orders);

/// <summary>What the customer shows at the till of one chain.</summary>
internal sealed record VoucherStoreResource(string Chain, string PaymentCode, string? ConfirmationNumber);

/// <summary>A konbini slip.</summary>
/// <param name="Url">The gateway's own page of the slip, or null.</param>
internal sealed record VoucherResource(IReadOnlyList<VoucherStoreResource> Stores, DateTimeOffset ExpiresAt, string? Url);

/// <summary>A charge with everything there is of it.</summary>
internal sealed record ChargeDetailsResource : ChargeResource, IHasExample<ChargeDetailsResource>
{
    private ChargeDetailsResource(ChargeResource charge)
        : base(charge)
    {
    }

    public static new ChargeDetailsResource Example { get; } = new(ChargeResource.Example)
    {
        Round = 1,
        OutcomeKnown = true,
        CancelRequested = false,
        Refundable = 2_300,
        GatewayReference = "ch_00000000000000000000000000000001",
        SentAt = PaymentExamples.At,
        ExpiresAt = null,
        Voucher = null,
        Allocations = [new(PaymentExamples.Order, "EC-1001", 3_300, 3_300, 1_000, 2_300)],
        Attempts =
        [
            new("charge", null, 1, 1, PaymentExamples.At, PaymentExamples.At.AddMilliseconds(200), "succeeded", null, 200, "ch_00000000000000000000000000000001", null),
        ],
        Refunds =
        [
            new(
                new Guid("01928a60-0000-7000-8000-00000000000d"), 1_000, "succeeded", "返品", 1, "re_00000000000000000000000000000001", null, PaymentExamples.At.AddHours(1), "佐藤 一郎",
                PaymentExamples.At.AddHours(1).AddSeconds(1), [new(PaymentExamples.Order, 1_000)]),
        ],
    };

    /// <summary>From 1; rises when a charge that was definitely refused is retried.</summary>
    public required int Round { get; init; }

    /// <summary>False: it may have been charged without the portal's knowing; a retry finds out and charges nothing twice.</summary>
    public required bool OutcomeKnown { get; init; }

    /// <summary>Somebody asked to take it back; the gateway has not answered yet.</summary>
    public required bool CancelRequested { get; init; }

    /// <summary>Yen that can be refunded now, without what is on its way back.</summary>
    public required long Refundable { get; init; }

    public required string? GatewayReference { get; init; }

    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Of konbini: until when the customer can pay.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Null for anything but konbini.</summary>
    public required VoucherResource? Voucher { get; init; }

    public required IReadOnlyList<ChargeAllocationResource> Allocations { get; init; }

    /// <summary>The newest first, the last 200 of them.</summary>
    public required IReadOnlyList<ChargeAttemptResource> Attempts { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<RefundResource> Refunds { get; init; }

    public static ChargeDetailsResource Of(ChargeDetails details) => new(Of(details.Charge))
    {
        Round = details.Round,
        OutcomeKnown = details.OutcomeKnown,
        CancelRequested = details.CancelRequested,
        Refundable = details.Refundable,
        GatewayReference = details.GatewayReference,
        SentAt = details.SentAt,
        ExpiresAt = details.ExpiresAt,
        Voucher = details.Voucher is { } voucher
            ? new VoucherResource([.. voucher.Stores.Select(static store => new VoucherStoreResource(store.Chain, store.PaymentCode, store.ConfirmationNumber))], voucher.ExpiresAt, voucher.Url)
            : null,
        Allocations =
        [
            .. details.Allocations.Select(static part => new ChargeAllocationResource(part.Order.Value, part.OrderNumber, part.OrderTotal, part.Amount, part.Refunded, part.Refundable)),
        ],
        Attempts = [.. details.Attempts.Select(Of)],
        Refunds = [.. details.Refunds.Select(Of)],
    };

    private static ChargeAttemptResource Of(ChargeAttempt attempt) => new(
        ImportNames.Of(attempt.Kind), attempt.Refund?.Value, attempt.Round, attempt.Number, attempt.StartedAt, attempt.FinishedAt, ImportNames.Of(attempt.Outcome), attempt.Code, attempt.HttpStatus,
        attempt.GatewayReference, attempt.RequestId);

    private static RefundResource Of(ChargeRefund refund) => new(
        refund.Id.Value, refund.Amount, ImportNames.Of(refund.Status), refund.Reason, refund.Attempts, refund.GatewayReference, refund.FailureCode, refund.CreatedAt, refund.ActorName, refund.FinishedAt,
        [.. refund.Orders.Select(static part => new RefundPartResource(part.Order.Value, part.Amount))]);
}

/// <summary>What is to go back of a charge.</summary>
/// <param name="Amount">Yen, at least 1, taken from the orders of the charge one after the other; null or left out: all that is left.</param>
/// <param name="OrderId">Only this order's part of the charge; null or left out: all of it.</param>
/// <param name="Reason">At most 500 characters.</param>
internal sealed record RefundBody(long? Amount, Guid? OrderId, string? Reason) : IHasExample<RefundBody>
{
    public static RefundBody Example { get; } = new(1_000, null, "返品");
}
