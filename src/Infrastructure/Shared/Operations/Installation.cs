using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Shared.Operations;

/// <inheritdoc cref="IInstallation"/>
/// <remarks>
/// There is no administrator of the installation. Its administrators are those of one tenant: the one that key <c>Operations:Tenant</c> names, by default the one that was there first.
/// </remarks>
internal sealed class Installation(
    NpgsqlDataSource database, TenantConnections connections, OperationContext operation, IConfiguration configuration) : IInstallation
{
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(15);

    public async Task<InstallationState> GetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = await NowAsync(connection, cancellationToken);
        return new InstallationState(
            now, await MayControlAsync(connection, cancellationToken), await InstancesAsync(connection, now, cancellationToken), await JobsAsync(connection, cancellationToken),
            await QueuesAsync(connection, cancellationToken));
    }

    public Task<Result> PauseAsync(string job, CancellationToken cancellationToken) => SetAsync(
        job, AuditActions.JobPaused, "INSERT INTO job_runs AS r (job, paused_at) VALUES ($1, now()) ON CONFLICT (job) DO UPDATE SET paused_at = now() WHERE r.paused_at IS NULL", cancellationToken);

    public Task<Result> ResumeAsync(string job, CancellationToken cancellationToken) => SetAsync(
        job, AuditActions.JobResumed, "UPDATE job_runs SET paused_at = NULL WHERE job = $1 AND paused_at IS NOT NULL", cancellationToken);

    private async Task<Result> SetAsync(string job, string action, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await connections.OpenAsync(operation, cancellationToken);
        if (!await MayControlAsync(connection, cancellationToken))
        {
            return new Error("forbidden");
        }

        if (!(await RecurringAsync(cancellationToken)).ContainsKey(job))
        {
            return new Error("not_found");
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = job });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return new Error("not_found");
        }

        await Auditing.AuditLog.WriteAsync(connection, transaction, operation, new AuditEntry(action, "job", After: JsonSerializer.Serialize(new { job })), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }

    private async Task<bool> MayControlAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id = $1 FROM tenants WHERE $2::text IS NULL OR key = $2 ORDER BY created_at, id LIMIT 1", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = operation.Tenant.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)configuration["Operations:Tenant"] ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<DateTimeOffset> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT now()", connection);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static async Task<List<InstanceState>> InstancesAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT instance, min(started_at), max(seen_at), count(*)::int FROM workers GROUP BY instance ORDER BY max(seen_at) DESC, instance LIMIT 50", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var instances = new List<InstanceState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var seenAt = new DateTimeOffset(reader.GetDateTime(2));
            instances.Add(new InstanceState(reader.GetString(0), new DateTimeOffset(reader.GetDateTime(1)), seenAt, now - seenAt < AliveFor, reader.GetInt32(3)));
        }

        return instances;
    }

    private async Task<List<JobState>> JobsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var recurring = await RecurringAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT job, started_at, finished_at, outcome, failure_code, failures, paused_at FROM job_runs", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = recurring.Keys.ToDictionary(name => name, name => new JobState(name, true, null, recurring[name], null, 0), StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            jobs[name] = new JobState(
                name, recurring.ContainsKey(name), At(reader, 6), recurring.GetValueOrDefault(name), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt32(5))
            {
                StartedAt = At(reader, 1),
                FinishedAt = At(reader, 2),
                Outcome = reader.IsDBNull(3) ? null : (JobOutcome)reader.GetInt16(3),
            };
        }

        return [.. jobs.Values.OrderBy(job => job.Name, StringComparer.Ordinal)];
    }

    /// <summary>Jobs that come round by themselves, with their next time.</summary>
    private async Task<Dictionary<string, DateTimeOffset?>> RecurringAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT j.job_class_name, t.next_fire_time FROM quartz.qrtz_triggers t JOIN quartz.qrtz_job_details j USING (sched_name, job_name, job_group) JOIN quartz.qrtz_simple_triggers s USING (sched_name, trigger_name, trigger_group) WHERE s.repeat_count <> 0");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var recurring = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            // OrderPortal.Infrastructure.Imports.ImportWatchJob, OrderPortal.Infrastructure
            var name = reader.GetString(0).Split(',')[0].Split('.', '+')[^1];
            recurring[name] = await reader.IsDBNullAsync(1, cancellationToken) ? null : new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero);
        }

        return recurring;
    }

    private static async Task<List<QueueState>> QueuesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH waiting AS (
                SELECT lane, count(*) FILTER (WHERE worker IS NULL AND due_at <= now()) AS due, count(*) FILTER (WHERE worker IS NULL AND due_at > now()) AS later,
                    count(*) FILTER (WHERE worker IS NOT NULL) AS in_hand, now() - min(due_at) FILTER (WHERE worker IS NULL AND due_at <= now()) AS oldest
                FROM work_queue GROUP BY lane
                UNION ALL
                SELECT 'import', count(*) FILTER (WHERE worker IS NULL), 0, count(*) FILTER (WHERE worker IS NOT NULL), now() - min(enqueued_at) FILTER (WHERE worker IS NULL)
                FROM import_queue HAVING count(*) > 0),
            lanes AS (SELECT lane, bool_or(circuit = 1) AS is_open FROM workers WHERE seen_at > now() - interval '15 seconds' GROUP BY lane)
            SELECT lane, coalesce(due, 0), coalesce(later, 0), coalesce(in_hand, 0), oldest, coalesce(is_open, false) FROM waiting FULL JOIN lanes USING (lane) ORDER BY lane
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var queues = new List<QueueState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            queues.Add(new QueueState(
                reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetTimeSpan(4), reader.GetBoolean(5)));
        }

        return queues;
    }

    private static DateTimeOffset? At(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column));
}
