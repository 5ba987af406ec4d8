using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>
/// The sequences in which orders can be listed. Each has an index that stands in it, and its places in the list are the sort key with the id, so that the
/// next page is read from where the last one ended.
/// </summary>
internal static class OrderSorting
{
    /// <param name="cursor">A place in the same sequence; one that is none of it is the start.</param>
    public static IQueryable<Order> Sort(IQueryable<Order> orders, OrderFilter filter, string? cursor) => filter switch
    {
        { Import: not null, Sort: null } => InTheFile(orders, cursor),
        { Sort: { Key: OrderSortKey.OrderNumber, Descending: var down } } => ByNumber(orders, down, cursor),
        { Sort: { Key: OrderSortKey.Total, Descending: var down } } => ByTotal(orders, down, cursor),
        _ => ByMoment(orders, filter.Sort?.Descending ?? true, cursor),
    };

    /// <summary>The place of an order in the filter's sequence.</summary>
    public static string PlaceOf(OrderFilter filter, OrderId id, string orderNumber, DateTimeOffset orderedAt, long total, int? rowNumber) => filter switch
    {
        { Import: not null, Sort: null } => Cursor.Write(rowNumber ?? 0, id.Value),
        { Sort.Key: OrderSortKey.OrderNumber } => Cursor.Write(orderNumber, id.Value),
        { Sort.Key: OrderSortKey.Total } => Cursor.Write(total, id.Value),
        _ => Cursor.Write(orderedAt.UtcTicks, id.Value),
    };

    private static IQueryable<Order> InTheFile(IQueryable<Order> orders, string? cursor)
    {
        if (Cursor.Read(cursor) is { Sort: <= int.MaxValue } place)
        {
            var row = (int)place.Sort;
            orders = orders.Where(order => order.Origin!.RowNumber > row);
        }

        return orders.OrderBy(order => order.Origin!.RowNumber);
    }

    // Comparisons of rows, and not "greater, or equal and …": only these are one range of the index.
    private static IQueryable<Order> ByMoment(IQueryable<Order> orders, bool down, string? cursor)
    {
        if (Cursor.Read(cursor) is { } place && place.Sort <= DateTimeOffset.MaxValue.Ticks)
        {
            var moment = new DateTimeOffset(place.Sort, TimeSpan.Zero);
            var id = new OrderId(place.Id);
            orders = down
                ? orders.Where(order => EF.Functions.LessThan(ValueTuple.Create(order.OrderedAt, order.Id), ValueTuple.Create(moment, id)))
                : orders.Where(order => EF.Functions.GreaterThan(ValueTuple.Create(order.OrderedAt, order.Id), ValueTuple.Create(moment, id)));
        }

        return By(orders, order => order.OrderedAt, down);
    }

    private static IQueryable<Order> ByTotal(IQueryable<Order> orders, bool down, string? cursor)
    {
        if (Cursor.Read(cursor) is { } place)
        {
            var total = place.Sort;
            var id = new OrderId(place.Id);
            orders = down
                ? orders.Where(order => EF.Functions.LessThan(ValueTuple.Create(order.Totals.Total, order.Id), ValueTuple.Create(total, id)))
                : orders.Where(order => EF.Functions.GreaterThan(ValueTuple.Create(order.Totals.Total, order.Id), ValueTuple.Create(total, id)));
        }

        return By(orders, order => order.Totals.Total, down);
    }

    /// <remarks>Numbers are unique in the tenant; the id only stands in the comparison because that is written for rows.</remarks>
    private static IQueryable<Order> ByNumber(IQueryable<Order> orders, bool down, string? cursor)
    {
        if (Cursor.ReadText(cursor) is { } place)
        {
            var number = place.Sort;
            var id = new OrderId(place.Id);
            orders = down
                ? orders.Where(order => EF.Functions.LessThan(ValueTuple.Create(order.OrderNumber, order.Id), ValueTuple.Create(number, id)))
                : orders.Where(order => EF.Functions.GreaterThan(ValueTuple.Create(order.OrderNumber, order.Id), ValueTuple.Create(number, id)));
        }

        return down ? orders.OrderByDescending(order => order.OrderNumber) : orders.OrderBy(order => order.OrderNumber);
    }

    private static IQueryable<Order> By<TKey>(IQueryable<Order> orders, Expression<Func<Order, TKey>> key, bool down) => down
        ? orders.OrderByDescending(key).ThenByDescending(order => order.Id)
        : orders.OrderBy(key).ThenBy(order => order.Id);
}
