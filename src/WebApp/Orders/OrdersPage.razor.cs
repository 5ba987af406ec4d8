using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Orders;

/// <summary>The tenant's orders. Search, filters and page stand in the address, so every state can be kept and passed on.</summary>
public sealed partial class OrdersPage : ComponentBase
{
    private const int PageSize = 50;
    private string? _shown;

    [Inject]
    public required IStringLocalizer<OrdersText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> StatusTexts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    /// <summary>Number of an import.</summary>
    [SupplyParameterFromQuery]
    public long? Import { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<OrderListItem>? Orders { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayImport { get; set; }

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Query) || Filter.Status is not null || Import is not null;

    private string NextHref => Navigation.GetUriWithQueryParameter("after", Next);

    private OrderFilter Filter => new() { Status = string.IsNullOrEmpty(Status) ? null : ImportNames.Parse<OrderStatus>(Status) };

    protected override async Task OnParametersSetAsync()
    {
        var user = (await Authentication).User;
        MayImport = SignedInUser.From(user).MayImport;
        if (_shown != Navigation.Uri && (Orders is null || _shown is not null))
        {
            var page = await Operations.RunAsync(user, LoadAsync);
            Orders = page.Items;
            Next = page.Next;
        }

        _shown = Navigation.Uri;
    }

    /// <summary>A search is tried as what it can be: an order number, then a customer code, then a contact.</summary>
    private async Task<Domain.Shared.Page<OrderListItem>> LoadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var queries = services.GetRequiredService<IOrderQueries>();
        var filter = Filter;
        if (Import is { } number)
        {
            var import = await services.GetRequiredService<IImportQueries>().FindAsync(number, cancellationToken);
            if (import is null)
            {
                return new Domain.Shared.Page<OrderListItem>([], null);
            }

            filter = filter with { Import = import.Id };
        }

        if (string.IsNullOrWhiteSpace(Query))
        {
            return await queries.ListAsync(filter, PageSize, After, cancellationToken);
        }

        var text = Query.Trim();
        if (text.Any(char.IsControl))
        {
            // Nothing that is stored holds one, and the database refuses to look for NUL.
            return new Domain.Shared.Page<OrderListItem>([], null);
        }

        OrderFilter[] meanings = [filter with { OrderNumber = text }, filter with { CustomerCode = text }, filter with { Contact = text }];
        foreach (var meaning in meanings)
        {
            var page = await queries.ListAsync(meaning, PageSize, After, cancellationToken);
            if (page.Items.Count > 0)
            {
                return page;
            }
        }

        return new Domain.Shared.Page<OrderListItem>([], null);
    }

    private string HrefWithout(string parameter) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        [parameter.ToLowerInvariant()] = null,
        ["after"] = null,
    });
}
