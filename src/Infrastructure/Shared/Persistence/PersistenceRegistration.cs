using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Infrastructure.Shared.Persistence;

public static class PersistenceRegistration
{
    private static readonly TenantConnectionInterceptor Connections = new();
    private static readonly TenantSaveInterceptor Saves = new();

    /// <summary>The database for everything that runs: contexts, raw connections, the operation's own context.</summary>
    /// <param name="applicationConnectionString">What <see cref="DatabaseProvisioning.ProvisionAsync"/> answered; never the owner's.</param>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string applicationConnectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(applicationConnectionString));
        services.AddSingleton<TenantConnections>();

        // Per operation: what was begun in a scope holds for all that the scope resolves.
        services.AddScoped<OperationContext>();
        services.AddDbContext<OrderPortalDbContext>(
            (provider, options) => Options(options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())),
            contextLifetime: ServiceLifetime.Scoped, optionsLifetime: ServiceLifetime.Singleton);
        services.AddScoped<ModifiedRows>(); // per operation
        return services;
    }

    /// <summary>Marks where later readers of changes begin.</summary>
    public static void AddPersistenceJobs(this IQuartzBuilder quartz) => quartz.ScheduleJob<ModificationMarkJob>(trigger => trigger
        .WithIdentity(nameof(ModificationMarkJob))
        .StartNow()
        .WithSimpleSchedule(schedule => schedule.WithInterval(ModificationMarkJob.Interval).RepeatForever()));

    internal static DbContextOptionsBuilder Options(DbContextOptionsBuilder options) =>
        options.ReplaceService<IModelCacheKeyFactory, CipherModelCacheKeyFactory>().AddInterceptors(Connections, Saves)
            // A row that is there already is an answer to the stores, not a fault; what nobody handles is logged by whoever catches it last.
            .ConfigureWarnings(static warnings => warnings.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
}
