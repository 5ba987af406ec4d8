using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>A charge in this instance's hands, as it was when it was taken.</summary>
/// <param name="Before">Its state then; planned and sending ones are sending now, and committed as such.</param>
/// <param name="WasKnown">Whether nothing before this attempt may have charged.</param>
/// <param name="Lost">Somebody was sending it and was not heard of any more.</param>
/// <param name="Number">Of this attempt in the round.</param>
internal sealed record HeldCharge(
    GatewayCharge Charge, ChargeStatus Before, int Round, int Number, bool WasKnown, bool Lost, bool CancelRequested)
{
    public Guid Id => Charge.Id.Value;

    /// <summary>Nothing was or will be asked of the gateway: a person took it back before it was sent.</summary>
    public bool IsWithdrawn => Before == ChargeStatus.Planned && WasKnown && CancelRequested;

    /// <summary>Whether this attempt was added to those of the charge when it was taken.</summary>
    public bool IsCounted => Before != ChargeStatus.AwaitingCustomer && !IsWithdrawn && !Lost;
}

/// <summary>A call of a gateway that was made, or that a dead instance had made.</summary>
/// <param name="Worker">Null: whoever it was is not known.</param>
internal sealed record CallRecord(
    ChargeId Charge, RefundId? Refund, AttemptKind Kind, int Round, int Number, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, GatewayAnswer Answer, Guid? Worker);

/// <summary>What came of a held charge.</summary>
/// <param name="Answer">Null: nothing that moves it; it waits for the circuit.</param>
/// <param name="Counts">Whether the attempt is one of the few that a charge has.</param>
/// <param name="WaitFor">Where it waits for the circuit: how long.</param>
internal sealed record ChargeResult(HeldCharge Held, GatewayAnswer? Answer, bool Counts, TimeSpan WaitFor, IReadOnlyList<CallRecord> Calls);
