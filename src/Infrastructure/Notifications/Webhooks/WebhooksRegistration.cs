using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

public static class WebhooksRegistration
{
    /// <summary>Endpoints of integrators, and what goes to them. Needs notifications.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section))
            .PostConfigure(options => options.AllowPrivateTargets ??= environment.IsDevelopment()).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsRules>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<WebhookOptions>>().Value);
        services.AddSingleton(static provider => new WebhookTargets(provider.GetRequiredService<WebhookOptions>().AllowPrivateTargets == true));
        services.AddSingleton(static provider => new PrivateAddressGuard(provider.GetRequiredService<WebhookTargets>().AllowPrivate));
        services.AddSingleton<WebhookClient>();
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

/// <summary>Bounds of the section <c>Notifications:Webhooks</c>; a wrong value stops the start with a line that names the key.</summary>
internal sealed class WebhookOptionsRules : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options) => options.TimeoutSeconds is >= 1 and <= 30
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(string.Create(CultureInfo.InvariantCulture, $"{WebhookOptions.Section}:TimeoutSeconds must be 1 to 30, was {options.TimeoutSeconds}."));
}
