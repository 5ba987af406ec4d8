using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Catalog;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;

namespace OrderPortal.Infrastructure.Catalog;

public static class CatalogRegistration
{
    /// <summary>Products and customers. All per operation but what has no state.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) => services
        .AddSingleton<CustomerCipher>()
        .AddSingleton<ICatalogTables, CatalogTables>()
        .AddScoped<IProductCatalogs, ProductCatalogs>()
        .AddScoped<IMendingProducts, MendingProducts>()
        .AddScoped<ITemplateProducts, TemplateProducts>()
        .AddScoped<IProductQueries, ProductQueries>()
        .AddScoped<IProductStore, ProductStore>()
        .AddScoped<ICustomerQueries, CustomerQueries>()
        .AddScoped<ICustomerStore, CustomerStore>()
        .AddScoped<SaveProduct>()
        .AddScoped<SaveCustomer>()
        .AddScoped<ImportProducts>()
        .AddScoped<ImportCustomers>();
}
