using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="ITenantSettings"/>
public sealed class TenantSettingsReader(OrderPortalDbContext context, OperationContext operation) : ITenantSettings
{
    public async Task<TenantSettings> GetAsync(CancellationToken cancellationToken)
    {
        var id = operation.Tenant;
        return (await context.Tenants.AsNoTracking().SingleAsync(tenant => tenant.Id == id, cancellationToken)).Settings;
    }
}
