using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Dashboard;

namespace OrderPortal.Infrastructure.Dashboard;

public static class DashboardRegistration
{
    /// <summary>The dashboard's figures. Per operation but the limits.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) => services
        .AddSingleton(new DashboardLimits(TimeSpan.FromSeconds(10)))
        .AddScoped<IDashboardQueries, DashboardQueries>();
}
