using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Delivery;
using OrderPortal.Infrastructure.Imports.Writing;

namespace OrderPortal.Infrastructure.Orders;

public static class OrdersRegistration
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddDelivery();

        // Per operation.
        services.AddScoped<OrderRows>();
        services.AddScoped<IOrderReader>(provider => provider.GetRequiredService<OrderRows>());
        services.AddScoped<IOrderQueries, OrderQueries>();
        services.AddScoped<IOrderTimeline, OrderTimeline>();
        services.AddScoped<IOrderStatusStore, OrderStatusStore>();
        services.AddScoped<ChangeOrderStatus>();
        services.AddSingleton<ITableFileWriter, TableFileWriter>();
        services.AddSingleton<IOrderFileWriter, OrderFileWriter>();
        services.AddScoped<ExportOrders>();
        services.AddScoped<OrderBulkWriter>();
        services.AddScoped<OrderChanges>();
        services.AddScoped<IOrderIntake, OrderIntake>();
        services.AddScoped<PlaceOrders>();
        return services;
    }
}
