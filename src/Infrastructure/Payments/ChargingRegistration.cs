using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Infrastructure.Payments.Stripe;

namespace OrderPortal.Infrastructure.Payments;

public static class ChargingRegistration
{
    /// <summary>The gateways, and the pumps that send charges and refunds to them. Needs persistence, work and encryption.</summary>
    public static IServiceCollection AddCharging(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<PaymentOptions>().Bind(configuration.GetSection("Payments")).ValidateOnStart();
        services.AddSingleton(new PaymentOptionsRules(configuration, environment));
        services.AddSingleton<IPostConfigureOptions<PaymentOptions>>(static provider => provider.GetRequiredService<PaymentOptionsRules>());
        services.AddSingleton<IValidateOptions<PaymentOptions>>(static provider => provider.GetRequiredService<PaymentOptionsRules>());
        services.AddSingleton<BreakerLimits>();
        services.AddSingleton<ChargeStarts>();
        services.AddSingleton<ChargeLedger>();
        services.AddSingleton<ChargeResults>();
        services.AddSingleton<RefundBook>();
        services.AddSingleton<IGatewayNotices, GatewayNotices>();
        services.AddSingleton<ReceiveGatewayMessage>();
        services.AddSingleton<IPaymentGateways, PaymentGateways>();
        if (PaymentOptions.GatewayOf(configuration, environment) == PaymentOptions.Simulator)
        {
            services.AddSimulator(configuration).AddGateway<SimulatorGateway>(PaymentOptions.Simulator);
        }

        services.AddStripe(configuration, isCurrent: PaymentOptions.GatewayOf(configuration, environment) == PaymentOptions.Stripe);
        services.AddScoped<IGatewayCircuits, GatewayCircuits>(); // per operation
        return services;
    }

    /// <summary>Makes a gateway one that charges are sent to: its line, and the two pumps.</summary>
    /// <param name="name">As the gateway says it itself.</param>
    public static IServiceCollection AddGateway<TGateway>(this IServiceCollection services, string name)
        where TGateway : class, IPaymentGateway
    {
        services.AddSingleton<IPaymentGateway, TGateway>();
        services.AddKeyedSingleton(name, static (provider, key) =>
        {
            var options = provider.GetRequiredService<IOptions<PaymentOptions>>().Value;
            var gateway = provider.GetServices<IPaymentGateway>().First(gateway => gateway.Name == (string)key!);
            var breaker = new GatewayBreaker(provider.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(options.TimeoutSeconds), provider.GetRequiredService<BreakerLimits>());
            return new GatewayLine(gateway, breaker, options.Parallel);
        });
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ChargePump>(provider, provider.GetRequiredKeyedService<GatewayLine>(name)));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<RefundPump>(provider, provider.GetRequiredKeyedService<GatewayLine>(name)));
        return services;
    }

    private sealed class PaymentGateways(IEnumerable<IPaymentGateway> gateways, IOptions<PaymentOptions> options) : IPaymentGateways
    {
        public IPaymentGateway? Current => Find(options.Value.Gateway);

        public IPaymentGateway? Find(string name) => gateways.FirstOrDefault(gateway => gateway.Name == name);
    }
}
