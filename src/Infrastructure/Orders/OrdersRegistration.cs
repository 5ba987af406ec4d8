using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Infrastructure.Orders;

public static class OrdersRegistration
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        // Per operation.
        services.AddScoped<IOrderQueries, OrderQueries>();
        services.AddScoped<IOrderTimeline, OrderTimeline>();
        services.AddScoped<IOrderStatusStore, OrderStatusStore>();
        services.AddScoped<ChangeOrderStatus>();
        services.AddSingleton<IOrderFileWriter, OrderFileWriter>();
        services.AddScoped<ExportOrders>();
        services.AddScoped<OrderBulkWriter>();
        services.AddScoped<OrderChanges>();
        return services;
    }
}
