using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;

namespace OrderPortal.WebApp.Payments;

/// <summary>Pages of settlements and charges.</summary>
public static class PaymentPagesRegistration
{
    public static IServiceCollection AddPaymentPages(this IServiceCollection services)
    {
        services.AddSingleton<ISimulatedGateway, SimulatedGatewayControl>();
        services.AddScoped<PaymentMessages>(); // per circuit
        return services;
    }
}
