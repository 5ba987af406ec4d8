using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Tests;

/// <summary>Remembers who listens and lets a test tell.</summary>
internal sealed class FakeChangeFeed : IChangeFeed
{
    private readonly List<(TenantId Tenant, ChangeKind Kind, Guid? Id, Action OnChange)> _listeners = [];

    public int Listeners => _listeners.Count;

    /// <param name="id">Null: those who listen for anything of the kind and those who listen for one are told.</param>
    /// <param name="tenant">Null: whoever listens is told.</param>
    public void Tell(ChangeKind kind, Guid? id = null, TenantId? tenant = null) => _listeners
        .Where(one => one.Kind == kind && (tenant is null || one.Tenant == tenant) && (id is null || one.Id is null || one.Id == id)).ToList().ForEach(one => one.OnChange());

    public IDisposable Subscribe(TenantId tenant, ChangeKind kind, Guid? id, Action onChange)
    {
        var listener = (tenant, kind, id, onChange);
        _listeners.Add(listener);
        return new Ending(() => _listeners.Remove(listener));
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
