using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Orders;

/// <inheritdoc cref="IOrderIntake"/>
public sealed class OrderIntake(TenantConnections connections, OrderBulkWriter writer, OperationContext operation) : IOrderIntake
{
    /// <remarks>By itself, not in the transaction that writes the orders: whoever places others would wait for its end.</remarks>
    public async Task<int> TakeNumbersAsync(DateOnly day, int count, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO order_counters (tenant_id, day, last_number) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, day) DO UPDATE SET last_number = order_counters.last_number + excluded.last_number
            RETURNING last_number
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))! - count + 1;
    }

    public async Task<bool> WriteAsync(IReadOnlyList<Order> orders, IReadOnlyList<PortalEvent> events, AuditEntry entry, CancellationToken cancellationToken)
    {
        using var prepared = writer.Prepare(orders);
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await writer.WriteAsync(connection, orders, prepared, cancellationToken);
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ix_orders_tenant_id_order_number" })
        {
            return false;
        }

        await EventOutbox.WriteAsync(connection, operation.Tenant, events, cancellationToken);

        // Last: other writers of the tenant's audit log wait for the end of the transaction from here on.
        await AuditLog.WriteAsync(connection, transaction, operation, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
