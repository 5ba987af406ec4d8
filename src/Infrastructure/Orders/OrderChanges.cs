using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>One order that gets other values.</summary>
/// <param name="SeenSeq">Its <c>modified_seq</c> when it was looked at.</param>
public sealed record OrderChange(OrderId Id, long SeenSeq, OrderDraft Values);

/// <summary>An order is not as it was when it was looked at.</summary>
public sealed class OrderTouchedException(Exception? inner = null) : Exception("An order was changed by somebody else.", inner);

/// <summary>Gives stored orders other values, in a transaction that the caller keeps.</summary>
public sealed class OrderChanges(OrderBulkWriter writer, OperationContext operation, FieldCipher cipher, BlindIndex blindIndex)
{
    /// <param name="transaction">Of a connection of the operation's tenant.</param>
    /// <returns>The orders' new <c>modified_seq</c>.</returns>
    /// <exception cref="OrderTouchedException">The transaction is then to be rolled back.</exception>
    public async Task<IReadOnlyDictionary<OrderId, long>> SaveAsync(
        NpgsqlTransaction transaction, IReadOnlyList<OrderChange> changes, TaxRounding rounding, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var options = (DbContextOptions<OrderPortalDbContext>)PersistenceRegistration.Options(new DbContextOptionsBuilder<OrderPortalDbContext>().UseNpgsql(connection)).Options;
        await using var context = new OrderPortalDbContext(options, operation, cipher, blindIndex);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        var ids = changes.Select(change => change.Id).ToList();
        var orders = await context.Orders.Where(order => ids.Contains(order.Id)).ToDictionaryAsync(order => order.Id, cancellationToken);
        await DeleteLinesAsync(connection, ids, cancellationToken);
        foreach (var change in changes)
        {
            if (!orders.TryGetValue(change.Id, out var order) || !order.IsChangeable || SeqOf(context, order) != change.SeenSeq)
            {
                throw new OrderTouchedException();
            }

            // Its lines were not loaded, on purpose: they are replaced as a whole.
            order.Change(change.Values, rounding);
        }

        await NameCustomersAsync(context, connection, [.. orders.Values], cancellationToken);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new OrderTouchedException(exception);
        }

        return orders.ToDictionary(pair => pair.Key, pair => SeqOf(context, pair.Value));
    }

    private async Task NameCustomersAsync(OrderPortalDbContext context, NpgsqlConnection connection, List<Order> orders, CancellationToken cancellationToken)
    {
        var customers = await writer.ResolveCustomersAsync(connection, orders, cancellationToken);
        foreach (var order in orders)
        {
            context.Entry(order).Property(one => one.CustomerId).CurrentValue =
                order.CustomerCode is not null && customers.TryGetValue(order.CustomerCode, out var customer) ? new CustomerId(customer) : null;
        }
    }

    private static long SeqOf(OrderPortalDbContext context, Order order) => context.Entry(order).Property<long>(ModifiedMapping.Seq).CurrentValue;

    private static async Task DeleteLinesAsync(NpgsqlConnection connection, List<OrderId> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM order_lines WHERE tenant_id = current_tenant() AND order_id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = ids.Select(id => id.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
