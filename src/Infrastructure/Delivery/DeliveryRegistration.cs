using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Delivery;

namespace OrderPortal.Infrastructure.Delivery;

public static class DeliveryRegistration
{
    /// <summary>Stateless, hence one for all.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services) => services.AddSingleton<IPostalCodes, PostalCodes>();
}
