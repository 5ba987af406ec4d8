using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Imports;
using Quartz;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Rings <see cref="RunImport"/> for one import.</summary>
public sealed class ImportRunJob(IServiceScopeFactory scopes) : IJob
{
    public const string Group = "imports";

    public static JobKey KeyOf(ImportId import) => new(import.Value.ToString("N", CultureInfo.InvariantCulture), Group);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var import = new ImportId(Guid.ParseExact(context.JobDetail.Key.Name, "N"));
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RunImport>().ExecuteAsync(import, cancellationToken);
    }
}

/// <summary>
/// Looks every few seconds for imports that nobody works on (the waking call was lost, or the worker died) and wakes one. This,
/// with the lease in the queue, is the only way an import is taken over.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ImportWatchJob(ImportQueue queue, IImportScheduler scheduler) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var import in await queue.FindAbandonedAsync(cancellationToken))
        {
            await scheduler.WakeAsync(import, cancellationToken);
        }
    }
}

/// <summary>Wakes workers through the Quartz job store, so that any instance may take the job.</summary>
public sealed partial class ImportScheduler(ISchedulerFactory schedulers, ILogger<ImportScheduler> logger) : IImportScheduler
{
    public async Task WakeAsync(ImportId import, CancellationToken cancellationToken)
    {
        try
        {
            await ScheduleAsync(import, cancellationToken);
        }
        catch (Exception exception) when (exception is SchedulerException or NpgsqlException)
        {
            // The import is in the queue; the watch finds it there.
            LogNotWoken(logger, import, exception);
        }
    }

    private async Task ScheduleAsync(ImportId import, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var key = ImportRunJob.KeyOf(import);
        var job = JobBuilder.Create<ImportRunJob>().WithIdentity(key).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(key.Name, ImportRunJob.Group).ForJob(key).StartNow().Build();
        await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No worker could be woken for import {Import}; the watch will do it")]
    private static partial void LogNotWoken(ILogger logger, ImportId import, Exception exception);
}
