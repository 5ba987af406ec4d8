using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace OrderPortal.Infrastructure.Shared.Scheduling;

public static class SchedulingRegistration
{
    private const string TablePrefix = "quartz.qrtz_";

    /// <summary>Quartz on PostgreSQL, clustered: several instances share the jobs, and a job of an instance that died is not lost.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, string connectionString, Action<IQuartzBuilder> addJobs)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "OrderPortal";
                scheduler.GenerateInstanceId = true;
                scheduler.IdleWaitTime = TimeSpan.FromSeconds(5);

                // A running import hands its place back at once instead of holding the shutdown up.
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });

            // An import keeps two cores busy by itself; more at once would only take turns.
            quartz.UseDefaultThreadPool(4);
            quartz.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.UsePostgres(connectionString);
                store.ConfigureStore(options => options.TablePrefix = TablePrefix);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(3);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(6);
                });
            });
            addJobs(quartz);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }
}
