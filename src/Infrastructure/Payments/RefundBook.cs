using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>A refund in this instance's hands; it is sending, and committed as such.</summary>
/// <param name="Number">Of this attempt.</param>
internal sealed record HeldRefund(GatewayRefund Refund, int Round, int Number);

/// <summary>What came of a held refund.</summary>
/// <param name="Answer">Null: not asked, it waits for the circuit.</param>
internal sealed record RefundResult(HeldRefund Held, GatewayAnswer? Answer, bool Counts, TimeSpan WaitFor, CallRecord? Call);

/// <summary>
/// Takes and books refunds, one at a time: people ask for them one by one. The money is booked where the gateway has said that it went back, once by the
/// movement's key.
/// </summary>
internal sealed class RefundBook(TenantConnections connections, FieldCipher cipher, TimeProvider clock)
{
    /// <summary>
    /// A gateway that has taken a refund may give the money back days later: a customer is asked for a bank account first. Its own message says when; this is
    /// for messages that are lost.
    /// </summary>
    private static readonly TimeSpan Taken = TimeSpan.FromHours(6);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <returns>Null: it wants nothing any more, and is out of the queue.</returns>
    public async Task<HeldRefund?> StartAsync(WorkItem item, Guid worker, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(item.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = await new NpgsqlCommand(
            """
            UPDATE refunds r SET status = 2, attempts = r.attempts + 1 FROM charges c
            WHERE r.tenant_id = (SELECT current_tenant()) AND r.id = $1 AND r.status IN (1, 2) AND c.tenant_id = r.tenant_id AND c.id = r.charge_id
            RETURNING r.charge_id, r.amount, r.attempts, c.gateway_reference, c.round, c.method
            """,
            connection)
            .With(NpgsqlDbType.Uuid, item.Id)
            .ReadAsync(
                reader => new HeldRefund(
                    new GatewayRefund(
                        item.Tenant, new RefundId(item.Id), new ChargeId(reader.GetGuid(0)), ChargeKeys.Of(new RefundId(item.Id)), reader.TextOrNull(3) ?? "", reader.GetInt64(1))
                    {
                        Method = (PaymentMethod)reader.GetInt16(5),
                    },
                    reader.GetInt32(4), reader.GetInt32(2)),
                cancellationToken);
        if (held.Count == 0)
        {
            await WorkQueue.FinishAsync(connection, item.Lane, worker, [item.Id], cancellationToken);
        }

        var customer = held.Count == 0 ? null : await CustomerAsync(connection, item.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return held.Count == 0 ? null : held[0] with { Refund = held[0].Refund with { Customer = customer } };
    }

    private async Task<OrderCustomer?> CustomerAsync(NpgsqlConnection connection, Guid refund, CancellationToken cancellationToken)
    {
        var customers = await new NpgsqlCommand(
            """
            SELECT o.customer_code, o.customer_name_encrypted, o.customer_email_encrypted
            FROM refund_allocations a JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.refund_id = $1 ORDER BY a.order_id LIMIT 1
            """,
            connection)
            .With(NpgsqlDbType.Uuid, refund)
            .ReadAsync(
                reader => new OrderCustomer(
                    reader.TextOrNull(0), cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.OrderCustomerName),
                    reader.IsDBNull(2) ? null : cipher.Decrypt(reader.GetFieldValue<byte[]>(2), FieldContexts.OrderCustomerEmail), null),
                cancellationToken);
        return customers.Count == 0 ? null : customers[0];
    }

    public async Task WriteAsync(WorkItem item, Guid worker, RefundResult result, CancellationToken cancellationToken)
    {
        var refund = result.Held.Refund;
        await using var connection = await connections.OpenAsync(item.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var charge = (await ChargeLedger.LockAsync(connection, [refund.Charge.Value], cancellationToken))[refund.Charge.Value];
        if ((await WorkQueue.HoldAsync(connection, item.Lane, worker, [item.Id], cancellationToken)).Count == 0)
        {
            return;
        }

        await CallLog.WriteAsync(connection, item.Tenant, result.Call is null ? [] : [result.Call], cancellationToken);
        var (status, code, again) = Step(result);
        if (again is { } delay)
        {
            await WorkQueue.DeferAsync(connection, item.Lane, worker, [item.Id], delay, cancellationToken);
        }
        else
        {
            await WorkQueue.FinishAsync(connection, item.Lane, worker, [item.Id], cancellationToken);
        }

        if (await MoveAsync(connection, item.Id, status, code, result, cancellationToken) && again is null)
        {
            await BookAsync(connection, charge, refund, status, code, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static (RefundStatus Status, string? Code, TimeSpan? Again) Step(RefundResult result)
    {
        if (result.Answer is not { } answer)
        {
            return (RefundStatus.Sending, null, result.WaitFor);
        }

        return answer.Outcome switch
        {
            AttemptOutcome.Succeeded => (RefundStatus.Succeeded, null, null),
            AttemptOutcome.AwaitingCustomer => (RefundStatus.Sending, null, Taken),
            AttemptOutcome.Throttled or AttemptOutcome.GatewayError or AttemptOutcome.NoAnswer or AttemptOutcome.Lost =>
                !result.Counts ? (RefundStatus.Sending, null, result.WaitFor)
                : RetrySchedule.After(result.Held.Number, Random.Shared.NextDouble(), answer.RetryAfter) is { } wait ? (RefundStatus.Sending, null, wait)
                : (RefundStatus.Failed, ChargeOutcome.Unknown, null),
            _ => (RefundStatus.Failed, answer.Code ?? "refused", null),
        };
    }

    private static async Task<bool> MoveAsync(NpgsqlConnection connection, Guid refund, RefundStatus status, string? code, RefundResult result, CancellationToken cancellationToken)
    {
        var moved = await new NpgsqlCommand(
            """
            UPDATE refunds SET status = $2, failure_code = $3, gateway_reference = coalesce($4, gateway_reference), attempts = attempts - $5,
                finished_at = CASE WHEN $2 IN (3, 4) THEN now() END
            WHERE tenant_id = (SELECT current_tenant()) AND id = $1 AND status = 2 RETURNING 1
            """,
            connection)
            .With(NpgsqlDbType.Uuid, refund)
            .With(NpgsqlDbType.Smallint, (short)status)
            .With(NpgsqlDbType.Text, code)
            .With(NpgsqlDbType.Text, status == RefundStatus.Succeeded ? result.Answer?.Reference : null)
            .With(NpgsqlDbType.Integer, result.Counts && result.Answer?.Outcome != AttemptOutcome.AwaitingCustomer ? 0 : 1)
            .ReadAsync(static reader => reader.GetInt32(0), cancellationToken);
        return moved.Count == 1;
    }

    private async Task BookAsync(NpgsqlConnection connection, LockedCharge charge, GatewayRefund refund, RefundStatus status, string? code, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var events = new List<PortalEvent>
        {
            PortalEvent.Of(status == RefundStatus.Succeeded ? EventTypes.RefundSucceeded : EventTypes.RefundFailed, now) with
            {
                ChargeId = charge.Id,
                RefundId = refund.Id.Value,
                SettlementId = charge.Settlement,
                ImportId = charge.Import,
                Data = JsonSerializer.Serialize(new { amount = refund.Amount, code }, Json),
            },
        };
        if (status == RefundStatus.Succeeded)
        {
            await GiveBackAsync(connection, charge, refund, now, cancellationToken);
            await OrderBooking.BookAsync(connection, refund.Tenant, [charge.Id], events, now, cancellationToken);
        }
        else
        {
            await RefundStore.TouchAsync(connection, [charge.Id], cancellationToken);
        }

        await EventOutbox.WriteAsync(connection, refund.Tenant, events, cancellationToken);
        await Changes.TellAsync(connection, cancellationToken, [new Change(refund.Tenant, ChangeKind.Settlement, charge.Settlement)]);
    }

    private static async Task GiveBackAsync(NpgsqlConnection connection, LockedCharge charge, GatewayRefund refund, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await new NpgsqlCommand(
            """
            WITH parts AS (
                SELECT order_id, amount FROM refund_allocations WHERE tenant_id = (SELECT current_tenant()) AND refund_id = $1
            ), moved AS (
                INSERT INTO payment_movements (tenant_id, charge_id, order_id, kind, refund_id, amount, occurred_at)
                SELECT (SELECT current_tenant()), $2, order_id, 2, $1, -amount, $3 FROM parts
            )
            UPDATE charge_allocations a SET refunded = a.refunded + p.amount FROM parts p
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = $2 AND a.order_id = p.order_id
            """,
            connection)
            .With(NpgsqlDbType.Uuid, refund.Id.Value).With(NpgsqlDbType.Uuid, charge.Id).With(NpgsqlDbType.TimestampTz, now.UtcDateTime)
            .RunAsync(cancellationToken);
        await new NpgsqlCommand(
            "UPDATE charges SET refunded = refunded + $2, status = CASE WHEN refunded + $2 = amount THEN 9 ELSE 10 END WHERE tenant_id = (SELECT current_tenant()) AND id = $1", connection)
            .With(NpgsqlDbType.Uuid, charge.Id).With(NpgsqlDbType.Bigint, refund.Amount)
            .RunAsync(cancellationToken);
    }
}
