using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Stripe;

internal static class StripeRegistration
{
    /// <summary>A page of a list has at most a hundred PaymentIntents of a few kilobytes.</summary>
    private const int MostAnswerBytes = 4 * 1024 * 1024;

    /// <summary>
    /// Stripe as a gateway and the messages that it sends. Also where new charges go elsewhere and only its key is still there: older charges are not done
    /// before their customers have paid or their time is over.
    /// </summary>
    /// <param name="isCurrent">Whether new charges go there; its settings are required then.</param>
    public static IServiceCollection AddStripe(this IServiceCollection services, IConfiguration configuration, bool isCurrent)
    {
        var section = configuration.GetSection("Payments:Stripe");
        if (!isCurrent && string.IsNullOrEmpty(section["SecretKey"]))
        {
            return services;
        }

        services.AddOptions<StripeOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StripeOptions>, StripeOptionsRules>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<StripeOptions>>().Value);
        services.AddHttpClient(StripeClient.Http)
            .ConfigureHttpClient(static (provider, client) => Configure(client, provider.GetRequiredService<StripeOptions>()))
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) })

            // A line for every call, with addresses that name charges, is what the attempts are kept for.
            .RemoveAllLoggers();
        services.AddSingleton<StripeClient>();
        services.AddSingleton<IGatewayWebhook, StripeWebhook>();
        return services.AddGateway<StripeGateway>(PaymentOptions.Stripe);
    }

    private static void Configure(HttpClient client, StripeOptions options)
    {
        client.BaseAddress = new Uri($"{options.BaseAddress.TrimEnd('/')}/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
        client.DefaultRequestHeaders.Add("Stripe-Version", options.ApiVersion);
        client.MaxResponseContentBufferSize = MostAnswerBytes;

        // Whoever calls says how long it may take.
        client.Timeout = Timeout.InfiniteTimeSpan;
    }
}
