using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Payments;

/// <summary>A gateway's own message about a charge, its signature verified.</summary>
/// <param name="MessageId">The gateway's name of the message; the same one has its effect once.</param>
/// <param name="Round">Of the charge, as its key says it; a message about an older round changes nothing.</param>
/// <param name="Answer">What the gateway says of the charge now.</param>
public sealed record GatewayNotice(string Gateway, string MessageId, TenantId Tenant, ChargeId Charge, int Round, GatewayAnswer Answer)
{
    /// <summary>Something became of this refund of the charge, and the gateway is asked what; null: it is not about one.</summary>
    public RefundId? Refund { get; init; }
}

/// <summary>Books what gateways say by themselves; it may come before, after or instead of our own call's answer, and more than once.</summary>
public interface IGatewayNotices
{
    /// <returns>False: the message was taken before, or there is no such charge.</returns>
    Task<bool> TakeAsync(GatewayNotice notice, CancellationToken cancellationToken);
}
