using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Catalog;

/// <summary>Pages and endpoints of the catalogue.</summary>
public static class CatalogPagesRegistration
{
    /// <summary>Per operation; in pages per circuit, for the reader's language.</summary>
    public static IServiceCollection AddCatalogPages(this IServiceCollection services) => services
        .AddScoped<CatalogMessages>().AddScoped<ISearchSource, CustomerHits>().AddScoped<ISearchSource, ProductHits>();
}
