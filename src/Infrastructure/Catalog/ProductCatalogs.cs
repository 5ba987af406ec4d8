using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>Loads the tenant's active products for an import: one query for a run, not one for a row.</summary>
public sealed class ProductCatalogs(OrderPortalDbContext context) : IProductCatalogs
{
    public async Task<IProductCatalog> LoadAsync(CancellationToken cancellationToken)
    {
        var products = await context.Products.AsNoTracking().Where(product => product.Active)
            .Select(product => new { product.Code, product.NameJa, product.Price, product.TaxRate })
            .ToListAsync(cancellationToken);
        return new LoadedProducts(products.ToDictionary(product => product.Code, product => new CatalogProduct(product.NameJa, product.Price, product.TaxRate), StringComparer.Ordinal));
    }
}

/// <summary>Products that were read together.</summary>
internal sealed class LoadedProducts(Dictionary<string, CatalogProduct> products) : IProductCatalog
{
    public CatalogProduct? Find(string code) => products.GetValueOrDefault(code);
}
