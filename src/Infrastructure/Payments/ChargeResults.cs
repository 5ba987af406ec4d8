using Npgsql;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Writes what came of many charges in one transaction, and takes them out of the queue or back into it with the same.</summary>
internal sealed class ChargeResults(TenantConnections connections, ChargeLedger ledger, TimeProvider clock)
{
    private const int Tries = 3;

    public async Task WriteAsync(string lane, Guid worker, TenantId tenant, IReadOnlyList<ChargeResult> results, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteOnceAsync(lane, worker, tenant, results, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (attempt < Tries && exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                // Somebody took the same rows in another sequence; nothing of this was written, and the answers are still in hand.
            }
        }
    }

    private async Task WriteOnceAsync(string lane, Guid worker, TenantId tenant, IReadOnlyList<ChargeResult> results, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ids = results.Select(static result => result.Held.Id).ToList();
        var charges = await ChargeLedger.LockAsync(connection, ids, cancellationToken);
        var mine = await WorkQueue.HoldAsync(connection, lane, worker, ids, cancellationToken);
        var held = results.Where(result => mine.Contains(result.Held.Id)).ToList();
        await CallLog.WriteAsync(connection, tenant, [.. held.SelectMany(static result => result.Calls)], cancellationToken);

        var entries = new List<ChargeEntry>();
        var deferred = new List<(Guid Id, TimeSpan Delay)>();
        foreach (var result in held)
        {
            // A message of the gateway may have come first; then the answer says nothing new.
            var charge = charges[result.Held.Id];
            var entry = charge.Round == result.Held.Round ? EntryOf(charge, result) : null;
            if (entry is not null && (StillWaits(charge, entry) || ChargeOutcome.MayFollow(charge.Status, entry.Step.Status)))
            {
                entries.Add(entry);
                if (DelayOf(entry) is { } delay)
                {
                    deferred.Add((charge.Id, delay));
                }
            }
        }

        await WorkQueue.DeferEachAsync(connection, lane, worker, deferred, cancellationToken);
        await WorkQueue.FinishAsync(connection, lane, worker, [.. held.Select(static result => result.Held.Id).Except(deferred.Select(static item => item.Id))], cancellationToken);
        await ledger.BookAsync(connection, tenant, entries, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static bool StillWaits(LockedCharge charge, ChargeEntry entry) =>
        charge.Status == ChargeStatus.AwaitingCustomer && entry.Step.Status == ChargeStatus.AwaitingCustomer;

    private static ChargeEntry EntryOf(LockedCharge charge, ChargeResult result)
    {
        var held = result.Held;
        var attempts = charge.Attempts - (held.IsCounted && !result.Counts ? 1 : 0);
        if (result.Answer is not { } answer)
        {
            // Not asked: as if it had never been taken. It may still be asked for what an earlier attempt came to.
            return new ChargeEntry(charge, new ChargeStep(held.Before, held.WasKnown, null, result.WaitFor), null, attempts);
        }

        var step = ChargeOutcome.Of(answer, Math.Max(1, attempts), held.WasKnown, Random.Shared.NextDouble());
        if (held.Before == ChargeStatus.AwaitingCustomer && step.Status is ChargeStatus.Sending or ChargeStatus.Planned or ChargeStatus.Failed)
        {
            // The question failed, not the charge: its customer may still pay.
            return new ChargeEntry(charge, new ChargeStep(ChargeStatus.AwaitingCustomer, true, null, step.RetryIn ?? ChargeLedger.ExpiryGrace), null, charge.Attempts);
        }

        return new ChargeEntry(charge, result.Counts || step.RetryIn is null ? step : step with { RetryIn = result.WaitFor }, answer, attempts);
    }

    /// <summary>When the charge comes to hand again; null: never.</summary>
    private TimeSpan? DelayOf(ChargeEntry entry) => entry.Step.RetryIn
        ?? (entry.Step.Status != ChargeStatus.AwaitingCustomer ? null
            : entry.Charge.CancelRequested ? TimeSpan.Zero
            : entry.Answer?.Voucher is { } voucher ? Until(voucher.ExpiresAt) : ChargeLedger.ExpiryGrace);

    /// <remarks>By this machine's clock; minutes of grace cover its difference from the gateway's.</remarks>
    private TimeSpan Until(DateTimeOffset expiry)
    {
        var left = expiry - clock.GetUtcNow();
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + ChargeLedger.ExpiryGrace;
    }
}
