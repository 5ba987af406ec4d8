using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Writes refunds that the gateway is to make, never more than came in.</summary>
public sealed class RefundStore(TenantConnections connections, OperationContext operation, IPaymentGateways gateways, TimeProvider clock) : IRefundStore
{
    public Task<Result<RequestedRefunds>?> RequestAsync(
        ChargeId? charge, OrderId? order, long? version, string? reason, Func<IReadOnlyList<CapturedPart>, Result<IReadOnlyList<RefundPart>>> decide, CancellationToken cancellationToken) =>
        Deadlocks.RetryAsync(() => TryRequestAsync(charge, order, version, reason, decide, cancellationToken));

    private async Task<Result<RequestedRefunds>?> TryRequestAsync(
        ChargeId? charge, OrderId? order, long? version, string? reason, Func<IReadOnlyList<CapturedPart>, Result<IReadOnlyList<RefundPart>>> decide, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = await LockAsync(connection, charge, order, cancellationToken);
        if (held.Count == 0 && !await ExistsAsync(connection, order, cancellationToken))
        {
            return null;
        }

        if (version is not null && held.Exists(one => one.Version != version))
        {
            return (Result<RequestedRefunds>)new Error(PaymentErrors.ChangedMeanwhile);
        }

        var decision = decide(await PartsAsync(connection, held, order, cancellationToken));
        if (decision.Error is { } refusal)
        {
            return (Result<RequestedRefunds>)refusal;
        }

        var refunds = decision.Value.GroupBy(static part => part.Charge)
            .Select(parts => new PlannedRefund(RefundId.New(), held.Single(one => one.Id == parts.Key.Value), [.. parts])).ToList();
        if (refunds.Exists(refund => gateways.Find(refund.Charge.Gateway) is null))
        {
            return (Result<RequestedRefunds>)new Error(PaymentErrors.NoGateway);
        }

        await WriteAsync(connection, refunds, reason, cancellationToken);
        await TellAsync(connection, transaction, refunds, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Result<RequestedRefunds>)new RequestedRefunds([.. refunds.Select(static refund => refund.Id)], refunds.Sum(static refund => refund.Amount));
    }

    private static Task<List<HeldCharge>> LockAsync(NpgsqlConnection connection, ChargeId? charge, OrderId? order, CancellationToken cancellationToken) => new NpgsqlCommand(
        """
        SELECT id, settlement_id, gateway, modified_seq FROM charges
        WHERE tenant_id = (SELECT current_tenant()) AND ($1::uuid IS NULL OR id = $1)
            AND ($2::uuid IS NULL OR id IN (SELECT charge_id FROM charge_allocations WHERE tenant_id = (SELECT current_tenant()) AND order_id = $2))
        ORDER BY id FOR NO KEY UPDATE
        """,
        connection)
        .With(NpgsqlDbType.Uuid, charge?.Value)
        .With(NpgsqlDbType.Uuid, order?.Value)
        .ReadAsync(static reader => new HeldCharge(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3)), cancellationToken);

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, OrderId? order, CancellationToken cancellationToken) =>
        (await new NpgsqlCommand("SELECT 1 FROM orders WHERE tenant_id = (SELECT current_tenant()) AND id = $1", connection)
            .With(NpgsqlDbType.Uuid, order?.Value).ReadAsync(static _ => true, cancellationToken)).Count > 0;

    /// <summary>What came in by held charges, less what went back or is on its way.</summary>
    private static async Task<IReadOnlyList<CapturedPart>> PartsAsync(NpgsqlConnection connection, List<HeldCharge> charges, OrderId? order, CancellationToken cancellationToken) =>
        await new NpgsqlCommand(
            $"""
            SELECT a.charge_id, a.order_id, {Refundable} FROM charge_allocations a
            JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
            LEFT JOIN orders o ON o.tenant_id = a.tenant_id AND o.id = a.order_id
            WHERE a.tenant_id = (SELECT current_tenant()) AND a.charge_id = ANY($1) AND ($2::uuid IS NULL OR a.order_id = $2) AND c.status IN (3, 10)
            ORDER BY a.charge_id, o.order_number, a.order_id
            """,
            connection)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge.Id)
            .With(NpgsqlDbType.Uuid, order?.Value)
            .ReadAsync(static reader => new CapturedPart(new ChargeId(reader.GetGuid(0)), new OrderId(reader.GetGuid(1)), reader.GetInt64(2)), cancellationToken);

    /// <summary>SQL: what can still be refunded of the allocation <c>a</c> of a captured charge.</summary>
    internal const string Refundable =
        """
        a.amount - a.refunded - (
            SELECT coalesce(sum(ra.amount), 0)::bigint FROM refunds r JOIN refund_allocations ra ON ra.tenant_id = r.tenant_id AND ra.refund_id = r.id AND ra.order_id = a.order_id
            WHERE r.tenant_id = a.tenant_id AND r.charge_id = a.charge_id AND r.status IN (1, 2))
        """;

    private async Task WriteAsync(NpgsqlConnection connection, List<PlannedRefund> refunds, string? reason, CancellationToken cancellationToken)
    {
        await TouchAsync(connection, [.. refunds.Select(static refund => refund.Charge.Id)], cancellationToken);
        foreach (var lane in refunds.GroupBy(static refund => PaymentLanes.Refunds(refund.Charge.Gateway), StringComparer.Ordinal).OrderBy(static lane => lane.Key, StringComparer.Ordinal))
        {
            await WorkQueue.EnqueueAsync(connection, lane.Key, operation.Tenant, [.. lane.Select(static refund => refund.Id.Value)], TimeSpan.Zero, cancellationToken);
        }

        await new NpgsqlCommand(
            """
            INSERT INTO refunds (tenant_id, id, charge_id, amount, reason, created_at, actor_kind, actor_id, actor_name)
            SELECT $1, r.id, r.charge_id, r.amount, $2, $3, $4, $5, $6 FROM unnest($7, $8, $9) AS r (id, charge_id, amount)
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Text, reason)
            .With(NpgsqlDbType.TimestampTz, clock.GetUtcNow().UtcDateTime)
            .With(NpgsqlDbType.Smallint, (short)operation.Actor.Kind)
            .With(NpgsqlDbType.Uuid, operation.Actor.Id)
            .With(NpgsqlDbType.Text, operation.Actor.Name)
            .With(NpgsqlDbType.Uuid, refunds, static refund => refund.Id.Value)
            .With(NpgsqlDbType.Uuid, refunds, static refund => refund.Charge.Id)
            .With(NpgsqlDbType.Bigint, refunds, static refund => refund.Amount)
            .RunAsync(cancellationToken);
        var parts = refunds.SelectMany(static refund => refund.Parts.Select(part => (Refund: refund.Id.Value, Order: part.Order.Value, part.Amount))).ToList();
        await new NpgsqlCommand(
            "INSERT INTO refund_allocations (tenant_id, refund_id, order_id, amount) SELECT $1, p.* FROM unnest($2, $3, $4) AS p (refund_id, order_id, amount)", connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, parts, static part => part.Refund)
            .With(NpgsqlDbType.Uuid, parts, static part => part.Order)
            .With(NpgsqlDbType.Bigint, parts, static part => part.Amount)
            .RunAsync(cancellationToken);
    }

    /// <summary>A refund that begins or fails is a change of its charge, for everybody who has looked at that or follows its changes.</summary>
    internal static Task TouchAsync(NpgsqlConnection connection, IReadOnlyList<Guid> charges, CancellationToken cancellationToken) =>
        new NpgsqlCommand("UPDATE charges SET refunded = refunded WHERE tenant_id = (SELECT current_tenant()) AND id = ANY($1)", connection)
            .With(NpgsqlDbType.Uuid, charges, static charge => charge).RunAsync(cancellationToken);

    private async Task TellAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, List<PlannedRefund> refunds, CancellationToken cancellationToken)
    {
        await Changes.TellAsync(connection, cancellationToken, [.. refunds.Select(refund => new Change(operation.Tenant, ChangeKind.Settlement, refund.Charge.Settlement)).Distinct()]);
        foreach (var refund in refunds)
        {
            await AuditLog.WriteAsync(
                connection, transaction, operation,
                new AuditEntry(AuditActions.RefundRequested, "charge", refund.Charge.Id, After: JsonSerializer.Serialize(
                    new { refund = refund.Id.Value, amount = refund.Amount, orders = refund.Parts.Select(static part => new { order = part.Order.Value, amount = part.Amount }) })),
                cancellationToken);
        }
    }

    private sealed record HeldCharge(Guid Id, Guid Settlement, string Gateway, long Version);

    private sealed record PlannedRefund(RefundId Id, HeldCharge Charge, IReadOnlyList<RefundPart> Parts)
    {
        public long Amount => Parts.Sum(static part => part.Amount);
    }
}
