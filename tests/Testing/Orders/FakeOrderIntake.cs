using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Testing.Orders;

/// <summary>Orders that lie in memory, under their numbers as the database has them.</summary>
public sealed class FakeOrderIntake : IOrderIntake, IStoredOrders
{
    private readonly Dictionary<string, Order?> _stored = new(StringComparer.Ordinal);
    private int _last;

    public IReadOnlyCollection<Order> Orders => [.. _stored.Values.OfType<Order>()];

    public List<PortalEvent> Events { get; } = [];

    public List<AuditEntry> Entries { get; } = [];

    /// <summary>Calls for numbers: the day and how many.</summary>
    public List<(DateOnly Day, int Count)> Taken { get; } = [];

    /// <summary>Happens between the look and the first write.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Makes a number taken.</summary>
    public void Occupy(string number) => _stored[number] = null;

    public Task<int> TakeNumbersAsync(DateOnly day, int count, CancellationToken cancellationToken)
    {
        Taken.Add((day, count));
        _last += count;
        return Task.FromResult(_last - count + 1);
    }

    public Task<bool> WriteAsync(IReadOnlyList<Order> orders, IReadOnlyList<PortalEvent> events, AuditEntry entry, CancellationToken cancellationToken)
    {
        var meanwhile = Meanwhile;
        Meanwhile = null;
        meanwhile?.Invoke();
        if (orders.Any(order => _stored.ContainsKey(order.OrderNumber)) || orders.DistinctBy(order => order.OrderNumber).Count() < orders.Count)
        {
            return Task.FromResult(false);
        }

        foreach (var order in orders)
        {
            _stored[order.OrderNumber] = order;
        }

        Events.AddRange(events);
        Entries.Add(entry);
        return Task.FromResult(true);
    }

    public Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, StoredOrder>>(orderNumbers.Where(_stored.ContainsKey)
            .ToDictionary(number => number, number => new StoredOrder(OrderId.New(), number, OrderStatus.Pending, PaymentStatus.Unpaid, 1, null), StringComparer.Ordinal));
}
