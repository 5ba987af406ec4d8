using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Sends charges again or takes them back, set by set.</summary>
/// <remarks>Locks are taken in the sequence of all payments: charges, places in the queue, orders, settlements, each by id.</remarks>
public sealed class ChargeStore(TenantConnections connections, OperationContext operation, IPaymentGateways gateways, TimeProvider clock) : IChargeStore
{
    public Task<ChargeOutcomes> RetryAsync(ChargeSelection selection, Func<ChargeState, Error?> decide, CancellationToken cancellationToken) =>
        Deadlocks.RetryAsync(() => InTransactionAsync(async connection =>
        {
            var charges = await FoundCharges.LockAsync(connection, await FoundCharges.FindAsync(connection, selection, [4, 5, 7], cancellationToken), cancellationToken);
            await PaidOrders.LockAsync(connection, [.. charges.Select(static charge => charge.Id)], cancellationToken);
            var orders = await FoundCharges.OrdersAsync(connection, charges, cancellationToken);
            var refused = Missing(selection, charges);
            var sent = new List<FoundCharge>();
            foreach (var charge in charges)
            {
                if (decide(StateOf(charge, orders)) is { } error)
                {
                    refused.Add(new RefusedCharge(new ChargeId(charge.Id), error.Code));
                }
                else
                {
                    sent.Add(charge);
                }
            }

            await SendAgainAsync(connection, sent, cancellationToken);
            await TellAsync(connection, AuditActions.ChargesRetried, sent, cancellationToken);
            return new ChargeOutcomes(sent.Count, refused);
        }, cancellationToken));

    public Task<ChargeOutcomes> CancelAsync(ChargeSelection selection, Func<ChargeState, Result<CancelMove>> decide, CancellationToken cancellationToken) =>
        Deadlocks.RetryAsync(() => InTransactionAsync(async connection =>
        {
            var named = await FoundCharges.FindAsync(connection, selection, [1, 6], cancellationToken);
            var charges = await FoundCharges.LockAsync(connection, await FoundCharges.WithSiblingsAsync(connection, named, cancellationToken), cancellationToken);
            var refused = Missing(selection, charges);
            refused.AddRange(charges.Where(charge => named.Contains(charge.Id)).Select(charge => (Charge: new ChargeId(charge.Id), decide(StateOf(charge, null)).Error))
                .Where(static decision => decision.Error is not null).Select(static decision => new RefusedCharge(decision.Charge, decision.Error!.Code)));

            // Siblings go with a charge that goes, not with one that stays.
            var going = await FoundCharges.WithSiblingsAsync(connection, [.. charges.Where(charge => named.Contains(charge.Id) && Move(charge) is not null).Select(static charge => charge.Id)], cancellationToken);
            var changed = charges.Where(charge => going.Contains(charge.Id) && Move(charge) is not null).ToList();
            var moves = changed.ToLookup(Move);
            await ChargeCancelling.CancelAsync(
                connection, operation.Tenant, [.. moves[CancelMove.Now]], [.. moves[CancelMove.Withdraw]], [.. moves[CancelMove.AskGateway]], clock.GetUtcNow(), cancellationToken);
            await TellAsync(connection, AuditActions.ChargesCancelled, changed, cancellationToken);
            return new ChargeOutcomes(changed.Count, refused);

            CancelMove? Move(FoundCharge charge) => decide(StateOf(charge, null)) is { Error: null, Value: var move } ? move : null;
        }, cancellationToken));

    private ChargeState StateOf(FoundCharge charge, ILookup<Guid, ChargedOrder>? orders) => new(
        new ChargeId(charge.Id), charge.Status, charge.OutcomeKnown, gateways.Find(charge.Gateway) is not null, orders is null ? [] : [.. orders[charge.Id]])
    {
        Version = charge.Version,
    };

    private static List<RefusedCharge> Missing(ChargeSelection selection, List<FoundCharge> found)
    {
        var there = found.Select(static charge => charge.Id).ToHashSet();
        return [.. selection.Charges.Distinct().Where(charge => !there.Contains(charge.Value)).Select(static charge => new RefusedCharge(charge, PaymentErrors.ChargeNotFound))];
    }

    /// <remarks>Where the outcome of the round is not known, round, key and reference stay: the gateway is asked what became of it, or repeats it without charging twice.</remarks>
    private async Task SendAgainAsync(NpgsqlConnection connection, List<FoundCharge> charges, CancellationToken cancellationToken)
    {
        foreach (var gateway in charges.GroupBy(static charge => charge.Gateway, StringComparer.Ordinal).OrderBy(static gateway => gateway.Key, StringComparer.Ordinal))
        {
            await WorkQueue.EnqueueAsync(connection, PaymentLanes.Charges(gateway.Key), operation.Tenant, [.. gateway.Select(static charge => charge.Id)], TimeSpan.Zero, cancellationToken);
        }

        await new NpgsqlCommand(
            """
            UPDATE charges SET status = 1, round = round + outcome_known::int, attempts = 0, cancel_requested = false, failure_code = NULL, next_attempt_at = NULL,
                gateway_reference = CASE WHEN outcome_known THEN NULL ELSE gateway_reference END, sent_at = CASE WHEN outcome_known THEN NULL ELSE sent_at END,
                expires_at = CASE WHEN outcome_known THEN NULL ELSE expires_at END, voucher_encrypted = CASE WHEN outcome_known THEN NULL ELSE voucher_encrypted END
            WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1)
            """,
            connection)
            { CommandTimeout = SettlementStore.LongTimeout }
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Id)
            .RunAsync(cancellationToken);
        var events = new List<PortalEvent>();
        await PaidOrders.BookAsync(connection, operation.Tenant, [.. charges.Select(static charge => charge.Id)], events, clock.GetUtcNow(), cancellationToken);
        await EventOutbox.WriteAsync(connection, operation.Tenant, events, cancellationToken);
        await new NpgsqlCommand("UPDATE settlements SET finished_at = NULL WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1) AND finished_at IS NOT NULL", connection)
            .With(NpgsqlDbType.Uuid, [.. charges.Select(static charge => charge.Settlement).Distinct().Order()], static settlement => settlement)
            .RunAsync(cancellationToken);
    }

    private async Task TellAsync(NpgsqlConnection connection, string action, List<FoundCharge> charges, CancellationToken cancellationToken)
    {
        foreach (var settlement in charges.GroupBy(static charge => charge.Settlement).OrderBy(static settlement => settlement.Key))
        {
            await Changes.TellAsync(connection, cancellationToken, new Change(operation.Tenant, ChangeKind.Settlement, settlement.Key));
            await AuditLog.WriteAsync(
                connection, null, operation,
                new AuditEntry(action, "settlement", settlement.Key, After: JsonSerializer.Serialize(
                    new { charges = settlement.Count(), amount = settlement.Sum(static charge => charge.Amount), ids = settlement.Take(20).Select(static charge => charge.Id) })),
                cancellationToken);
        }
    }

    private async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}

/// <summary>Repeats a transaction that lost against another one which took the same rows in another sequence: nothing of it was written.</summary>
internal static class Deadlocks
{
    private const int Tries = 3;

    public static async Task<T> RetryAsync<T>(Func<Task<T>> transaction)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await transaction();
            }
            catch (PostgresException exception) when (attempt < Tries && exception.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // The other one has gone through; now it is this one's turn.
            }
        }
    }
}
