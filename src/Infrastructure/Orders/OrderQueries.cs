using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>Reads orders by key, never by offset, and only through an index.</summary>
internal sealed class OrderQueries(OrderPortalDbContext context, OperationContext operation, BlindIndex blindIndex, OrderRows rows, ModifiedRows modified) : IOrderQueries
{
    /// <summary>The page that programs get who ask for none of their own size.</summary>
    private const int UsualLimit = 100;

    public async Task<Page<OrderListItem>> ListAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var found = await OrderSorting.Sort(Filtered(filter), filter, cursor).Take(limit + 1).Select(order => new
        {
            Item = new OrderListItem(
                order.Id, order.OrderNumber, order.Status, order.PaymentStatus, order.OrderedAt, order.CustomerCode, order.CustomerName, order.Totals.Total, order.Source,
                null, order.Origin!.RowNumber),
            Import = (ImportId?)order.Origin!.BatchId,
            Seq = EF.Property<long>(order, ModifiedMapping.Seq),
        }).ToListAsync(cancellationToken);
        var imports = found.Where(row => row.Import is not null).Select(row => row.Import!.Value).Distinct().ToList();
        var numbers = await context.ImportBatches.AsNoTracking().Where(batch => imports.Contains(batch.Id))
            .ToDictionaryAsync(batch => batch.Id, batch => batch.Number, cancellationToken);
        var items = found.Take(limit)
            .Select(row => row.Import is { } import
                ? row.Item with { Seq = row.Seq, ImportNumber = numbers.GetValueOrDefault(import) }
                : row.Item with { Seq = row.Seq, RowNumber = null })
            .ToList();
        return new Page<OrderListItem>(
            items, found.Count > limit && items[^1] is var last ? OrderSorting.PlaceOf(filter, last.Id, last.OrderNumber, last.OrderedAt, last.Total, last.RowNumber) : null);
    }

    public async Task<Page<Order>> ListFullAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        await using var page = OrderSorting.Sort(Filtered(filter), filter, cursor).Select(order => order.Id).CreateDbCommand();

        // Not a parameter: of a page of any size no plan can be kept, and making one takes longer than reading an order.
        page.CommandText += string.Create(CultureInfo.InvariantCulture, $"\nLIMIT {limit + 1}");
        var found = await rows.ReadAsync(page, limit == UsualLimit && IsUsual(filter), cancellationToken);
        var items = found.Take(limit).Select(static row => row.Order).ToList();
        return new Page<Order>(
            items,
            found.Count > limit && items[^1] is var last
                ? OrderSorting.PlaceOf(filter, last.Id, last.OrderNumber, last.OrderedAt, last.Totals.Total, last.Origin?.RowNumber)
                : null);
    }

    public async Task<ModifiedPage<Order>> ListModifiedAsync(OrderFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        await using var page = Filtered(filter).Within(window, order => order.ModifiedAt).Select(order => order.Id).CreateDbCommand();
        var found = await rows.ReadAsync(page, IsUsual(filter), cancellationToken);
        return window.ToPage([.. found.Select(static row => (row.Order, row.Seq))]);
    }

    /// <remarks>What the planner thinks before it begins: a few tenths of a millisecond however many orders there are.</remarks>
    public async Task<long> EstimateAsync(OrderFilter filter, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = Filtered(filter).Select(order => order.Id).CreateDbCommand();
            command.CommandText = "EXPLAIN (FORMAT JSON) " + command.CommandText;
            using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!);
            return (long)plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    public async Task<long> CountLinesAsync(OrderFilter filter, long most, CancellationToken cancellationToken) =>
        await Filtered(filter).SelectMany(order => order.Lines).Select(line => line.Number).Take((int)Math.Min(most, int.MaxValue)).LongCountAsync(cancellationToken);

    public async Task<Order?> FindAsync(string orderNumber, CancellationToken cancellationToken) =>
        await context.Orders.AsNoTracking().Include(order => order.Lines).SingleOrDefaultAsync(order => order.OrderNumber == orderNumber, cancellationToken);

    public async Task<OrderDetails?> DetailsAsync(string orderNumber, CancellationToken cancellationToken)
    {
        var found = await context.Orders.AsNoTracking().Include(order => order.Lines).Where(order => order.OrderNumber == orderNumber)
            .Select(order => new { Order = order, Seq = EF.Property<long>(order, ModifiedMapping.Seq) }).SingleOrDefaultAsync(cancellationToken);
        if (found is not { Order: { } order })
        {
            return null;
        }

        var group = order.Origin?.Group;
        return new OrderDetails(
            order,
            found.Seq,
            order.Origin is { } origin ? await ImportNumberAsync(origin.BatchId, cancellationToken) : null,
            order.PaymentStatus == PaymentStatus.Failed ? await FailureOfAsync(order.Id, cancellationToken) : null,
            group is null ? 0 : await Filtered(new OrderFilter { Group = group }).Select(one => one.Id).Take(OrderDetails.MaxGroupCount).CountAsync(cancellationToken));
    }

    /// <remarks>4 declined, 5 failed, 7 expired; that a charge has expired is its own reason.</remarks>
    private async Task<string?> FailureOfAsync(OrderId order, CancellationToken cancellationToken) => await context.Database
        .SqlQuery<string>(
            $"""
            SELECT coalesce(c.failure_code, CASE c.status WHEN 7 THEN 'expired' ELSE 'unknown' END) AS "Value"
            FROM charge_allocations a JOIN charges c ON c.tenant_id = a.tenant_id AND c.id = a.charge_id
            WHERE a.tenant_id = {operation.Tenant.Value} AND a.order_id = {order.Value} AND c.status IN (4, 5, 7)
            ORDER BY c.modified_at DESC LIMIT 1
            """)
        .SingleOrDefaultAsync(cancellationToken);

    public async Task<long?> ImportNumberAsync(ImportId import, CancellationToken cancellationToken) =>
        await context.ImportBatches.AsNoTracking().Where(batch => batch.Id == import).Select(batch => (long?)batch.Number).SingleOrDefaultAsync(cancellationToken);

    /// <summary>What programs ask again and again, in a few forms.</summary>
    private static bool IsUsual(OrderFilter filter) => filter == new OrderFilter { Sort = filter.Sort };

    private IQueryable<Order> Filtered(OrderFilter filter)
    {
        var query = context.Orders.AsNoTracking();
        if (filter.Import is { } import)
        {
            query = query.Where(order => order.Origin!.BatchId == import);
        }

        if (filter.Status is { } status)
        {
            query = query.Where(order => order.Status == status);
        }

        if (filter.PaymentStatus is { } payment)
        {
            query = query.Where(order => order.PaymentStatus == payment);
        }

        if (filter.IsOpen)
        {
            var open = OpenPayments.Statuses.ToArray();
            query = query.Where(order => open.Contains(order.PaymentStatus) && order.Status < OrderStatus.Cancelled);
        }

        if (filter.Source is { } source)
        {
            query = query.Where(order => order.Source == source);
        }

        if (filter.CustomerCode is { } code)
        {
            query = query.Where(order => order.CustomerCode == code);
        }

        if (filter.OrderNumber is { } number)
        {
            query = query.Where(order => order.OrderNumber == number);
        }

        if (filter.Group is { } group)
        {
            query = query.Where(order => order.Origin!.Group == group);
        }

        return InRange(ByContact(query, filter.Contact), filter);
    }

    private static IQueryable<Order> InRange(IQueryable<Order> query, OrderFilter filter)
    {
        if (filter.OrderedFrom is { } from)
        {
            var first = from.ToUniversalTime();
            query = query.Where(order => order.OrderedAt >= first);
        }

        if (filter.OrderedBefore is { } before)
        {
            var end = before.ToUniversalTime();
            query = query.Where(order => order.OrderedAt < end);
        }

        if (filter.TotalFrom is { } least)
        {
            query = query.Where(order => order.Totals.Total >= least);
        }

        if (filter.TotalTo is { } most)
        {
            query = query.Where(order => order.Totals.Total <= most);
        }

        return query;
    }

    private IQueryable<Order> ByContact(IQueryable<Order> query, string? contact)
    {
        if (contact is null)
        {
            return query;
        }

        if (contact.Contains('@', StringComparison.Ordinal))
        {
            var email = blindIndex.ForEmail(operation.Tenant, contact);
            return query.Where(order => EF.Property<byte[]?>(order, OrderMapping.EmailIndex) == email);
        }

        var phone = blindIndex.ForPhone(operation.Tenant, contact);
        return query.Where(order => EF.Property<byte[]?>(order, OrderMapping.PhoneIndex) == phone);
    }
}
