using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Catalog;

/// <summary>Reads products by code, never by offset.</summary>
internal sealed class ProductQueries(OrderPortalDbContext context, ModifiedRows modified) : IProductQueries
{
    public async Task<Page<Product>> ListAsync(ProductFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = Filtered(filter);
        if (Cursor.ReadText(cursor) is { Sort: var after })
        {
#pragma warning disable CA1309 // Translated: the column compares ordinally by its collation.
            query = filter.Descending ? query.Where(product => string.Compare(product.Code, after) < 0) : query.Where(product => string.Compare(product.Code, after) > 0);
#pragma warning restore CA1309
        }

        var sorted = filter.Descending ? query.OrderByDescending(product => product.Code) : query.OrderBy(product => product.Code);
        var found = await Select(sorted).Take(limit + 1).ToListAsync(cancellationToken);
        return new Page<Product>([.. found.Take(limit)], found.Count > limit ? Cursor.Write(found[limit - 1].Code, found[limit - 1].Id.Value) : null);
    }

    public async Task<ModifiedPage<Product>> ListModifiedAsync(ProductFilter filter, ModifiedQuery query, CancellationToken cancellationToken)
    {
        var window = await modified.WindowAsync(query, cancellationToken);
        var found = await Select(Filtered(filter).Within(window, product => product.ModifiedAt)).ToListAsync(cancellationToken);
        return window.ToPage([.. found.Select(static product => (product, product.Seq))]);
    }

    private IQueryable<ProductRecord> Filtered(ProductFilter filter)
    {
        var query = context.Products.AsNoTracking();
        if (filter.Active is { } active)
        {
            query = query.Where(product => product.Active == active);
        }

        if (filter.Text is { } text)
        {
            var part = $"%{LikePattern.Escape(text)}%";
            query = query.Where(product =>
                product.Code.StartsWith(text) || EF.Functions.ILike(product.NameJa, part, LikePattern.Sign) || EF.Functions.ILike(product.NameEn!, part, LikePattern.Sign));
        }

        return query;
    }

    public async Task<Product?> GetAsync(ProductId id, CancellationToken cancellationToken) =>
        await Select(context.Products.AsNoTracking().Where(product => product.Id == id)).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyDictionary<string, Product>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        await Select(context.Products.AsNoTracking().Where(product => codes.Contains(product.Code))).ToDictionaryAsync(product => product.Code, StringComparer.Ordinal, cancellationToken);

    public IAsyncEnumerable<Product> AllAsync(CancellationToken cancellationToken) => Select(context.Products.AsNoTracking().OrderBy(product => product.Code)).AsAsyncEnumerable();

    private static IQueryable<Product> Select(IQueryable<ProductRecord> products) => products.Select(product => new Product(
        product.Id, product.Code, new ProductValues(product.NameJa, product.NameEn, product.Price, product.TaxRate, product.Active),
        EF.Property<long>(product, ModifiedMapping.Seq), product.ModifiedAt));
}

/// <summary>Texts of people as parts of patterns.</summary>
internal static class LikePattern
{
    public const string Sign = "\\";

    public static string Escape(string text) => text.Replace(Sign, @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
