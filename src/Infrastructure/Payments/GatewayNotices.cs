using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

internal sealed class GatewayNotices(TenantConnections connections, ChargeLedger ledger, TimeProvider clock) : IGatewayNotices
{
    public async Task<bool> TakeAsync(GatewayNotice notice, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(notice.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand("INSERT INTO gateway_messages (gateway, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", connection)
            .With(NpgsqlDbType.Text, notice.Gateway).With(NpgsqlDbType.Text, notice.MessageId))
        {
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return false;
            }
        }

        if (!(await ChargeLedger.LockAsync(connection, [notice.Charge.Value], cancellationToken)).TryGetValue(notice.Charge.Value, out var charge))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await CallLog.WriteAsync(
            connection, notice.Tenant, [new CallRecord(notice.Charge, null, AttemptKind.Webhook, notice.Round, charge.Attempts, now, now, notice.Answer, null)], cancellationToken);

        // Only what the gateway knows counts here: that a call failed is for the one who made it to say.
        var step = ChargeOutcome.Of(notice.Answer, 1, charge.OutcomeKnown, 0);
        if (charge.Round == notice.Round && step.RetryIn is null && ChargeOutcome.MayFollow(charge.Status, step.Status))
        {
            if (step.Status != ChargeStatus.AwaitingCustomer)
            {
                await WorkQueue.WithdrawAsync(connection, PaymentLanes.Charges(notice.Gateway), [notice.Charge.Value], cancellationToken);
            }

            await ledger.BookAsync(connection, notice.Tenant, [new ChargeEntry(charge, step, notice.Answer, charge.Attempts)], cancellationToken);
            if (charge.Status == ChargeStatus.Cancelled && step.Status == ChargeStatus.Succeeded)
            {
                await UnwantedMoney.GiveBackAsync(connection, notice, charge.Settlement, now, cancellationToken);
            }
        }

        if (notice.Refund is { } refund)
        {
            await HastenAsync(connection, notice, refund, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A refund that waits for the gateway's word is asked about now.</summary>
    private static async Task HastenAsync(NpgsqlConnection connection, GatewayNotice notice, RefundId refund, CancellationToken cancellationToken)
    {
        var waits = await new NpgsqlCommand(
            "SELECT 1 FROM refunds WHERE tenant_id = (SELECT current_tenant()) AND id = $1 AND charge_id = $2 AND status = 2", connection)
            .With(NpgsqlDbType.Uuid, refund.Value).With(NpgsqlDbType.Uuid, notice.Charge.Value).ReadAsync(static _ => true, cancellationToken);
        if (waits.Count == 1)
        {
            await WorkQueue.EnqueueAsync(connection, PaymentLanes.Refunds(notice.Gateway), notice.Tenant, [refund.Value], TimeSpan.Zero, cancellationToken);
        }
    }
}
