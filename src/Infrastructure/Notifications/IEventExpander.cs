using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>An event as it was kept in the transaction in which it happened.</summary>
public sealed record StoredEvent(TenantId Tenant, PortalEvent Event);

/// <summary>
/// Makes of events what tells of them: mails, webhooks, notices. All that are registered get every event, in the one transaction in which
/// the events are finished; what fails is tried again, so the same event may come twice and must not make anything twice. No network calls.
/// </summary>
public interface IEventExpander
{
    /// <param name="connection">The tenant's, with an open transaction.</param>
    /// <param name="events">Of one tenant, the oldest first.</param>
    Task ExpandAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);
}
