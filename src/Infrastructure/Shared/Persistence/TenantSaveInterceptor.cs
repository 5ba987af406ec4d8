using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Catalog;
using OrderPortal.Infrastructure.Orders;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Stamps new rows with the operation's tenant, refuses rows of another, and keeps blind indexes in step.</summary>
internal sealed class TenantSaveInterceptor : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Prepare((OrderPortalDbContext)eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Prepare((OrderPortalDbContext)eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Prepare(OrderPortalDbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Metadata.FindDeclaredQueryFilter(TenantModel.FilterName) is not null)
            {
                CheckTenant(context, entry);
                Index(context, entry);
            }
        }
    }

    private static void CheckTenant(OrderPortalDbContext context, EntityEntry entry)
    {
        var property = entry.Property(nameof(ITenantOwned.TenantId));
        if (!Equals(property.CurrentValue, context.Operation.Tenant))
        {
            throw new InvalidOperationException($"A row of {entry.Metadata.GetTableName()} belongs to another tenant than the operation.");
        }
    }

    private static void Index(OrderPortalDbContext context, EntityEntry entry)
    {
        var tenant = context.Operation.Tenant;
        switch (entry.Entity)
        {
            case Order order:
                Set(entry, OrderMapping.EmailIndex, order.CustomerEmail, tenant, context.BlindIndex.ForEmail);
                Set(entry, OrderMapping.PhoneIndex, order.CustomerPhone, tenant, context.BlindIndex.ForPhone);
                break;
            case CustomerRecord customer:
                Set(entry, CatalogMapping.CustomerEmailIndex, customer.Email, tenant, context.BlindIndex.ForEmail);
                Set(entry, CatalogMapping.CustomerPhoneIndex, customer.Phone, tenant, context.BlindIndex.ForPhone);
                break;
        }
    }

    private static void Set(EntityEntry entry, string property, string? value, TenantId tenant, Func<TenantId, string, byte[]> index) =>
        entry.Property(property).CurrentValue = string.IsNullOrEmpty(value) ? null : index(tenant, value);
}

/// <summary>Stamps a row when it is first tracked, since the tenant is part of every key and keys are needed from then on.</summary>
internal static class TenantStamp
{
    public static void Attach(OrderPortalDbContext context) => context.ChangeTracker.Tracking += (_, args) =>
    {
        if (args is { FromQuery: false, State: EntityState.Added, Entry.Entity: ITenantOwned row } && row.TenantId == default && context.Operation.TenantOrNull is { } tenant)
        {
            row.TenantId = tenant;
        }
    };
}
