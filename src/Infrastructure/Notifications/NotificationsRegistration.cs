using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Notifications.Mail;
using OrderPortal.Infrastructure.Notifications.Notices;
using OrderPortal.Infrastructure.Notifications.Webhooks;

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

        services.AddSingleton<MailSources>();
        services.AddSingleton<BatchMails>();
        services.AddSingleton<ImportMails>();
        services.AddSingleton<IEventExpander, MailExpander>();

        // Expanders of events are singletons, told apart by nobody: services.AddSingleton<IEventExpander, …>().
        services.AddSingleton<EventPump>();
        services.AddHostedService(static provider => provider.GetRequiredService<EventPump>());

        // Built when asked for: only one of the transports is configured.
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<MailboxTransport>();
        services.AddSingleton<IEnumerable<IMailTransport>>(static provider => provider.GetRequiredService<NotificationOptions>().Transport switch
        {
            NotificationOptions.ToSmtp => [provider.GetRequiredService<SmtpTransport>()],
            NotificationOptions.ToMailbox => [provider.GetRequiredService<MailboxTransport>()],
            _ => [],
        });
        services.AddChannel<MailSender>();
        services.AddSingleton<IMailPreviews, MailPreviews>();

        // For those who look at the details; being ready does not depend on it.
        services.AddHealthChecks().AddCheck<MailHealth>("mail");

        // Per operation.
        services.AddScoped<INotificationQueries, NotificationQueries>();
        services.AddScoped<INotificationResends, NotificationResends>();
        services.AddScoped<INotificationSettings, NotificationSettingsStore>();
        services.AddScoped<IDevMails, DevMails>();
        services.AddScoped<IAccountMails, AccountMails>();
        services.AddScoped<IImportNotifications, ImportNotifications>();
        services.AddScoped<IImportWithdrawal, NotificationWithdrawal>();
        return services.AddWebhooks(configuration, environment).AddNotices();
    }

    /// <summary>A channel that sends, with a pump of its own.</summary>
    public static IServiceCollection AddChannel<TSender>(this IServiceCollection services)
        where TSender : class, IChannelSender
    {
        services.AddSingleton<TSender>();
        services.AddSingleton<IHostedService>(static provider => ActivatorUtilities.CreateInstance<DeliveryPump>(provider, provider.GetRequiredService<TSender>()));
        return services;
    }
}
