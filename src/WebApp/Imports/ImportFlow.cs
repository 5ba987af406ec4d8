using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;

namespace OrderPortal.WebApp.Imports;

/// <summary>Where the orders of a batch are behind the import: settled, and told of.</summary>
/// <param name="Payments">Null where nothing was settled.</param>
/// <param name="Sums">Reckoned anew; null until the first look.</param>
public sealed record ImportFlow(ImportPayments? Payments, ReconcileFigures? Sums, IReadOnlyList<NotificationTally> Notifications)
{
    /// <summary>Charges that have an end, good or bad, or wait for their customer.</summary>
    public int ChargesDone => Count(status => status is not (ChargeStatus.Planned or ChargeStatus.Sending));

    public int Charges => Count(static _ => true);

    public int ChargesFailed => Count(static status => status is ChargeStatus.Declined or ChargeStatus.Failed or ChargeStatus.Expired);

    public bool IsSettling => ChargesDone < Charges;

    public int Told => Notifications.Where(static tally => tally.Status != NotificationStatus.Withdrawn).Sum(static tally => tally.Count);

    public int Sent => Notifications.Where(static tally => tally.Status == NotificationStatus.Sent).Sum(static tally => tally.Count);

    public int Dead => Notifications.Where(static tally => tally.Status == NotificationStatus.Dead).Sum(static tally => tally.Count);

    /// <param name="sums">What was reckoned before is taken over while charges are under way: a million orders are not added up four times a second.</param>
    public static async Task<ImportFlow> LoadAsync(
        ISettlementQueries settlements, IImportNotifications notifications, ImportId import, ReconcileFigures? sums, CancellationToken cancellationToken)
    {
        var payments = await settlements.OfImportAsync(import, cancellationToken);
        var flow = new ImportFlow(payments, sums, await notifications.OfImportAsync(import, cancellationToken));
        return sums is null || !flow.IsSettling ? flow with { Sums = await settlements.ReconcileAsync(import, cancellationToken) } : flow;
    }

    private int Count(Func<ChargeStatus, bool> which) => Payments?.Charges.Where(tally => which(tally.Status)).Sum(static tally => tally.Count) ?? 0;
}
