using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments;

/// <inheritdoc cref="IBatchSettlement"/>
public sealed class BatchSettlement(RunSettlement settling, ISettlementQueries settlements) : IBatchSettlement
{
    public async Task BeginAsync(ImportId import, ImportSettle settle, CancellationToken cancellationToken)
    {
        if (await settlements.OfImportAsync(import, cancellationToken) is not null)
        {
            return;
        }

        var grouping = settle == ImportSettle.ByCustomer ? SettlementGrouping.ByCustomer : SettlementGrouping.PerOrder;
        var started = await settling.ExecuteAsync(SettlementRequest.Of(import, grouping), null, cancellationToken);

        // Nothing to charge, or no gateway: the batch's page says that its orders are not settled, and why its plan would settle none.
        if (started.Error is { Code: not (PaymentErrors.NothingToSettle or PaymentErrors.NoGateway) } error)
        {
            throw new InvalidOperationException($"The batch could not be settled: {error}");
        }
    }

    public async Task<bool> IsDoneAsync(ImportId import, CancellationToken cancellationToken) =>
        await settlements.OfImportAsync(import, cancellationToken) is not { } payments
        || !payments.Charges.Any(tally => tally.Status is ChargeStatus.Planned or ChargeStatus.Sending && tally.Count > 0);
}
