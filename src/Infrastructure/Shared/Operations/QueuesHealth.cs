using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrderPortal.Infrastructure.Shared.Operations;

/// <summary>Work that has been due for long tells of too few instances or of a stuck one. Requests are answered all the same, so it is a warning.</summary>
internal sealed class QueuesHealth(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM work_queue WHERE worker IS NULL AND due_at < now() - interval '5 minutes')");
        return await command.ExecuteScalarAsync(cancellationToken) is true ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy();
    }
}
