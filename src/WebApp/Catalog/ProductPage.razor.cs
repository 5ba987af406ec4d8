using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Catalog;

/// <summary>One product, or the one that is to be added.</summary>
public sealed partial class ProductPage : ComponentBase
{
    private Dictionary<CatalogField, string> _values = [];
    private string? _refusal;
    private bool _mayWrite;
    private bool _loaded;
    private Guid? _shown;

    [Inject]
    public required IStringLocalizer<CatalogText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [PersistentState]
    public Product? Product { get; set; }

    private IReadOnlyList<Crumb> Trail => [new(Texts[nameof(CatalogText.Products)], "/products")];

    private string Title => Id is null ? Texts[nameof(CatalogText.NewProduct)] : Texts[nameof(CatalogText.Product), Product?.Code ?? ""];

    protected override async Task OnParametersSetAsync()
    {
        _mayWrite = SignedInUser.From((await Authentication).User).May(Permissions.CatalogWrite);
        if (_loaded && _shown == Id)
        {
            // Nothing of what is being typed is taken back.
            return;
        }

        if (!_loaded && Product is not null && Product.Id.Value == Id)
        {
            Show();
        }
        else
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var user = (await Authentication).User;
        Product = Id is { } id ? await Operations.RunAsync<IProductQueries, Product?>(user, (products, ct) => products.GetAsync(new ProductId(id), ct)) : null;
        Show();
    }

    private void Show()
    {
        _values = Product is { } product ? Texted(product) : new Dictionary<CatalogField, string> { [CatalogField.TaxRate] = "10" };
        _shown = Id;
        _loaded = true;
    }

    private async Task<SaveOutcome> SaveAsync(IReadOnlyDictionary<CatalogField, string> fields)
    {
        _refusal = null;
        var outcome = await Operations.RunAsync<SaveProduct, SaveOutcome>((await Authentication).User, (save, ct) =>
            Product is { } product ? save.ChangeAsync(product.Id, product.Seq, fields, ct) : save.AddAsync(fields, ct));
        if (outcome.Id is { } id && Id is null)
        {
            Navigation.NavigateTo($"/products/{id}");
        }
        else if (outcome.Id is not null)
        {
            await LoadAsync();
            StateHasChanged();
        }

        return outcome;
    }

    private async Task SwitchAsync()
    {
        var product = Product!;
        var outcome = await Operations.RunAsync<SaveProduct, SaveOutcome>(
            (await Authentication).User, (save, ct) => save.SwitchAsync(product.Id, product.Seq, !product.Values.Active, ct));
        _refusal = outcome.Refusal is null ? null : Texts[nameof(CatalogText.ChangedByOther)].Value;
        if (outcome.Id is not null)
        {
            await LoadAsync();
        }
    }

    private static Dictionary<CatalogField, string> Texted(Product product) => new()
    {
        [CatalogField.Code] = product.Code,
        [CatalogField.Name] = product.Values.Name,
        [CatalogField.NameEnglish] = product.Values.NameEnglish ?? "",
        [CatalogField.Price] = product.Values.Price.ToString(CultureInfo.InvariantCulture),
        [CatalogField.TaxRate] = ((int)product.Values.TaxRate).ToString(CultureInfo.InvariantCulture),
        [CatalogField.Active] = product.Values.Active ? "on" : "off",
    };

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Products, field);
}
