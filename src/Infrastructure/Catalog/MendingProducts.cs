using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <inheritdoc/>
public sealed class MendingProducts(OrderPortalDbContext context) : IMendingProducts
{
    public async Task<IProductCatalog> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken)
    {
        var products = await context.Products.AsNoTracking().Where(product => product.Active && codes.Contains(product.Code))
            .Select(product => new { product.Code, product.NameJa, product.Price, product.TaxRate })
            .ToListAsync(cancellationToken);
        return new LoadedProducts(products.ToDictionary(product => product.Code, product => new CatalogProduct(product.NameJa, product.Price, product.TaxRate), StringComparer.Ordinal));
    }

    public async Task<IReadOnlyList<ProductChoice>> SearchAsync(string text, int limit, CancellationToken cancellationToken)
    {
        var wanted = text.Trim();
        return await context.Products.AsNoTracking()
            .Where(product => product.Active && (product.Code.StartsWith(wanted) || product.NameJa.Contains(wanted) || product.NameEn!.Contains(wanted)))
            .OrderBy(product => product.Code).Take(limit)
            .Select(product => new ProductChoice(product.Code, product.NameJa)).ToListAsync(cancellationToken);
    }
}
