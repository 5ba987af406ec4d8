using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Shared.Signals;

/// <summary>Tells of changes by <see cref="PortalSignals"/> and wakes this instance's viewers. Singleton.</summary>
public sealed class Changes : IChangeFeed, IDisposable
{
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
    private readonly IDisposable _listening;

    public Changes(PortalSignals signals) => _listening = signals.Subscribe(PortalSignals.Changes, Hear, WakeAll);

    /// <summary>Tells when the connection's transaction commits. A few in a transaction at most: every instance hears every one.</summary>
    public static async Task TellAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            await PortalSignals.PublishAsync(connection, PortalSignals.Changes, Write(change), cancellationToken);
        }
    }

    public IDisposable Subscribe(TenantId tenant, ChangeKind kind, Guid? id, Action onChange) => new Subscription(_subscriptions, tenant, kind, id, onChange);

    public void Dispose() => _listening.Dispose();

    private static string Write(Change change) => string.Create(CultureInfo.InvariantCulture, $"{(int)change.Kind} {change.Tenant.Value:N} {change.Id:N}");

    private void Hear(string payload)
    {
        // Only an older or newer instance can have sent what cannot be read; its viewers look again at the next change.
        if (payload.Split(' ') is not [var kind, var tenant, var id] || !int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Guid.TryParseExact(tenant, "N", out var tenantId) || !Guid.TryParseExact(id, "N", out var thing))
        {
            return;
        }

        foreach (var (subscription, _) in _subscriptions)
        {
            if (subscription.Kind == (ChangeKind)number && (tenantId == Guid.Empty || subscription.Tenant.Value == tenantId) && (subscription.Id is null || subscription.Id == thing))
            {
                subscription.Tell();
            }
        }
    }

    private void WakeAll()
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            subscription.Tell();
        }
    }

    private sealed class Subscription : IDisposable
    {
        private readonly ConcurrentDictionary<Subscription, byte> _home;
        private readonly Action _onChange;

        /// <summary>Of the subscriber, whose language it holds: what a page draws on being told must not be in the listener's.</summary>
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public Subscription(ConcurrentDictionary<Subscription, byte> home, TenantId tenant, ChangeKind kind, Guid? id, Action onChange)
        {
            (_home, Tenant, Kind, Id, _onChange) = (home, tenant, kind, id, onChange);
            home.TryAdd(this, 0);
        }

        public TenantId Tenant { get; }

        public ChangeKind Kind { get; }

        public Guid? Id { get; }

        public void Tell()
        {
            if (_context is null)
            {
                _onChange();
            }
            else
            {
                ExecutionContext.Run(_context, static self => ((Subscription)self!)._onChange(), this);
            }
        }

        public void Dispose() => _home.TryRemove(this, out _);
    }
}
