using System.Buffers.Binary;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>The lines of one order as a list. They are read with their order, and change only together with it: so does what is new since a moment.</summary>
internal static class OrderLineList
{
    private const string Descending = "-number";

    public static ListShape Shape { get; } = ListShape.Of<OrderLineResource>(modifiedSince: true, ["number", Descending]);

    public static IResult Answer(HttpContext http, ListQuery query, VersionedOrder order)
    {
        var lines = order.Order.Lines.OrderBy(static line => line.Number).Select(OrderLineResource.Of);
        if (query.Since is { } since)
        {
            return ListAnswer.Of(http, query, Changed(order, lines, since));
        }

        var down = string.Equals(query.Sort, Descending, StringComparison.OrdinalIgnoreCase);
        lines = down ? lines.Reverse() : lines;
        if (Cursor.Read(query.Cursor) is { } place)
        {
            lines = lines.Where(line => down ? line.Number < place.Sort : line.Number > place.Sort);
        }

        var found = lines.Take(query.Limit + 1).ToList();
        return ListAnswer.Of(
            http, query, new Page<OrderLineResource>([.. found.Take(query.Limit)], found.Count > query.Limit ? Cursor.Write(found[query.Limit - 1].Number, Guid.Empty) : null));
    }

    /// <remarks>A place is the order's state and a line's number: once the order has changed, all its lines come again.</remarks>
    private static ModifiedPage<OrderLineResource> Changed(VersionedOrder order, IEnumerable<OrderLineResource> lines, ModifiedQuery since)
    {
        var after = Cursor.Read(since.Cursor) is { } place && place.Sort == order.Seq ? NumberOf(place.Id) : 0;
        var found = order.Order.ModifiedAt < since.Since ? [] : lines.Where(line => line.Number > after).Take(since.Limit + 1).ToList();
        var items = found.Take(since.Limit).ToList();
        var resume = Cursor.Write(order.Seq, PlaceOf(items is [.., var last] ? last.Number : after));
        return new ModifiedPage<OrderLineResource>(items, found.Count > since.Limit ? resume : null, resume);
    }

    private static int NumberOf(Guid place) => BinaryPrimitives.ReadInt32BigEndian(place.ToByteArray(bigEndian: true));

    private static Guid PlaceOf(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
