using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Shared.Operations;

/// <summary>What this version needs was made.</summary>
internal sealed class MigrationsHealth(IServiceScopeFactory scopes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var missing = await scope.ServiceProvider.GetRequiredService<OrderPortalDbContext>().Database.GetPendingMigrationsAsync(cancellationToken);
        return missing.Any() ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy();
    }
}
