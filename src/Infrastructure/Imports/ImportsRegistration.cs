using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.Domain.Imports.Profiles;
using OrderPortal.Infrastructure.Imports.Mending;
using Quartz;

namespace OrderPortal.Infrastructure.Imports;

public static class ImportsRegistration
{
    /// <summary>Everything an import needs but the host's endpoints. Needs persistence, security, auditing, orders and scheduling.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImportLimits>().Bind(configuration.GetSection("Imports")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ImportLimits>, ImportLimitsRules>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ImportLimits>>().Value);
        services.AddSingleton<ImportQueue>();
        services.AddSingleton<ImportProgressChannel>();
        services.AddSingleton<IImportProgressFeed>(provider => provider.GetRequiredService<ImportProgressChannel>());
        services.AddSingleton<IImportProgressPublisher>(provider => provider.GetRequiredService<ImportProgressChannel>());
        services.AddSingleton<IImportScheduler, ImportScheduler>();

        // Per operation.
        services.AddScoped<IImportFileStore, ImportFileStore>();
        services.AddScoped<IOrderFileReader, OrderFileReader>();
        services.AddScoped<IImportRunStore, ImportRunStore>();
        services.AddScoped<IImportRepository, ImportRepository>();
        services.AddScoped<IImportQueries, ImportQueries>();
        services.AddScoped<IStoredOrders, StoredOrders>();
        services.AddScoped<IImportControl, ImportControl>();
        services.AddScoped<ImportUpdates>();
        services.AddScoped<OrderFilePasses>();
        services.AddScoped<IMappingProfiles, MappingProfileStore>();
        services.AddScoped<IKeptValueRules, KeptValueRules>();
        services.AddScoped<ChooseMapping>();
        services.AddScoped<StartImport>();
        services.AddScoped<RunImport>();
        services.AddScoped<ControlImport>();
        services.AddScoped<ConfirmImport>();
        services.AddScoped<IMendings, MendingStore>();
        services.AddScoped<IRuleBook, RuleBook>();
        services.AddScoped<IMendedFiles, MendedFiles>();
        services.AddScoped<MendingSources>();
        services.AddScoped<RecheckRows>();
        services.AddScoped<MendImport>();
        services.AddScoped<RetryImport>();
        services.AddScoped<IImportDrafts, ImportDraftStore>();
        services.AddScoped<PrepareImport>();
        services.AddScoped<PreviewImport>();
        services.AddScoped<IFollowedImports, ImportFollowing>();
        services.AddScoped<FollowImport>();
        return services;
    }

    /// <summary>Sees imports through when their rows are done. Needs what settles batches (<see cref="IBatchSettlement"/>).</summary>
    public static IServiceCollection AddImportFollowing(this IServiceCollection services) => services.AddHostedService<ImportFollowPump>();

    /// <summary>The watch over imports that nobody works on; the cluster rings it once per interval, not every instance.</summary>
    public static void AddImportJobs(this IQuartzBuilder quartz) => quartz.ScheduleJob<ImportWatchJob>(trigger => trigger
        .WithIdentity(nameof(ImportWatchJob), ImportRunJob.Group)
        .StartNow()
        .WithSimpleSchedule(schedule => schedule.WithInterval(ImportWatchJob.Interval).RepeatForever()));
}

/// <summary>Bounds of the section <c>Imports</c>; a wrong value stops the start with a line that names the key.</summary>
internal sealed class ImportLimitsRules : IValidateOptions<ImportLimits>
{
    public ValidateOptionsResult Validate(string? name, ImportLimits options)
    {
        var failures = new List<string>();
        Check("Imports:MaxFileBytes", options.MaxFileBytes, 1_024, 2_000_000_000);
        Check("Imports:MaxRows", options.MaxRows, 1, 10_000_000);
        Check("Imports:ChunkOrders", options.ChunkOrders, 1, 100_000);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string key, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{key} must be {least} to {most}, was {value}."));
            }
        }
    }
}
