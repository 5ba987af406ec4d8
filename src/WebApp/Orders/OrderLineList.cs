using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Orders;

/// <summary>The lines of one order as a list. They are read with their order, and change only together with it: so does what is new since a moment.</summary>
internal static class OrderLineList
{
    private const string Descending = "-number";

    public static ListShape Shape { get; } = ListShape.Of<OrderLineResource>(modifiedSince: true, ["number", Descending]);

    public static Task<IResult> AnswerAsync(HttpContext http, ListQuery query, VersionedOrder order)
    {
        var down = string.Equals(query.Sort, Descending, StringComparison.OrdinalIgnoreCase);
        return ListAnswer.ReadAsync(
            http, query, () => ReadAsync(query.Cursor), since => PartsOfOne.ChangedAsync(order.Seq, order.Order.ModifiedAt, since, ReadAsync), OrderLineResource.Of);

        Task<Page<OrderLine>> ReadAsync(string? cursor) => Task.FromResult(Page(order.Order, down, query.Limit, cursor));
    }

    private static Page<OrderLine> Page(Order order, bool down, int limit, string? cursor)
    {
        var lines = (down ? order.Lines.OrderByDescending(static line => line.Number) : order.Lines.OrderBy(static line => line.Number)).AsEnumerable();
        if (Cursor.Read(cursor) is { } place)
        {
            lines = lines.Where(line => down ? line.Number < place.Sort : line.Number > place.Sort);
        }

        var found = lines.Take(limit + 1).ToList();
        return new Page<OrderLine>([.. found.Take(limit)], found.Count > limit ? Cursor.Write(found[limit - 1].Number, Guid.Empty) : null);
    }
}
