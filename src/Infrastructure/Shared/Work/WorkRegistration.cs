using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Shared.Work;

public static class WorkRegistration
{
    /// <summary>The queue, and how instances tell one another. Singletons. Needs persistence.</summary>
    public static IServiceCollection AddWork(this IServiceCollection services)
    {
        services.AddSingleton<PortalSignals>();
        services.AddHostedService(static provider => provider.GetRequiredService<PortalSignals>());
        services.AddSingleton<Changes>();
        services.AddSingleton<IChangeFeed>(static provider => provider.GetRequiredService<Changes>());
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<WorkPumpParts>();
        return services;
    }
}
