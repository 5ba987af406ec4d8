using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Payments;

/// <summary>Everything of payments that the host puts together.</summary>
public static class PaymentsRegistration
{
    /// <summary>Needs persistence, work, encryption, auditing and orders.</summary>
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) =>
        services.AddCharging(configuration, environment).AddSettlements();

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapSimulator(BrowserProof.RequireAsync);
        SettlementsEndpoints.Map(routes);
        ChargesEndpoints.Map(routes);
        PaymentsExport.Map(routes);
        routes.MapGatewayWebhooks();
    }
}
