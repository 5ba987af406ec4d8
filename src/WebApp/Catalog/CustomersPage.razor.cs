using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Catalog;

/// <summary>
/// The tenant's customers. What is searched for may be an address or a number, so it stays in the page: addresses of pages are written to logs and
/// histories. What a search finds is shown on, page by page.
/// </summary>
public sealed partial class CustomersPage : ComponentBase
{
    private string? _shown;
    private string? _query;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary><c>-code</c>; anything else: by code.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<Customer>? Customers { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayWrite { get; set; }

    private bool Descending => Sort == "-code";

    private int PageSize => ListPage.SizeOf(Size);

    /// <summary>What the list is narrowed by.</summary>
    private string? Text { get; set; }

    /// <summary>Of the whole list; what was searched for is not for an address.</summary>
    private string? ExportHref => Text is not null ? null : CatalogExports.CustomersPath + (Descending ? $"?sort={Sort}" : "");

    private ListLoad Load { get; } = new();

    protected override async Task OnParametersSetAsync()
    {
        MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (_shown != Navigation.Uri && (Customers is null || _shown is not null))
        {
            Text = null;
            await ReloadAsync();
        }

        _shown = Navigation.Uri;
    }

    private Task SearchAsync()
    {
        Text = string.IsNullOrWhiteSpace(_query) ? null : _query.Trim();
        return ReloadAsync();
    }

    private Task ClearAsync()
    {
        _query = null;
        return SearchAsync();
    }

    private Task ReloadAsync() => Load.RunAsync(() => ListAsync(Text is null ? After : null), page => (Customers, Next) = (page.Items, page.Next));

    private Task MoreAsync() => Load.RunAsync(() => ListAsync(Next), page => (Customers, Next) = ([.. Customers!, .. page.Items], page.Next));

    /// <summary>Nothing that is stored holds a control character, and the database refuses to look for NUL.</summary>
    private async Task<Page<Customer>> ListAsync(string? cursor) => Text?.Any(char.IsControl) == true ? new Page<Customer>([], null)
        : await Operations.RunAsync<ICustomerQueries, Page<Customer>>((await Authentication).User, (customers, ct) => customers.ListAsync(new CustomerFilter(Text, Descending), PageSize, cursor, ct));

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Customers, field);
}
