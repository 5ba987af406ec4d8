using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Payments;

/// <summary>A charge as a gateway is asked for it.</summary>
/// <param name="IdempotencyKey">The same for every attempt of a round: the gateway does it once, however often it is asked.</param>
/// <param name="Amount">Yen, within <see cref="IPaymentGateway.BoundsOf"/>.</param>
/// <param name="Reference">What the gateway calls it, where an earlier answer said so.</param>
/// <param name="Description">For the payer's statement or slip: numbers, nothing personal.</param>
/// <param name="FirstSentAt">When the round was sent for the first time; null: it never was.</param>
public sealed record GatewayCharge(
    TenantId Tenant, ChargeId Id, string IdempotencyKey, long Amount, PaymentMethod Method, string? Reference, string Description, DateTimeOffset? FirstSentAt)
{
    /// <summary>Who pays; konbini slips name the payer. Personal.</summary>
    public OrderCustomer? Customer { get; init; }
}

/// <param name="Reference">What the gateway calls the charge.</param>
/// <param name="Amount">Yen, at most what is left of the charge.</param>
public sealed record GatewayRefund(TenantId Tenant, RefundId Id, ChargeId Charge, string IdempotencyKey, string Reference, long Amount)
{
    /// <summary>How the charge was paid.</summary>
    public required PaymentMethod Method { get; init; }

    /// <summary>Who gets it back; a konbini's customer is asked by mail where to. Personal.</summary>
    public OrderCustomer? Customer { get; init; }
}

/// <summary>What the customer shows at the till of one chain.</summary>
/// <param name="Chain"><c>familymart</c>, <c>lawson</c>, <c>ministop</c>, <c>seicomart</c>.</param>
public sealed record VoucherStore(string Chain, string PaymentCode, string? ConfirmationNumber);

/// <summary>A konbini slip.</summary>
/// <param name="Url">The gateway's own page of the slip, or null.</param>
public sealed record Voucher(IReadOnlyList<VoucherStore> Stores, DateTimeOffset ExpiresAt, string? Url);

/// <summary>What a gateway answered, or that it did not.</summary>
/// <param name="Code">The reason in the gateway's words, lower case with underscores, e.g. <c>insufficient_funds</c>; null for none. Never a sentence.</param>
public sealed record GatewayAnswer(AttemptOutcome Outcome, string? Code = null)
{
    /// <summary>What the gateway calls the charge or refund.</summary>
    public string? Reference { get; init; }

    public int? HttpStatus { get; init; }

    /// <summary>The gateway's name of this very call, for asking its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The gateway asked for so long a pause.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public Voucher? Voucher { get; init; }
}

/// <summary>
/// One payment gateway. Its methods answer for everything that the gateway or the network can do wrong (<see cref="AttemptOutcome"/>) and throw only
/// when cancelled. No retrying inside: the queue does that. Safe for concurrent use.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>Lower case, as configuration and database write it.</summary>
    string Name { get; }

    /// <summary>Null: the gateway does not do this method.</summary>
    ChargeBounds? BoundsOf(PaymentMethod method);

    Task<GatewayAnswer> ChargeAsync(GatewayCharge charge, CancellationToken cancellationToken);

    /// <summary>What became of a charge whose answer was lost.</summary>
    /// <returns>Null: the gateway has never heard of it.</returns>
    Task<GatewayAnswer?> LookUpAsync(GatewayCharge charge, CancellationToken cancellationToken);

    /// <summary>Takes back a charge that waits for its customer: <see cref="AttemptOutcome.Cancelled"/>, or what it turned out to be instead.</summary>
    Task<GatewayAnswer> CancelAsync(GatewayCharge charge, CancellationToken cancellationToken);

    /// <summary>Gives money back, or says how a refund stands that was asked for before.</summary>
    /// <returns><see cref="AttemptOutcome.AwaitingCustomer"/>: it is taken and the money has not gone yet, which can take days; ask again later.</returns>
    Task<GatewayAnswer> RefundAsync(GatewayRefund refund, CancellationToken cancellationToken);
}

/// <summary>The gateways that are there.</summary>
public interface IPaymentGateways
{
    /// <summary>New charges go there; null: none is configured.</summary>
    IPaymentGateway? Current { get; }

    /// <summary>The one of an older charge; null: it is not configured any more.</summary>
    IPaymentGateway? Find(string name);
}
