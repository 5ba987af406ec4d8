namespace OrderPortal.Domain.Tenancy;

/// <summary>What the operation's tenant decided about its orders.</summary>
public interface ITenantSettings
{
    Task<TenantSettings> GetAsync(CancellationToken cancellationToken);
}
