using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Infrastructure.Shared;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

public static class WebhooksRegistration
{
    /// <summary>True: receivers may stand in the portal's own network, and on its own machine without https. Without a word: in Development only.</summary>
    private const string PrivateKey = "Notifications:Webhooks:AllowPrivateTargets";

    /// <summary>Endpoints of integrators, and what goes to them. Needs notifications.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(new WebhookTargets(MayBePrivate(configuration) ?? environment.IsDevelopment()));
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
    private static bool? MayBePrivate(IConfiguration configuration) => configuration[PrivateKey] is not { Length: > 0 } text ? null
        : bool.TryParse(text, out var allowed) ? allowed
        : throw new StartException($"{PrivateKey} must be true or false, was {text}.");
}
