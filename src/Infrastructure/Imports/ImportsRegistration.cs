using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using Quartz;

namespace OrderPortal.Infrastructure.Imports;

public static class ImportsRegistration
{
    /// <summary>Everything an import needs but the host's endpoints. Needs persistence, security, auditing, orders and scheduling.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services, ImportLimits limits)
    {
        services.AddSingleton(limits);
        services.AddSingleton<ImportQueue>();
        services.AddSingleton<ImportProgressChannel>();
        services.AddSingleton<IImportProgressFeed>(provider => provider.GetRequiredService<ImportProgressChannel>());
        services.AddSingleton<IImportProgressPublisher>(provider => provider.GetRequiredService<ImportProgressChannel>());
        services.AddHostedService(provider => provider.GetRequiredService<ImportProgressChannel>());
        services.AddSingleton<IImportScheduler, ImportScheduler>();

        // Per operation.
        services.AddScoped<IImportFileStore, ImportFileStore>();
        services.AddScoped<IOrderFileReader, OrderFileReader>();
        services.AddScoped<IImportRunStore, ImportRunStore>();
        services.AddScoped<IImportRepository, ImportRepository>();
        services.AddScoped<IImportQueries, ImportQueries>();
        services.AddScoped<StartImport>();
        services.AddScoped<RunImport>();
        return services;
    }

    /// <summary>The watch over imports that nobody works on; the cluster rings it once per interval, not every instance.</summary>
    public static void AddImportJobs(this IQuartzBuilder quartz) => quartz.ScheduleJob<ImportWatchJob>(trigger => trigger
        .WithIdentity(nameof(ImportWatchJob), ImportRunJob.Group)
        .StartNow()
        .WithSimpleSchedule(schedule => schedule.WithInterval(ImportWatchJob.Interval).RepeatForever()));
}
