using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Catalog;

/// <summary>The tenant's products. Search, state and page stand in the address.</summary>
public sealed partial class ProductsPage : ComponentBase
{
    private const int PageSize = 50;
    private string? _shown;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<Product>? Products { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayWrite { get; set; }

    private bool? Active => State switch { "on" => true, "off" => false, _ => null };

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Query) || Active is not null;

    protected override async Task OnParametersSetAsync()
    {
        MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (_shown != Navigation.Uri && (Products is null || _shown is not null))
        {
            await ReloadAsync();
        }

        _shown = Navigation.Uri;
    }

    private async Task ReloadAsync()
    {
        var text = string.IsNullOrWhiteSpace(Query) ? null : Query.Trim();

        // Nothing that is stored holds a control character, and the database refuses to look for NUL.
        var page = text?.Any(char.IsControl) == true ? new Page<Product>([], null) : await Operations.RunAsync<IProductQueries, Page<Product>>(
            (await Authentication).User, (products, ct) => products.ListAsync(new ProductFilter(text, Active), PageSize, After, ct));
        (Products, Next) = (page.Items, page.Next);
    }

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Products, field);
}
