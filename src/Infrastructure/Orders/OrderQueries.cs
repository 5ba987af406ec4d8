using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>Reads orders by key, never by offset, and only through an index.</summary>
public sealed class OrderQueries(OrderPortalDbContext context, OperationContext operation, BlindIndex blindIndex) : IOrderQueries
{
    public async Task<Page<OrderListItem>> ListAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var found = await Sorted(filter, cursor).Take(limit + 1).Select(order => new
        {
            Item = new OrderListItem(
                order.Id, order.OrderNumber, order.Status, order.PaymentStatus, order.OrderedAt, order.CustomerCode, order.CustomerName, order.Totals.Total, order.Source,
                null, order.Origin!.RowNumber),
            Import = (ImportId?)order.Origin!.BatchId,
        }).ToListAsync(cancellationToken);
        var imports = found.Where(row => row.Import is not null).Select(row => row.Import!.Value).Distinct().ToList();
        var numbers = await context.ImportBatches.AsNoTracking().Where(batch => imports.Contains(batch.Id))
            .ToDictionaryAsync(batch => batch.Id, batch => batch.Number, cancellationToken);
        var items = found.Take(limit)
            .Select(row => row.Import is { } import ? row.Item with { ImportNumber = numbers.GetValueOrDefault(import) } : row.Item with { RowNumber = null })
            .ToList();
        return new Page<OrderListItem>(items, found.Count > limit ? Place(filter, items[^1].OrderedAt, items[^1].RowNumber, items[^1].Id) : null);
    }

    public async Task<Page<Order>> ListFullAsync(OrderFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var found = await Sorted(filter, cursor).Include(order => order.Lines).AsSplitQuery().Take(limit + 1).ToListAsync(cancellationToken);
        var items = found.Take(limit).ToList();
        return new Page<Order>(items, found.Count > limit ? Place(filter, items[^1].OrderedAt, items[^1].Origin?.RowNumber, items[^1].Id) : null);
    }

    public async Task<Order?> GetAsync(OrderId id, CancellationToken cancellationToken) =>
        await context.Orders.AsNoTracking().Include(order => order.Lines).SingleOrDefaultAsync(order => order.Id == id, cancellationToken);

    public async Task<Order?> FindAsync(string orderNumber, CancellationToken cancellationToken) =>
        await context.Orders.AsNoTracking().Include(order => order.Lines).SingleOrDefaultAsync(order => order.OrderNumber == orderNumber, cancellationToken);

    public async Task<long?> ImportNumberAsync(ImportId import, CancellationToken cancellationToken) =>
        await context.ImportBatches.AsNoTracking().Where(batch => batch.Id == import).Select(batch => (long?)batch.Number).SingleOrDefaultAsync(cancellationToken);

    private IQueryable<Order> Sorted(OrderFilter filter, string? cursor)
    {
        var query = Filtered(filter);
        var after = Cursor.Read(cursor);
        if (filter.Import is not null)
        {
            if (after is { } row)
            {
                var number = (int)row.Sort;
                query = query.Where(order => order.Origin!.RowNumber > number);
            }

            return query.OrderBy(order => order.Origin!.RowNumber);
        }

        if (after is { } place && place.Sort >= 0 && place.Sort <= DateTimeOffset.MaxValue.Ticks)
        {
            var moment = new DateTimeOffset(place.Sort, TimeSpan.Zero);
            var id = new OrderId(place.Id);
            query = query.Where(order => EF.Functions.LessThan(ValueTuple.Create(order.OrderedAt, order.Id), ValueTuple.Create(moment, id)));
        }

        return query.OrderByDescending(order => order.OrderedAt).ThenByDescending(order => order.Id);
    }

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

        if (filter.CustomerCode is { } code)
        {
            query = query.Where(order => order.CustomerCode == code);
        }

        if (filter.OrderNumber is { } number)
        {
            query = query.Where(order => order.OrderNumber == number);
        }

        if (filter.Contact is { } contact)
        {
            var email = blindIndex.ForEmail(operation.Tenant, contact);
            var phone = blindIndex.ForPhone(operation.Tenant, contact);
            query = contact.Contains('@', StringComparison.Ordinal)
                ? query.Where(order => EF.Property<byte[]?>(order, OrderMapping.EmailIndex) == email)
                : query.Where(order => EF.Property<byte[]?>(order, OrderMapping.PhoneIndex) == phone);
        }

        return query;
    }

    private static string Place(OrderFilter filter, DateTimeOffset orderedAt, int? rowNumber, OrderId id) =>
        Cursor.Write(filter.Import is not null ? rowNumber ?? 0 : orderedAt.UtcTicks, id.Value);
}
