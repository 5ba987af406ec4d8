using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;

namespace OrderPortal.Infrastructure.Auditing;

public static class AuditingRegistration
{
    /// <summary>The audit log. Needs the persistence.</summary>
    public static IServiceCollection AddAuditing(this IServiceCollection services) =>
        services.AddScoped<IAuditLog, AuditLog>().AddScoped<IAuditTrail, AuditTrail>().AddScoped<IAuditSearch, AuditSearch>(); // per operation
}
