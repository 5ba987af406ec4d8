using OrderPortal.WebApp.Shared.Shell.Search;

namespace OrderPortal.WebApp.Orders;

/// <summary>What pages and endpoints of orders are made of.</summary>
public static class OrderPagesRegistration
{
    public static IServiceCollection AddOrderPages(this IServiceCollection services)
    {
        // Per operation; in pages per circuit, for the reader's time zone.
        services.AddScoped<OrderSearch>();
        services.AddScoped<OrderExport>();
        services.AddScoped<OrderMessages>();
        services.AddScoped<OrderBatchWords>();
        services.AddScoped<ISearchSource, OrderHits>();
        return services;
    }
}
