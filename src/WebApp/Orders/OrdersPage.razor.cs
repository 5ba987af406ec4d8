using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>The tenant's orders. Search, filters, sequence and page stand in the address, so every state can be kept and passed on.</summary>
public sealed partial class OrdersPage : ComponentBase
{
    private readonly Dictionary<OrderId, OrderListItem> _selected = [];
    private string? _shown;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? Payment { get; set; }

    [SupplyParameterFromQuery]
    public string? Source { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? Customer { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Min { get; set; }

    [SupplyParameterFromQuery]
    public string? Max { get; set; }

    /// <summary>Number of an import.</summary>
    [SupplyParameterFromQuery]
    public string? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public OrdersFound? Found { get; set; }

    private int PageSize => ListPage.SizeOf(Size);

    private bool MayImport { get; set; }

    private bool MayWrite { get; set; }

    private bool MaySelect { get; set; }

    private OrdersFilter Filter => new()
    {
        Query = QueryText.Blank(Query),
        Status = QueryText.Blank(Status),
        Payment = QueryText.Blank(Payment),
        Source = QueryText.Blank(Source),
        From = QueryText.Blank(From),
        To = QueryText.Blank(To),
        Customer = QueryText.Blank(Customer),
        Group = QueryText.Blank(Group),
        Min = QueryText.Blank(Min),
        Max = QueryText.Blank(Max),
        Import = QueryText.Blank(Import),
        Sort = QueryText.Blank(Sort),
    };

    private string ExportHref => Navigation.GetUriWithQueryParameters(new Uri(Navigation.BaseUri + "orders/export").ToString(), Filter.ToQuery());

    private OrderSort? SortedBy => Filter.Sorting ?? (Filter.ImportNumber is null ? OrderSort.NewestFirst : null);

    /// <summary>An estimate with more than two digits would pretend to know; one that is less than what is seen already knows nothing.</summary>
    private string? CountText
    {
        get
        {
            if (Found is null)
            {
                return null;
            }

            var (count, seen) = (Found.Count, Found.Items.Count);
            if (Found.IsExact || count <= seen)
            {
                return Texts[Found.IsExact ? nameof(OrdersText.CountExact) : nameof(OrdersText.CountMore), Show(seen)];
            }

            var step = (long)Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(count)) - 1));
            return Texts[nameof(OrdersText.CountAbout), Show((count + (step / 2)) / step * step)];
        }
    }

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        var user = SignedInUser.From((await Authentication).User);
        MayImport = user.MayImport;
        MayWrite = user.May(Permissions.OrdersWrite);
        MaySelect = MayWrite || user.May(Permissions.PaymentsWrite);
        if (_shown != Navigation.Uri && (Found is null || _shown is not null))
        {
            _selected.Clear();
            await ReloadAsync();
        }

        _shown = Navigation.Uri;
    }

    private async Task ReloadAsync()
    {
        _selected.Clear();
        await Load.RunAsync(() => FindAsync(PageSize, After), found => Found = found);
    }

    /// <summary>From the start of the list, whichever page is shown.</summary>
    private async Task SelectAllAsync()
    {
        var all = await FindAsync(ChangeOrderStatus.MaxOrders, null);
        _selected.Clear();
        Toggle(all.Items);
    }

    private async Task<OrdersFound> FindAsync(int limit, string? after) => await Operations.RunAsync<OrderSearch, OrdersFound>(
        (await Authentication).User, (search, ct) => search.PageAsync(Filter, Zone.Zone, limit, after, ct));

    private void Unselect() => _selected.Clear();

    private void Toggle(IReadOnlyList<OrderListItem> orders)
    {
        foreach (var order in orders)
        {
            if (!_selected.Remove(order.Id) && _selected.Count < ChangeOrderStatus.MaxOrders)
            {
                _selected[order.Id] = order;
            }
        }
    }

    private static string Show(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
