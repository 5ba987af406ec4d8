using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;

namespace OrderPortal.WebApp.Orders;

/// <summary>A page of orders. Headings sort, boxes select; under 768 px each row is an entry.</summary>
public sealed partial class OrdersTable : ComponentBase
{
    private static readonly (OrderSortKey Key, string Text, bool IsNumber)[] Sortable =
    [
        (OrderSortKey.OrderNumber, nameof(OrdersText.ColumnNumber), false),
        (OrderSortKey.OrderedAt, nameof(OrdersText.ColumnOrderedAt), false),
        (OrderSortKey.Total, nameof(OrdersText.ColumnTotal), true),
    ];

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public IReadOnlyList<OrderListItem> Orders { get; set; } = [];

    /// <summary>The sequence in which they stand; null: as the rows of a file.</summary>
    [Parameter]
    public OrderSort? SortedBy { get; set; }

    [Parameter]
    public bool MaySelect { get; set; }

    [Parameter]
    public IReadOnlyDictionary<OrderId, OrderListItem> Selected { get; set; } = new Dictionary<OrderId, OrderListItem>();

    /// <summary>Boxes were pressed: of one row, or of all whose state is not yet what the box of the heading says.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<OrderListItem>> OnToggle { get; set; }

    private bool AllSelected => Orders.Count > 0 && Orders.All(order => Selected.ContainsKey(order.Id));

    private Task TogglePageAsync()
    {
        var wanted = !AllSelected;
        return OnToggle.InvokeAsync([.. Orders.Where(order => Selected.ContainsKey(order.Id) != wanted)]);
    }

    private string? AriaSort(OrderSortKey key) => SortedBy?.Key != key ? null : SortedBy.Descending ? "descending" : "ascending";

    /// <summary>The other direction of the column that sorts; else what people look for first: the newest, the largest, the first number.</summary>
    private string SortHref(OrderSortKey key) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["sort"] = OrdersFilter.Of(new OrderSort(key, SortedBy?.Key == key ? !SortedBy.Descending : key != OrderSortKey.OrderNumber)),
        ["after"] = null,
    });
}
