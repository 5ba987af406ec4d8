using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrderPortal.Infrastructure.Notifications;

public static class NotificationsRegistration
{
    /// <summary>What tells customers, people and integrators of events. Needs persistence, security and work.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<NotificationOptions>().Bind(configuration.GetSection("Notifications")).PostConfigure(options => options.Complete(environment.IsDevelopment())).ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotificationOptions>, NotificationOptionsRules>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<NotificationOptions>>().Value);
        services.AddSingleton<NotificationWriter>();

        // Expanders of events are singletons, told apart by nobody: services.AddSingleton<IEventExpander, …>().
        services.AddSingleton<EventPump>();
        services.AddHostedService(static provider => provider.GetRequiredService<EventPump>());
        return services;
    }
}
