using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Customers whose code begins with the text, or who have this e-mail address or phone number.</summary>
internal sealed class CustomerHits(ICustomerQueries customers, IStringLocalizer<CatalogText> texts) : ISearchSource
{
    public string Permission => Permissions.CatalogRead;

    public async Task<SearchGroup> FindAsync(string text, int most, CancellationToken cancellationToken)
    {
        var found = await customers.ListAsync(new CustomerFilter(text), most, null, cancellationToken);
        return new SearchGroup(
            texts[nameof(CatalogText.Customers)], IconName.User, [.. found.Items.Select(static customer => new SearchHit(customer.Code, customer.Values.Name, $"/customers/{customer.Id.Value}"))]);
    }
}

/// <summary>Products whose code begins with the text, or in whose names it occurs.</summary>
internal sealed class ProductHits(IProductQueries products, IStringLocalizer<CatalogText> texts) : ISearchSource
{
    public string Permission => Permissions.CatalogRead;

    public async Task<SearchGroup> FindAsync(string text, int most, CancellationToken cancellationToken)
    {
        var found = await products.ListAsync(new ProductFilter(text), most, null, cancellationToken);
        return new SearchGroup(
            texts[nameof(CatalogText.Products)], IconName.Package, [.. found.Items.Select(static product => new SearchHit(product.Code, product.Values.Name, $"/products/{product.Id.Value}"))]);
    }
}
