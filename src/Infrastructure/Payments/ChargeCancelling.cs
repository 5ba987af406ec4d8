using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Takes charges back in the transaction that holds them.</summary>
internal static class ChargeCancelling
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="now">Nothing is under way with them.</param>
    /// <param name="planned">They wait for a worker; of those that one has taken already, the worker is asked, who has not sent them yet.</param>
    /// <param name="awaiting">Their gateway is asked by the worker.</param>
    public static async Task CancelAsync(
        NpgsqlConnection connection, TenantId tenant, List<FoundCharge> now, List<FoundCharge> planned, List<FoundCharge> awaiting, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var withdrawn = new HashSet<Guid>();
        foreach (var lane in planned.GroupBy(static charge => PaymentLanes.Charges(charge.Gateway), StringComparer.Ordinal))
        {
            withdrawn.UnionWith(await WorkQueue.WithdrawAsync(connection, lane.Key, [.. lane.Select(static charge => charge.Id)], cancellationToken));
        }

        await AskAsync(connection, tenant, awaiting, [.. planned.Where(charge => !withdrawn.Contains(charge.Id))], cancellationToken);
        await CancelAsync(connection, tenant, [.. now, .. planned.Where(charge => withdrawn.Contains(charge.Id))], moment, cancellationToken);
    }

    /// <summary>Cancels charges with which nothing is under way; their orders are as if they had never been settled.</summary>
    public static async Task CancelAsync(NpgsqlConnection connection, TenantId tenant, List<FoundCharge> charges, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (charges.Count == 0)
        {
            return;
        }

        await new NpgsqlCommand(
            "UPDATE charges SET status = 8, next_attempt_at = NULL, cancel_requested = false WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1)", connection)
            { CommandTimeout = SettlementStore.LongTimeout }
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Id)
            .RunAsync(cancellationToken);
        List<Guid> ids = [.. charges.Select(static charge => charge.Id)];
        await PaidOrders.LockAsync(connection, ids, cancellationToken);
        var events = charges.ConvertAll(charge => PortalEvent.Of(EventTypes.ChargeCancelled, moment) with
        {
            ChargeId = charge.Id,
            SettlementId = charge.Settlement,
            ImportId = charge.Import,
            Data = JsonSerializer.Serialize(new { amount = charge.Amount }, Json),
        });
        await PaidOrders.BookAsync(connection, tenant, ids, events, moment, cancellationToken);
        Guid[] settlements = [.. charges.Select(static charge => charge.Settlement).Distinct()];
        await ChargeLedger.FinishSettlementsAsync(connection, settlements, events, moment, cancellationToken);
        await EventOutbox.WriteAsync(connection, tenant, events, cancellationToken);
        await Changes.TellAsync(connection, cancellationToken, [.. settlements.Select(settlement => new Change(tenant, ChangeKind.Settlement, settlement))]);
    }

    private static async Task AskAsync(NpgsqlConnection connection, TenantId tenant, List<FoundCharge> awaiting, List<FoundCharge> taken, CancellationToken cancellationToken)
    {
        foreach (var lane in awaiting.GroupBy(static charge => PaymentLanes.Charges(charge.Gateway), StringComparer.Ordinal))
        {
            await WorkQueue.EnqueueAsync(connection, lane.Key, tenant, [.. lane.Select(static charge => charge.Id)], TimeSpan.Zero, cancellationToken);
        }

        await new NpgsqlCommand("UPDATE charges SET cancel_requested = true WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1)", connection)
            .With(NpgsqlDbType.Uuid, [.. awaiting, .. taken], static charge => charge.Id).RunAsync(cancellationToken);
    }
}
