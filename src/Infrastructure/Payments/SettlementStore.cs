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

/// <summary>Starts settlements: a few statements, however many orders there are.</summary>
public sealed class SettlementStore(TenantConnections connections, OperationContext operation, TimeProvider clock) : ISettlementStore
{
    /// <summary>Seconds: a settlement may have a million orders.</summary>
    internal const int LongTimeout = 600;

    private const int EnqueuedAtOnce = 50_000;

    public async Task<IReadOnlyList<SettlementCandidate>> ReadAsync(SettlementScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        return [.. (await ReadAsync(connection, await FindAsync(connection, scope, "", cancellationToken), cancellationToken)).Select(static order => order.Candidate)];
    }

    public async Task<Result<StartedSettlement>> StartAsync(
        SettlementScope scope, SettlementGrouping grouping, string gateway, Func<IReadOnlyList<SettlementCandidate>, Result<SettlementPlan>> decide, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var orders = await ReadAsync(connection, await FindAsync(connection, scope, "FOR NO KEY UPDATE", cancellationToken), cancellationToken);
        var decision = decide([.. orders.Select(static order => order.Candidate)]);
        if (decision.Error is { } refusal)
        {
            return refusal;
        }

        var plan = decision.Value;
        var started = clock.GetUtcNow().UtcDateTime;
        var settlement = new SettlementId(Guid.CreateVersion7(clock.GetUtcNow()));
        var taken = await TakeOrdersAsync(connection, plan, orders, cancellationToken);
        var number = await InsertSettlementAsync(connection, settlement, scope, grouping, gateway, plan, started, cancellationToken);
        var charges = await InsertChargesAsync(connection, settlement, gateway, plan, started, cancellationToken);
        await InsertAllocationsAsync(connection, plan, charges, taken, cancellationToken);
        foreach (var some in charges.Chunk(EnqueuedAtOnce))
        {
            await WorkQueue.EnqueueAsync(connection, PaymentLanes.Charges(gateway), operation.Tenant, some, TimeSpan.Zero, cancellationToken);
        }

        await Changes.TellAsync(connection, cancellationToken, Changed(settlement, scope, plan));
        await AuditLog.WriteAsync(
            connection, transaction, operation,
            new AuditEntry(AuditActions.SettlementStarted, "settlement", settlement.Value, After: JsonSerializer.Serialize(
                new { number, grouping = (int)grouping, gateway, import = scope.Import?.Value, orders = plan.Orders, charges = charges.Count, amount = plan.Amount })),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StartedSettlement(settlement, number, plan);
    }

    /// <summary>SQL condition: nobody has touched the order since it was made but settlements that were taken back.</summary>
    /// <param name="order">Alias of the order's row.</param>
    internal static string Untouched(string order) =>
        $"EXISTS (SELECT FROM charge_allocations a WHERE a.tenant_id = {order}.tenant_id AND a.order_id = {order}.id AND a.order_untouched AND a.order_seq = {order}.modified_seq)";

    /// <remarks>Locked by id, as everybody locks orders.</remarks>
    private Task<List<Guid>> FindAsync(NpgsqlConnection connection, SettlementScope scope, string locking, CancellationToken cancellationToken) => new NpgsqlCommand(
        $"SELECT id FROM orders WHERE tenant_id = $1 AND {(scope.Import is null ? "id = ANY($2)" : "batch_id = $2")} ORDER BY id {locking}", connection)
        { CommandTimeout = LongTimeout }
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(scope.Import is null ? NpgsqlDbType.Array | NpgsqlDbType.Uuid : NpgsqlDbType.Uuid, scope.Import is { } import ? import.Value : scope.Orders.Select(static order => order.Value).ToArray())
        .ReadAsync(static reader => reader.GetGuid(0), cancellationToken);

    /// <remarks>A statement of its own: what others did who held the orders before is seen now.</remarks>
    private Task<List<FoundOrder>> ReadAsync(NpgsqlConnection connection, List<Guid> orders, CancellationToken cancellationToken) => new NpgsqlCommand(
        $"""
        SELECT id, order_number, customer_code, bulk_import_group, total, payment_method, status, payment_status, modified_at = created_at OR {Untouched("o")}
        FROM orders o WHERE tenant_id = $1 AND id = ANY($2)
        """,
        connection)
        { CommandTimeout = LongTimeout }
        .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
        .With(NpgsqlDbType.Uuid, orders, static order => order)
        .ReadAsync(
            static reader => new FoundOrder(
                new SettlementCandidate(
                    new OrderId(reader.GetGuid(0)), reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3), reader.GetInt64(4), (PaymentMethod)reader.GetInt16(5),
                    (OrderStatus)reader.GetInt16(6), (PaymentStatus)reader.GetInt16(7)),
                reader.GetBoolean(8)),
            cancellationToken);

    /// <returns>The orders as they are once the settlement has them: what undoing an import compares with.</returns>
    private async Task<Dictionary<Guid, (long Seq, bool IsUntouched)>> TakeOrdersAsync(
        NpgsqlConnection connection, SettlementPlan plan, List<FoundOrder> orders, CancellationToken cancellationToken)
    {
        var untouched = orders.ToDictionary(static order => order.Candidate.Id, static order => order.IsUntouched);
        var settled = plan.Charges.SelectMany(static charge => charge.Allocations).Select(static allocation => allocation.Order).Distinct().ToList();
        var rows = await new NpgsqlCommand(
            "UPDATE orders SET payment_status = $3 WHERE tenant_id = $1 AND id = ANY($2) RETURNING id, modified_seq", connection)
            { CommandTimeout = LongTimeout }
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, settled, static order => order.Value)
            .With(NpgsqlDbType.Smallint, (short)PaymentStatus.Processing)
            .ReadAsync(static reader => (Id: reader.GetGuid(0), Seq: reader.GetInt64(1)), cancellationToken);
        return rows.ToDictionary(static row => row.Id, row => (row.Seq, untouched[new OrderId(row.Id)]));
    }

    private async Task<long> InsertSettlementAsync(
        NpgsqlConnection connection, SettlementId settlement, SettlementScope scope, SettlementGrouping grouping, string gateway, SettlementPlan plan, DateTime started,
        CancellationToken cancellationToken)
    {
        // What is settled already is no business of this settlement.
        var left = plan.Unsettled.Where(static order => order.Code != UnsettledCodes.AlreadySettled).ToList();
        var numbers = await new NpgsqlCommand(
            """
            INSERT INTO settlements (tenant_id, id, number, grouping, gateway, import_id, plan_digest, orders, charges, amount, orders_unsettled, amount_unsettled, created_at, actor_kind, actor_id, actor_name)
            VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING number
            """,
            connection)
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, settlement.Value)
            .With(NpgsqlDbType.Smallint, (short)grouping)
            .With(NpgsqlDbType.Text, gateway)
            .With(NpgsqlDbType.Uuid, scope.Import?.Value)
            .With(NpgsqlDbType.Bytea, Convert.FromHexString(plan.Digest))
            .With(NpgsqlDbType.Integer, plan.Orders)
            .With(NpgsqlDbType.Integer, plan.Charges.Count)
            .With(NpgsqlDbType.Bigint, plan.Amount)
            .With(NpgsqlDbType.Integer, left.Count)
            .With(NpgsqlDbType.Bigint, left.Sum(static order => order.Total))
            .With(NpgsqlDbType.TimestampTz, started)
            .With(NpgsqlDbType.Smallint, (short)operation.Actor.Kind)
            .With(NpgsqlDbType.Uuid, operation.Actor.Id)
            .With(NpgsqlDbType.Text, operation.Actor.Name)
            .ReadAsync(static reader => reader.GetInt64(0), cancellationToken);
        return numbers[0];
    }

    /// <returns>The charges' ids in the sequence of the plan, which is theirs too.</returns>
    private async Task<List<Guid>> InsertChargesAsync(
        NpgsqlConnection connection, SettlementId settlement, string gateway, SettlementPlan plan, DateTime started, CancellationToken cancellationToken)
    {
        var ids = plan.Charges.Select(_ => Guid.CreateVersion7(new DateTimeOffset(started))).Order().ToList();
        await new NpgsqlCommand(
            """
            INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, customer_code, created_at)
            SELECT $1, c.id, $2, $3, c.method, c.amount, c.customer_code, $4 FROM unnest($5, $6, $7, $8) AS c (id, method, amount, customer_code)
            """,
            connection)
            { CommandTimeout = LongTimeout }
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, settlement.Value)
            .With(NpgsqlDbType.Text, gateway)
            .With(NpgsqlDbType.TimestampTz, started)
            .With(NpgsqlDbType.Uuid, ids, static id => id)
            .With(NpgsqlDbType.Smallint, plan.Charges, static charge => (short)charge.Method)
            .With(NpgsqlDbType.Bigint, plan.Charges, static charge => charge.Amount)
            .With(NpgsqlDbType.Text, plan.Charges, static charge => charge.CustomerCode)
            .RunAsync(cancellationToken);
        return ids;
    }

    private Task InsertAllocationsAsync(
        NpgsqlConnection connection, SettlementPlan plan, List<Guid> charges, Dictionary<Guid, (long Seq, bool IsUntouched)> taken, CancellationToken cancellationToken)
    {
        var rows = plan.Charges.SelectMany((charge, place) => charge.Allocations.Select(allocation => (Charge: charges[place], Order: allocation.Order.Value, allocation.Amount))).ToList();
        return new NpgsqlCommand(
            """
            INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount, order_seq, order_untouched)
            SELECT $1, a.* FROM unnest($2, $3, $4, $5, $6) AS a (charge_id, order_id, amount, order_seq, order_untouched)
            """,
            connection)
            { CommandTimeout = LongTimeout }
            .With(NpgsqlDbType.Uuid, operation.Tenant.Value)
            .With(NpgsqlDbType.Uuid, rows, static row => row.Charge)
            .With(NpgsqlDbType.Uuid, rows, static row => row.Order)
            .With(NpgsqlDbType.Bigint, rows, static row => row.Amount)
            .With(NpgsqlDbType.Bigint, rows, row => taken[row.Order].Seq)
            .With(NpgsqlDbType.Boolean, rows, row => taken[row.Order].IsUntouched)
            .RunAsync(cancellationToken);
    }

    private List<Change> Changed(SettlementId settlement, SettlementScope scope, SettlementPlan plan)
    {
        var changes = new List<Change> { new(operation.Tenant, ChangeKind.Settlement, settlement.Value) };
        if (scope.Import is { } import)
        {
            changes.Add(new Change(operation.Tenant, ChangeKind.Import, import.Value));
        }
        else if (plan.Orders == 1)
        {
            changes.Add(new Change(operation.Tenant, ChangeKind.Order, plan.Charges[0].Allocations[0].Order.Value));
        }

        return changes;
    }

    private readonly record struct FoundOrder(SettlementCandidate Candidate, bool IsUntouched);
}
