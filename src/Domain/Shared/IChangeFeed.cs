using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Domain.Shared;

/// <summary>Of what kind the thing is that changed.</summary>
public enum ChangeKind
{
    Order = 1,
    Settlement = 2,
    Import = 3,

    /// <summary>The bell: something new for people of the tenant.</summary>
    Notices = 4,

    /// <summary>A gateway's or channel's breaker; every tenant is told, under its own id.</summary>
    Circuits = 5,
    Notification = 6,
}

/// <summary>That something changed; what, the reader looks up himself. Ids only, so that nothing of a tenant travels with it.</summary>
/// <param name="Tenant">The empty id: it concerns every tenant.</param>
public readonly record struct Change(TenantId Tenant, ChangeKind Kind, Guid Id);

/// <summary>Lets pages of this instance hear of changes, wherever they are made. A hint: the tables are the truth.</summary>
public interface IChangeFeed
{
    /// <summary>
    /// Calls back, on any thread, when such a thing of the tenant changed (null: any of the kind), and when changes may have been missed. Dispose
    /// to stop; read the state after subscribing.
    /// </summary>
    IDisposable Subscribe(TenantId tenant, ChangeKind kind, Guid? id, Action onChange);
}
