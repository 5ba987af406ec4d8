using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Looks orders up by their unique number: cheaply where only their state matters, whole where they are to be compared.</summary>
public sealed class StoredOrders(OrderPortalDbContext context, TenantConnections connections, OperationContext operation) : IStoredOrders
{
    public async Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(
        IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, StoredOrder>(StringComparer.Ordinal);
        if (orderNumbers.Count == 0)
        {
            return found;
        }

        await using var connection = await connections.OpenAsync(operation, cancellationToken);

        // Number by number, and the tenant left to row-level security, on purpose: of a tenant that statistics do not know yet the planner thinks
        // that it has a handful of orders, and would read all of them for each chunk.
        await using var command = new NpgsqlCommand(
            """
            SELECT o.* FROM unnest($1) AS wanted (order_number) CROSS JOIN LATERAL (
                SELECT order_number, id, status, payment_status, modified_seq FROM orders WHERE order_number = wanted.order_number LIMIT 1) o
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. orderNumbers] });
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found[reader.GetString(0)] = new StoredOrder(
                    new OrderId(reader.GetGuid(1)), reader.GetString(0), (OrderStatus)reader.GetInt16(2), (PaymentStatus)reader.GetInt16(3), reader.GetInt64(4), null);
            }
        }

        return withValues && found.Count > 0 ? await WithValuesAsync(found, cancellationToken) : found;
    }

    /// <remarks>
    /// Read after the state: an order that changes in between has another number by then, and the write refuses what was seen with the old one.
    /// </remarks>
    private async Task<Dictionary<string, StoredOrder>> WithValuesAsync(Dictionary<string, StoredOrder> found, CancellationToken cancellationToken)
    {
        var ids = found.Values.Where(order => Order.CanChange(order.Status, order.PaymentStatus)).Select(order => order.Id).ToList();
        var orders = await context.Orders.AsNoTracking().Include(order => order.Lines).AsSplitQuery().Where(order => ids.Contains(order.Id)).ToListAsync(cancellationToken);
        foreach (var order in orders)
        {
            found[order.OrderNumber] = found[order.OrderNumber] with { Values = order.ToDraft() };
        }

        return found;
    }
}
