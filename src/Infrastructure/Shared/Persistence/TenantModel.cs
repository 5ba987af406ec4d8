using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>The tenant rule of the model: whatever has a tenant id is filtered by it, unless its mapping calls it global.</summary>
internal static class TenantModel
{
    /// <summary>Name of the query filter. Taking it away does not show another tenant's rows: the database filters too.</summary>
    public const string FilterName = "Tenant";

    /// <summary>Annotation of the tables that are asked before a tenant is known.</summary>
    public const string GlobalAnnotation = "OrderPortal:Global";

    public static void FilterByTenant(ModelBuilder model, OrderPortalDbContext context)
    {
        // The context's property, not its value: EF makes a parameter of it and reads it anew for every query.
        var current = Expression.Property(
            Expression.Constant(context), typeof(OrderPortalDbContext).GetProperty(nameof(OrderPortalDbContext.CurrentTenant), BindingFlags.Instance | BindingFlags.NonPublic)!);
        foreach (var entity in model.Model.GetEntityTypes().ToList())
        {
            var property = entity.FindProperty(nameof(ITenantOwned.TenantId));
            if (property?.ClrType != typeof(TenantId) || entity.FindAnnotation(GlobalAnnotation) is not null)
            {
                continue;
            }

            var row = Expression.Parameter(entity.ClrType, "row");
            var filter = Expression.Lambda(Expression.Equal(Expression.Property(row, property.PropertyInfo!), current), row);
            model.Entity(entity.ClrType).HasQueryFilter(FilterName, filter);
        }
    }
}
