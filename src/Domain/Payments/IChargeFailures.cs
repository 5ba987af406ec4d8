namespace OrderPortal.Domain.Payments;

/// <summary>Charges of a settlement that failed for the same reason.</summary>
/// <param name="Status">Declined, failed or expired.</param>
/// <param name="Code">In the gateway's or the portal's words; empty for none.</param>
/// <param name="Amount">Yen.</param>
public sealed record ChargeFailure(ChargeStatus Status, string Code, int Count, long Amount);

/// <summary>What went wrong in a settlement, by reason; always within the operation's tenant.</summary>
public interface IChargeFailures
{
    /// <summary>The most frequent first.</summary>
    Task<IReadOnlyList<ChargeFailure>> OfAsync(SettlementId settlement, CancellationToken cancellationToken);

    /// <summary>The charges behind one of them, at most <see cref="ChargeSelection.MaxCharges"/>.</summary>
    Task<IReadOnlyList<ChargeId>> ChargesAsync(SettlementId settlement, ChargeStatus status, string code, CancellationToken cancellationToken);
}
