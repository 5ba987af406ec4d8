using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using Quartz;

namespace OrderPortal.Infrastructure.Shared.Operations;

public static class OperationsRegistration
{
    /// <summary>State of the installation, and what being ready depends on. Needs persistence, auditing and scheduling.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<MigrationsHealth>("migrations", tags: ["ready"]).AddCheck<QueuesHealth>("queues", tags: ["ready"]);
        return services.AddScoped<IInstallation, Installation>(); // per operation
    }

    /// <summary>Writes down what came of every job.</summary>
    public static void AddJobRuns(this IQuartzBuilder quartz) => quartz.AddJobMiddleware<JobRuns>();
}
