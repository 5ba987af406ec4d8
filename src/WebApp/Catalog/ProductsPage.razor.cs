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

/// <summary>The tenant's products. Search, state and page stand in the address.</summary>
public sealed partial class ProductsPage : ComponentBase
{
    private string? _shown;
    private string? _text;
    private string? _state;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    [SupplyParameterFromQuery]
    public string? State { get; set; }

    /// <summary><c>-code</c>; anything else: by code.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<Product>? Products { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayWrite { get; set; }

    private bool? Active => ActiveOf(State);

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Query) || Active is not null;

    private bool Descending => Sort == "-code";

    private int PageSize => ListPage.SizeOf(Size);

    private IEnumerable<(string Value, string Text)> States => [("on", Texts[nameof(CatalogText.OnSale)]), ("off", Texts[nameof(CatalogText.Stopped)])];

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(Query))
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(CatalogText.Search)], Query), HrefOf(null, State));
            }

            if (Active is { } active)
            {
                yield return new FilterChip(Words.Condition(Texts[nameof(CatalogText.State)], Texts[active ? nameof(CatalogText.OnSale) : nameof(CatalogText.Stopped)]), HrefOf(Query, null));
            }
        }
    }

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + CatalogExports.ProductsPath.TrimStart('/'), new Dictionary<string, object?>
    {
        ["q"] = TextOf(Query),
        ["state"] = Active is null ? null : State,
        ["sort"] = Descending ? Sort : null,
    });

    private ListLoad Load { get; } = new();

    internal static bool? ActiveOf(string? state) => state switch { "on" => true, "off" => false, _ => null };

    /// <summary>Nothing that is stored holds a control character, and the database refuses to look for NUL: what has one is nobody's.</summary>
    internal static string? TextOf(string? query) => string.IsNullOrWhiteSpace(query) || query.Any(char.IsControl) ? null : query.Trim();

    protected override async Task OnParametersSetAsync()
    {
        MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (_shown != Navigation.Uri && (Products is null || _shown is not null))
        {
            await ReloadAsync();
        }

        if (_shown != Navigation.Uri)
        {
            (_text, _state) = (Query, State);
        }

        _shown = Navigation.Uri;
    }

    private async Task ReloadAsync()
    {
        var text = TextOf(Query);
        await Load.RunAsync(
            async () => text is null && !string.IsNullOrWhiteSpace(Query) ? new Page<Product>([], null) : await Operations.RunAsync<IProductQueries, Page<Product>>(
                (await Authentication).User, (products, ct) => products.ListAsync(new ProductFilter(text, Active, Descending), PageSize, After, ct)),
            page => (Products, Next) = (page.Items, page.Next));
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_text, _state));

    private string HrefOf(string? text, string? state) => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "products", new Dictionary<string, object?>
    {
        ["q"] = string.IsNullOrWhiteSpace(text) ? null : text.Trim(),
        ["state"] = string.IsNullOrEmpty(state) ? null : state,
        ["sort"] = Descending ? Sort : null,
    });

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Products, field);
}
