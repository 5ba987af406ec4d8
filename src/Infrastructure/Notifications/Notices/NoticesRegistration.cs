using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Infrastructure.Notifications.Notices;

public static class NoticesRegistration
{
    /// <summary>What the bell tells. Needs notifications.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<IEventExpander, NoticeExpander>();
        services.AddSingleton<CircuitNotices>();
        services.AddHostedService(static provider => provider.GetRequiredService<CircuitNotices>());

        // Per operation.
        services.AddScoped<IPortalNotices, PortalNoticeStore>();
        return services;
    }
}
