using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>Renders pages of orders over lists instead of a database.</summary>
public abstract class OrderPagesTests : PageTests
{
    protected OrderPagesTests()
    {
        Services.AddScoped<OrderSearch>();
        Services.AddScoped<OrderMessages>();
        Services.AddScoped<ChangeOrderStatus>();
        Services.AddSingleton<IOrderStatusStore>(Store);
        Services.AddSingleton<IOrderTimeline>(Timeline);
        Services.AddSingleton<IChangeFeed>(Changes);
    }

    internal FakeStatusStore Store { get; } = new();

    internal FakeTimeline Timeline { get; } = new();

    internal FakeChangeFeed Changes { get; } = new();

    internal static OrderListItem Item(string number, OrderStatus status, PaymentStatus payment = PaymentStatus.Unpaid) =>
        new(OrderId.New(), number, status, payment, Snapshots.CreatedAt, "C1", "田中商店", 1200, OrderSource.Form, null, null) { Seq = 7 };
}

/// <summary>Remembers what was asked and decides as told.</summary>
internal sealed class FakeStatusStore : IOrderStatusStore
{
    public List<(IReadOnlyList<OrderToChange> Orders, OrderStatus To, string? Reason)> Asked { get; } = [];

    public Func<OrderId, Error?> Refuse { get; set; } = _ => null;

    /// <summary>What else happens when an order is changed.</summary>
    public Action OnChange { get; set; } = () => { };

    public Dictionary<OrderId, string> Numbers { get; } = [];

    public Task<IReadOnlyList<OrderStatusOutcome>> ChangeAsync(
        IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, Func<OrderToChange, OrderState, Error?> decide, CancellationToken cancellationToken)
    {
        Asked.Add((orders, to, reason));
        OnChange();
        return Task.FromResult<IReadOnlyList<OrderStatusOutcome>>([.. orders.Select(order => new OrderStatusOutcome(order.Id, Numbers.GetValueOrDefault(order.Id, "EC-1"), Refuse(order.Id)))]);
    }
}

internal sealed class FakeTimeline : IOrderTimeline
{
    public List<OrderHappening> Happened { get; } = [];

    public Task<IReadOnlyList<OrderHappening>> OfAsync(OrderId order, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderHappening>>([.. Happened]);
}
