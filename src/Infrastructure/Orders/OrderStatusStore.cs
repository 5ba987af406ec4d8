using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// Locks the orders in the sequence of their ids, so that two selections that share some wait for one another, and writes status, history, audit and
/// event together.
/// </summary>
public sealed class OrderStatusStore(TenantConnections connections, OperationContext operation, TimeProvider clock) : IOrderStatusStore
{
    /// <summary>Others may lock in another sequence; one of the two is then told to begin anew.</summary>
    private const int Tries = 3;

    /// <summary>A row of the history belongs to a change of the order if it is no further from it: who writes it may use a clock of his own.</summary>
    private static readonly TimeSpan SameChange = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<OrderStatusOutcome>> ChangeAsync(
        IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, Func<OrderToChange, OrderState, Error?> decide, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(orders, to, reason, decide, cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Tries)
            {
                // Nothing is written: decide again.
            }
        }
    }

    private async Task<IReadOnlyList<OrderStatusOutcome>> TryAsync(
        IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, Func<OrderToChange, OrderState, Error?> decide, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await LockAsync(connection, orders, cancellationToken);
        var outcomes = orders
            .Select(order => stored.TryGetValue(order.Id, out var held)
                ? new OrderStatusOutcome(order.Id, held.State.OrderNumber, decide(order, held.State))
                : new OrderStatusOutcome(order.Id, null, new Error(ChangeOrderStatus.NotFound)))
            .ToList();
        var changing = outcomes.Where(static outcome => outcome.Refusal is null).Select(outcome => stored[outcome.Id]).ToList();
        if (changing.Count > 0)
        {
            await WriteAsync(connection, changing, to, reason, cancellationToken);
            await EventOutbox.WriteAsync(connection, operation.Tenant, [.. changing.Select(held => EventOf(held, to))], cancellationToken);
            await Changes.TellAsync(connection, cancellationToken, [.. changing.Select(held => new Change(operation.Tenant, ChangeKind.Order, held.State.Id.Value))]);

            // The tenant's other writers of the audit log wait from here to the commit, so it comes last.
            foreach (var held in changing)
            {
                var entry = new AuditEntry(AuditActions.OrderStatusChanged, "order", held.State.Id.Value, Json(held.State.Status), Json(to));
                await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return outcomes;
    }

    private async Task<Dictionary<OrderId, Held>> LockAsync(NpgsqlConnection connection, IReadOnlyList<OrderToChange> orders, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<OrderId, Held>();
        await using (var command = Command(
            connection,
            "SELECT id, order_number, status, payment_status, modified_seq, modified_at, batch_id FROM orders WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
            orders.Select(static order => order.Id.Value)))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var id = new OrderId(reader.GetGuid(0));
                stored[id] = new Held(
                    new OrderState(
                        id, reader.GetString(1), (OrderStatus)reader.GetInt16(2), (PaymentStatus)reader.GetInt16(3), reader.GetInt64(4), reader.GetFieldValue<DateTimeOffset>(5), null),
                    await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetGuid(6));
            }
        }

        var outdated = orders.Where(order => order.Seen is { } seen && stored.TryGetValue(order.Id, out var held) && held.State.Seq != seen).Select(static order => order.Id.Value).ToList();
        if (outdated.Count > 0)
        {
            await NameActorsAsync(connection, stored, outdated, cancellationToken);
        }

        return stored;
    }

    /// <remarks>A statement of its own, after the lock: only then does it see what whoever held the lock before has written.</remarks>
    private async Task NameActorsAsync(NpgsqlConnection connection, Dictionary<OrderId, Held> stored, List<Guid> outdated, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            """
            SELECT DISTINCT ON (order_id) order_id, changed_at, actor_name FROM order_status_changes
            WHERE tenant_id = $1 AND order_id = ANY ($2) AND actor_kind <> 0 ORDER BY order_id, changed_at DESC
            """,
            outdated);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = new OrderId(reader.GetGuid(0));
            var held = stored[id];
            if ((held.State.ModifiedAt - reader.GetFieldValue<DateTimeOffset>(1)).Duration() <= SameChange)
            {
                stored[id] = held with { State = held.State with { LastActor = reader.GetString(2) } };
            }
        }
    }

    private async Task WriteAsync(NpgsqlConnection connection, List<Held> changing, OrderStatus to, string? reason, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection,
            """
            WITH history AS (
                INSERT INTO order_status_changes (tenant_id, order_id, id, from_status, to_status, changed_at, actor_kind, actor_id, actor_name, reason)
                SELECT $1, order_id, id, from_status, $3, now(), $6, $7, $8, $9 FROM unnest($2, $4, $5) AS change (order_id, id, from_status)
            )
            UPDATE orders SET status = $3 WHERE tenant_id = $1 AND id = ANY ($2)
            """,
            changing.Select(static held => held.State.Id.Value));
        var isSystem = operation.Actor.Kind == ActorKind.System;
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)to });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, Value = changing.Select(static _ => Guid.CreateVersion7()).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint, Value = changing.Select(static held => (short)held.State.Status).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)operation.Actor.Kind });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Actor.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = isSystem ? "" : operation.Actor.Name });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)reason ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private PortalEvent EventOf(Held held, OrderStatus to) => PortalEvent.Of(TypeOf(to), clock.GetUtcNow()) with
    {
        OrderId = held.State.Id.Value,
        ImportId = held.Import,
        Data = JsonSerializer.Serialize(new { orderNumber = held.State.OrderNumber, from = NameOf(held.State.Status), to = NameOf(to) }),
    };

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, IEnumerable<Guid> orders)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. orders] });
        return command;
    }

    private static string TypeOf(OrderStatus to) => to switch
    {
        OrderStatus.Confirmed => EventTypes.OrderConfirmed,
        OrderStatus.Processing => EventTypes.OrderProcessing,
        OrderStatus.Shipped => EventTypes.OrderShipped,
        OrderStatus.Delivered => EventTypes.OrderDelivered,
        OrderStatus.Cancelled => EventTypes.OrderCancelled,
        OrderStatus.Refunded => EventTypes.OrderRefunded,
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, "No order goes back to its beginning."),
    };

    private static string Json(OrderStatus status) => $$"""{"status":"{{NameOf(status)}}"}""";

    private static string NameOf(OrderStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <param name="Import">The batch that the order came from.</param>
    private sealed record Held(OrderState State, Guid? Import);
}
