using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Payments;

/// <summary>What the page of a settlement shows, read in one operation.</summary>
/// <param name="Figures">Null while charges are on their way: sums that move cannot be compared.</param>
/// <param name="Charges">One page of them.</param>
/// <param name="Next">Where the next page starts; null at the end.</param>
public sealed record SettlementPageData(
    SettlementDetails Details, IReadOnlyList<ChargeFailure> Failures, IReadOnlyList<GatewayCircuit> Circuits, ReconcileFigures? Figures,
    IReadOnlyList<ChargeListItem> Charges, string? Next)
{
    private const int PageSize = 50;

    /// <param name="withCharges">Whether the charges are what the reader looks at.</param>
    public static async Task<SettlementPageData?> LoadAsync(
        IServiceProvider services, long number, IReadOnlyList<ChargeStatus> statuses, string? after, bool withCharges, CancellationToken cancellationToken)
    {
        var settlements = services.GetRequiredService<ISettlementQueries>();
        if (await settlements.FindAsync(number, cancellationToken) is not { } details)
        {
            return null;
        }

        var id = details.Settlement.Id;
        var counts = SettlementLook.CountsOf(details.Charges);
        var isAtWork = SettlementLook.Sum(counts, SettlementLook.AtWork) > 0;
        var page = withCharges
            ? await services.GetRequiredService<IChargeQueries>().ListAsync(new ChargeFilter { Settlement = id, Statuses = statuses }, PageSize, after, cancellationToken)
            : new Page<ChargeListItem>([], null);
        return new SettlementPageData(
            details,
            SettlementLook.Sum(counts, SettlementLook.Troubled) > 0 ? await services.GetRequiredService<IChargeFailures>().OfAsync(id, cancellationToken) : [],
            isAtWork ? await services.GetRequiredService<IGatewayCircuits>().ListAsync(cancellationToken) : [],
            isAtWork ? null : await settlements.ReconcileAsync(id, cancellationToken),
            page.Items,
            page.Next);
    }
}
