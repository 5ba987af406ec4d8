using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>A page of the list, and about how many there are.</summary>
/// <param name="Count">Exact where all of them are on the page, else estimated.</param>
public sealed record OrdersFound(IReadOnlyList<OrderListItem> Items, string? Next, long Count, bool IsExact)
{
    public static OrdersFound None { get; } = new([], null, 0, IsExact: true);
}

/// <summary>Finds orders by what people write. Per operation.</summary>
public sealed class OrderSearch(IOrderQueries orders, IImportQueries imports)
{
    /// <summary>What the conditions mean here and now; null where nothing can fit.</summary>
    /// <param name="zone">Whose days are meant.</param>
    public async Task<OrderFilter?> UnderstandAsync(OrdersFilter written, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var filter = written.ToDomain(zone);
        if (written.ImportNumber is { } number)
        {
            if (await imports.FindAsync(number, cancellationToken) is not { } import)
            {
                return null;
            }

            filter = filter with { Import = import.Id };
        }

        var text = written.Query?.Trim();
        return string.IsNullOrEmpty(text) ? filter
            : text.Any(char.IsControl) ? null // Nothing that is stored holds one, and the database refuses to look for NUL.
            : await MeaningOfAsync(text, filter, cancellationToken);
    }

    public async Task<OrdersFound> PageAsync(OrdersFilter written, TimeZoneInfo zone, int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (await UnderstandAsync(written, zone, cancellationToken) is not { } filter)
        {
            return OrdersFound.None;
        }

        var page = await orders.ListAsync(filter, limit, cursor, cancellationToken);
        return cursor is null && page.Next is null
            ? new OrdersFound(page.Items, null, page.Items.Count, IsExact: true)
            : new OrdersFound(page.Items, page.Next, Math.Max(await orders.EstimateAsync(filter, cancellationToken), page.Items.Count), IsExact: false);
    }

    /// <summary>A search text is tried as what it can be: an order number, then a customer code, then a contact.</summary>
    private async Task<OrderFilter?> MeaningOfAsync(string text, OrderFilter filter, CancellationToken cancellationToken)
    {
        List<OrderFilter> meanings = [filter with { OrderNumber = text }, filter with { Contact = text }];
        if (filter.CustomerCode is null)
        {
            // A code that is asked for by its own condition must not be forgotten for the one in the search box.
            meanings.Insert(1, filter with { CustomerCode = text });
        }

        foreach (var meaning in meanings)
        {
            if ((await orders.ListAsync(meaning, 1, null, cancellationToken)).Items.Count > 0)
            {
                return meaning;
            }
        }

        return null;
    }
}
