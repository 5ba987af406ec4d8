using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>A row of one tenant. The tenant is stamped when the row is saved; a row of another tenant is refused.</summary>
public interface ITenantOwned
{
    TenantId TenantId { get; set; }
}
