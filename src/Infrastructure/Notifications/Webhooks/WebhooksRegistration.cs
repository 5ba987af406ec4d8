using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

public static class WebhooksRegistration
{
    /// <summary>Endpoints of integrators, and what goes to them. Needs notifications.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Notifications:Webhooks").Get<WebhookOptions>() ?? new WebhookOptions();
        services.AddSingleton(new WebhookTargets(options.AllowPrivateTargets ?? environment.IsDevelopment()));
        services.AddSingleton(static provider => new PrivateAddressGuard(provider.GetRequiredService<WebhookTargets>().AllowPrivate));
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookTargetStore>();
        services.AddChannel<WebhookSender>();
        services.AddSingleton<IEventExpander, WebhookExpander>();

        // Per operation.
        services.AddScoped<IWebhookEndpoints, WebhookEndpointStore>();
        services.AddScoped<IWebhookDeliveries, WebhookDeliveryStore>();
        services.AddScoped<AddWebhookEndpoint>();
        services.AddScoped<ChangeWebhookEndpoint>();
        services.AddScoped<RotateWebhookSecret>();
        return services;
    }
}
