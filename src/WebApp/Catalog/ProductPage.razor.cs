using System.Globalization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Catalog;

/// <summary>One product, or the one that is to be added.</summary>
public sealed partial class ProductPage : EntryPage<Product>
{
    private string? _refusal;

    private IReadOnlyList<Crumb> Trail => [new(Texts[nameof(CatalogText.Products)], ListAddress)];

    private string Title => Id is null ? Texts[nameof(CatalogText.NewProduct)] : Texts[nameof(CatalogText.Product), Entry?.Code ?? ""];

    protected override string ListAddress => "/products";

    protected override Guid IdOf(Product entry) => entry.Id.Value;

    protected override Task<Product?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<IProductQueries>().GetAsync(new ProductId(id), cancellationToken);

    protected override Task<SaveOutcome> SaveAsync(IServiceProvider services, Product? entry, IReadOnlyDictionary<CatalogField, string> fields, CancellationToken cancellationToken)
    {
        _refusal = null;
        var save = services.GetRequiredService<SaveProduct>();
        return entry is null ? save.AddAsync(fields, cancellationToken) : save.ChangeAsync(entry.Id, entry.Seq, fields, cancellationToken);
    }

    protected override IReadOnlyDictionary<CatalogField, string> Texted(Product? entry) => entry is null
        ? new Dictionary<CatalogField, string> { [CatalogField.TaxRate] = "10" }
        : new Dictionary<CatalogField, string>
        {
            [CatalogField.Code] = entry.Code,
            [CatalogField.Name] = entry.Values.Name,
            [CatalogField.NameEnglish] = entry.Values.NameEnglish ?? "",
            [CatalogField.Price] = entry.Values.Price.ToString(CultureInfo.InvariantCulture),
            [CatalogField.TaxRate] = ((int)entry.Values.TaxRate).ToString(CultureInfo.InvariantCulture),
            [CatalogField.Active] = entry.Values.Active ? "on" : "off",
        };

    private async Task SwitchAsync()
    {
        var product = Entry!;
        var outcome = await Operations.RunAsync<SaveProduct, SaveOutcome>(
            (await Authentication).User, (save, ct) => save.SwitchAsync(product.Id, product.Seq, !product.Values.Active, ct));
        _refusal = outcome.Refusal is null ? null : Texts[nameof(CatalogText.ChangedByOther)].Value;
        if (outcome.Id is not null)
        {
            await LoadAsync();
        }
    }

    private static string Name(CatalogField field) => CatalogMessages.NameOf(CatalogSheet.Products, field);
}
