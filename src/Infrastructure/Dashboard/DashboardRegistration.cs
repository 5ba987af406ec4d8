using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Dashboard;
using Quartz;

namespace OrderPortal.Infrastructure.Dashboard;

public static class DashboardRegistration
{
    /// <summary>The dashboard's figures. Per operation but the limits and the rollups.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services) => services
        .AddSingleton(new DashboardLimits(TimeSpan.FromSeconds(10)))
        .AddSingleton<Rollups>()
        .AddScoped<IDashboardQueries, DashboardQueries>();

    /// <summary>Keeps the rollups small to read.</summary>
    public static void AddDashboardJobs(this IQuartzBuilder quartz) => quartz.ScheduleJob<RollupFoldJob>(trigger => trigger
        .WithIdentity(nameof(RollupFoldJob))
        .StartNow()
        .WithSimpleSchedule(schedule => schedule.WithInterval(RollupFoldJob.Interval).RepeatForever()));
}
