using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Shared;
using Quartz;

namespace OrderPortal.Infrastructure.Shared.Operations;

/// <summary>Stands around every job: passes over what an administrator paused, and writes down what came of the rest.</summary>
public sealed partial class JobRuns(NpgsqlDataSource database, TimeProvider clock, ILogger<JobRuns> logger) : IJobExecutionMiddleware
{
    private static readonly string Instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    public async ValueTask Invoke(IJobExecutionContext context, JobExecutionDelegate next, CancellationToken cancellationToken = default)
    {
        var job = context.JobDetail.JobType.Type.Name;
        if (!await BeginAsync(job, cancellationToken))
        {
            return;
        }

        try
        {
            await next(context, cancellationToken);
        }
        catch (Exception failure)
        {
            var isEnd = failure is OperationCanceledException && cancellationToken.IsCancellationRequested;
            await FinishAsync(job, isEnd ? JobOutcome.Interrupted : JobOutcome.Failed, isEnd ? null : failure.GetType().Name);
            throw;
        }

        await FinishAsync(job, JobOutcome.Done, null);
    }

    /// <returns>False: it is paused.</returns>
    private async Task<bool> BeginAsync(string job, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO job_runs AS r (job, instance, started_at) VALUES ($1, $2, $3)
            ON CONFLICT (job) DO UPDATE SET instance = excluded.instance, started_at = excluded.started_at, finished_at = NULL WHERE r.paused_at IS NULL
            """);
        Add(command, NpgsqlDbType.Text, job);
        Add(command, NpgsqlDbType.Text, Instance);
        Add(command, NpgsqlDbType.TimestampTz, clock.GetUtcNow().UtcDateTime);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Not cancelled with the job. What cannot be written down does not make the job a failure.</summary>
    private async Task FinishAsync(string job, JobOutcome outcome, string? failure)
    {
        try
        {
            await using var command = database.CreateCommand(
                """
                UPDATE job_runs SET finished_at = $2, outcome = $3, failure_code = $4,
                    failures = CASE $3 WHEN 1 THEN 0 WHEN 2 THEN failures + 1 ELSE failures END, done_at = CASE $3 WHEN 1 THEN $2 ELSE done_at END
                WHERE job = $1
                """);
            Add(command, NpgsqlDbType.Text, job);
            Add(command, NpgsqlDbType.TimestampTz, clock.GetUtcNow().UtcDateTime);
            Add(command, NpgsqlDbType.Smallint, (short)outcome);
            Add(command, NpgsqlDbType.Text, failure);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogNotWritten(logger, job, exception);
        }
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    [LoggerMessage(Level = LogLevel.Warning, Message = "What came of job {Job} could not be written down")]
    private static partial void LogNotWritten(ILogger logger, string job, Exception exception);
}
