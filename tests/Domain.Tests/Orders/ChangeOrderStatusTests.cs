using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tests.Orders;

public sealed class ChangeOrderStatusTests
{
    private static readonly DateTimeOffset Changed = new(2026, 1, 5, 6, 22, 0, TimeSpan.Zero);
    private readonly Shelf _shelf = new();

    [Fact]
    public async Task Execute_OfASelection_TellsOfEachOrder()
    {
        var pending = _shelf.Add(OrderStatus.Pending);
        var shipped = _shelf.Add(OrderStatus.Shipped);
        var gone = OrderId.New();

        var outcomes = await AskAsync(OrderStatus.Confirmed, null, new(pending, 7), new(shipped, 7), new(gone, 7), new(pending, 7));

        Assert.Equal([null, OrderTransitions.Refused, ChangeOrderStatus.NotFound], outcomes.Select(outcome => outcome.Refusal?.Code));
        Assert.Equal([pending, shipped, gone], outcomes.Select(outcome => outcome.Id));
    }

    [Theory]
    [InlineData("佐藤", ChangeOrderStatus.ChangedByOther, new[] { "佐藤", "2026-01-05T06:22:00.0000000Z" })]
    [InlineData(null, ChangeOrderStatus.ChangedMeanwhile, new[] { "2026-01-05T06:22:00.0000000Z" })]
    public async Task Execute_WhenTheOrderIsNotAsItWasSeen_TellsWhoWasFaster(string? actor, string code, string[] arguments)
    {
        var order = _shelf.Add(OrderStatus.Pending, actor);

        var outcome = Assert.Single(await AskAsync(OrderStatus.Confirmed, null, new OrderToChange(order, 6)));

        Assert.Equal((code, string.Join('|', arguments)), (outcome.Refusal!.Code, string.Join('|', outcome.Refusal.Arguments)));
    }

    [Fact]
    public async Task Execute_WithoutHavingLooked_GoesByTheStateAlone() =>
        Assert.Null(Assert.Single(await AskAsync(OrderStatus.Confirmed, null, new OrderToChange(_shelf.Add(OrderStatus.Pending), null))).Refusal);

    [Theory]
    [InlineData("  お客様の希望 \r\n二度目\0 ", "お客様の希望 \n二度目")]
    [InlineData(" \t ", null)]
    [InlineData(null, null)]
    public async Task Execute_WithAReason_KeepsWhatIsText(string? typed, string? kept)
    {
        await AskAsync(OrderStatus.Cancelled, typed, new OrderToChange(_shelf.Add(OrderStatus.Pending), 7));

        Assert.Equal(kept, _shelf.Reason);
    }

    [Fact]
    public async Task Execute_BeyondABound_ChangesNothing()
    {
        var order = new OrderToChange(_shelf.Add(OrderStatus.Pending), 7);
        var change = new ChangeOrderStatus(_shelf);

        var many = await change.ExecuteAsync([.. Enumerable.Range(0, 1_001).Select(_ => new OrderToChange(OrderId.New(), null))], OrderStatus.Confirmed, null, TestContext.Current.CancellationToken);
        var wordy = await change.ExecuteAsync([order], OrderStatus.Confirmed, new string('あ', 501), TestContext.Current.CancellationToken);

        Assert.Equal((ChangeOrderStatus.TooMany, ChangeOrderStatus.ReasonTooLong), (many.Error!.Code, wordy.Error!.Code));
        Assert.Equal(0, _shelf.Asked);
        Assert.True((await change.ExecuteAsync([order], OrderStatus.Confirmed, new string('あ', 500), TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Empty((await change.ExecuteAsync([], OrderStatus.Confirmed, null, TestContext.Current.CancellationToken)).Value.Orders);
        Assert.Equal(1, _shelf.Asked);
    }

    private async Task<IReadOnlyList<OrderStatusOutcome>> AskAsync(OrderStatus to, string? reason, params OrderToChange[] orders) =>
        (await new ChangeOrderStatus(_shelf).ExecuteAsync(orders, to, reason, TestContext.Current.CancellationToken)).Value.Orders;

    /// <summary>Orders in memory, all of version 7.</summary>
    private sealed class Shelf : IOrderStatusStore
    {
        private readonly Dictionary<OrderId, OrderState> _orders = [];

        public int Asked { get; private set; }

        public string? Reason { get; private set; }

        public OrderId Add(OrderStatus status, string? lastActor = "山田")
        {
            var id = OrderId.New();
            _orders[id] = new OrderState(id, "EC-1", status, PaymentStatus.Unpaid, 7, Changed, lastActor);
            return id;
        }

        public Task<IReadOnlyList<OrderStatusOutcome>> ChangeAsync(
            IReadOnlyList<OrderToChange> orders, OrderStatus to, string? reason, Func<OrderToChange, OrderState, Error?> decide, CancellationToken cancellationToken)
        {
            Asked++;
            Reason = reason;
            return Task.FromResult<IReadOnlyList<OrderStatusOutcome>>(
            [
                .. orders.Select(order => _orders.TryGetValue(order.Id, out var state)
                    ? new OrderStatusOutcome(order.Id, state.OrderNumber, decide(order, state))
                    : new OrderStatusOutcome(order.Id, null, new Error(ChangeOrderStatus.NotFound))),
            ]);
        }
    }
}
