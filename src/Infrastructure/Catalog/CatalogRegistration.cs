using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;

namespace OrderPortal.Infrastructure.Catalog;

public static class CatalogRegistration
{
    /// <summary>All per operation.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddScoped<IProductCatalogs, ProductCatalogs>()
        .AddScoped<IMendingProducts, MendingProducts>()
        .AddScoped<ITemplateProducts, TemplateProducts>();
}
