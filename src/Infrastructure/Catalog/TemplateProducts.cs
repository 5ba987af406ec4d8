using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <inheritdoc/>
public sealed class TemplateProducts(OrderPortalDbContext context) : ITemplateProducts
{
    /// <summary>Yen; some pieces of it stay below what one charge takes.</summary>
    private const long MaxPrice = 100_000;

    /// <summary>Enough to find a few among.</summary>
    private const int LookedAt = 100;

    public async Task<IReadOnlyList<TemplateProduct>> FirstAsync(int count, CancellationToken cancellationToken)
    {
        var products = await context.Products.AsNoTracking().Where(product => product.Active && product.Price > 0 && product.Price <= MaxPrice)
            .OrderBy(product => product.Code).Take(LookedAt)
            .Select(product => new TemplateProduct(product.Code, product.NameJa, product.Price, product.TaxRate))
            .ToListAsync(cancellationToken);
        return [.. products.Where(static product => IsPlain(product.Code) && IsPlain(product.Name)).Take(count)];
    }

    private static bool IsPlain(string text) => text.Length > 0 && string.Equals(ReportCell.Hold(text, ReportMedium.Cp932), text, StringComparison.Ordinal);
}
