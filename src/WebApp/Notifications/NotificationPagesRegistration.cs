namespace OrderPortal.WebApp.Notifications;

/// <summary>Pages of the notifications.</summary>
public static class NotificationPagesRegistration
{
    public static IServiceCollection AddNotificationPages(this IServiceCollection services)
    {
        // In pages per circuit, for the reader's language.
        services.AddScoped<NotificationMessages>();
        return services;
    }
}
