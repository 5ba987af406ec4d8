using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Orders;

/// <summary>Orders whose number begins with the text; without one, the latest of the customer with this code, e-mail address or phone number.</summary>
internal sealed class OrderHits(IOrderQueries orders, IStringLocalizer<OrdersText> texts) : ISearchSource
{
    private static readonly OrderFilter ByNumber = new() { Sort = new OrderSort(OrderSortKey.OrderNumber, Descending: false) };

    public string Permission => Permissions.OrdersRead;

    public async Task<SearchGroup> FindAsync(string text, int most, CancellationToken cancellationToken)
    {
        // From the place where such numbers begin: LIKE would read every order of the tenant, since row-level security lets it have no index.
        var numbered = await orders.ListAsync(ByNumber, most, Cursor.Write(text, Guid.Empty), cancellationToken);
        if (numbered.Items.Where(order => order.OrderNumber.StartsWith(text, StringComparison.Ordinal)).ToList() is { Count: > 0 } begun)
        {
            return Group(begun, null);
        }

        (OrderFilter Filter, string? AllHref)[] meanings =
        [
            (new() { CustomerCode = text }, $"/orders?customer={Uri.EscapeDataString(text)}"),
            (new() { Contact = text }, null), // Whom it belongs to must not stand in an address.
        ];
        foreach (var (filter, allHref) in meanings)
        {
            var found = await orders.ListAsync(filter, most, null, cancellationToken);
            if (found.Items.Count > 0)
            {
                return Group(found.Items, found.Next is null ? null : allHref);
            }
        }

        return Group([], null);
    }

    private static SearchHit HitOf(OrderListItem order) =>
        new(order.OrderNumber, $"{order.CustomerName}　{YenAmount.Format(order.Total)}", OrderPage.HrefOf(order.OrderNumber), StatusCatalog.Of(order.Status));

    private SearchGroup Group(IReadOnlyList<OrderListItem> found, string? allHref) => new(texts[nameof(OrdersText.ListTitle)], IconName.Orders, [.. found.Select(HitOf)], allHref);
}
