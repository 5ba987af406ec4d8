namespace OrderPortal.WebApp.Payments;

/// <summary>Pages of settlements and charges.</summary>
public static class PaymentPagesRegistration
{
    public static IServiceCollection AddPaymentPages(this IServiceCollection services)
    {
        services.AddScoped<PaymentMessages>(); // per circuit
        return services;
    }
}
