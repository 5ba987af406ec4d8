namespace OrderPortal.WebApp.Notifications;

/// <summary>Pages about webhooks, and the bell.</summary>
public static class WebhookPagesRegistration
{
    public static IServiceCollection AddWebhookPages(this IServiceCollection services)
    {
        // In pages per circuit, for the reader's language.
        services.AddScoped<WebhookMessages>();
        services.AddScoped<NoticeMessages>();
        return services;
    }
}
