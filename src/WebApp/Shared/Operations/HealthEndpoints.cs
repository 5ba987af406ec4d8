using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OrderPortal.Infrastructure.Shared.Persistence;
using Quartz;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>Whether the process lives, and whether it can work: for probes, without any detail.</summary>
public static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddPortalHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Ready])
            .AddCheck<MigrationsHealth>("migrations", tags: [Ready])
            .AddCheck<QueuesHealth>("queues", tags: [Ready])
            .AddQuartz(options => options.Tags.Add(Ready));
        return services;
    }

    public static IServiceCollection AddOperationPages(this IServiceCollection services) => services.AddScoped<OperationsWords>(); // in pages per circuit, for the reader's language

    public static void MapPortalHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).AllowAnonymous();
    }

    private sealed class DatabaseHealth(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>What this version needs was made.</summary>
    private sealed class MigrationsHealth(IServiceScopeFactory scopes) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var scope = scopes.CreateAsyncScope();
            var missing = await scope.ServiceProvider.GetRequiredService<OrderPortalDbContext>().Database.GetPendingMigrationsAsync(cancellationToken);
            return missing.Any() ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy();
        }
    }

    /// <summary>Work that has been due for long tells of too few instances or of a stuck one. Requests are answered all the same, so it is a warning.</summary>
    private sealed class QueuesHealth(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM work_queue WHERE worker IS NULL AND due_at < now() - interval '5 minutes')");
            return await command.ExecuteScalarAsync(cancellationToken) is true ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy();
        }
    }
}
