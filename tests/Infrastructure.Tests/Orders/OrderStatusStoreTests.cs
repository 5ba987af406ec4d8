using System.Globalization;
using Npgsql;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderStatusStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Actor Sato = new(ActorKind.User, Guid.NewGuid(), "佐藤");
    private static readonly Actor Yamada = new(ActorKind.User, Guid.NewGuid(), "山田");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_OfAnOrder_KeepsHistoryAuditAndEventTogether()
    {
        var (tenant, order, seq) = await PlaceAsync();

        var outcome = Assert.Single(await AskAsync(tenant, Sato, OrderStatus.Cancelled, "お客様の希望", new OrderToChange(order, seq)));

        Assert.Null(outcome.Refusal);
        Assert.Equal("6 1 6 佐藤 お客様の希望", await ScalarAsync(
            tenant, "SELECT concat_ws(' ', o.status, c.from_status, c.to_status, c.actor_name, c.reason) FROM orders o JOIN order_status_changes c ON c.order_id = o.id WHERE o.id = $1", order));
        Assert.Equal("orders.status_changed|order|{\"status\": \"pending\"}|{\"status\": \"cancelled\"}|佐藤", await ScalarAsync(
            tenant, "SELECT concat_ws('|', action, entity_type, before, after, actor_name) FROM audit_log WHERE entity_id = $1", order));
        Assert.Equal("order.cancelled|{\"to\": \"cancelled\", \"from\": \"pending\", \"orderNumber\": \"" + outcome.OrderNumber + "\"}|event", await ScalarAsync(
            tenant, "SELECT concat_ws('|', e.type, e.data, w.lane) FROM outbox_events e JOIN work_queue w ON w.id = e.id WHERE e.order_id = $1", order));
    }

    [Fact]
    public async Task Change_OfAnOrder_TellsItsViewersOnceItIsCommitted()
    {
        var (tenant, order, seq) = await PlaceAsync();
        await using var listener = await database.Connections.OpenGlobalAsync(Cancel);
        var heard = new TaskCompletionSource<string>();
        listener.Notification += (_, message) =>
        {
            if (message.Payload.Contains(order.Value.ToString("N"), StringComparison.Ordinal))
            {
                heard.TrySetResult(message.Payload);
            }
        };
        await using (var listen = new NpgsqlCommand("LISTEN changes", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancel);
        }

        await AskAsync(tenant, Sato, OrderStatus.Confirmed, null, new OrderToChange(order, seq));
        while (!heard.Task.IsCompleted && await listener.WaitAsync(TimeSpan.FromSeconds(10), Cancel))
        {
        }

        Assert.Equal($"1 {tenant.Value:N} {order.Value:N}", await heard.Task.WaitAsync(TimeSpan.FromSeconds(1), Cancel));
    }

    [Fact]
    public async Task Change_OfWhatIsRefused_LeavesNoTrace()
    {
        var (tenant, order, seq) = await PlaceAsync();

        var outcome = Assert.Single(await AskAsync(tenant, Sato, OrderStatus.Shipped, null, new OrderToChange(order, seq)));

        Assert.Equal(OrderTransitions.Refused, outcome.Refusal?.Code);
        Assert.Equal("1|0|0|0|" + seq.ToString(CultureInfo.InvariantCulture), await ScalarAsync(
            tenant,
            "SELECT concat_ws('|', status, (SELECT count(*) FROM order_status_changes WHERE order_id = $1), (SELECT count(*) FROM audit_log WHERE entity_id = $1), (SELECT count(*) FROM outbox_events WHERE order_id = $1), modified_seq) FROM orders WHERE id = $1",
            order));
    }

    [Fact]
    public async Task Change_ByTwoOperatorsAtOnce_LetsOneWinAndTellsTheOther()
    {
        var (tenant, order, seq) = await PlaceAsync();

        // Both have looked and both wait for the row: neither can have begun after the other had finished.
        await using var blocker = await database.Connections.OpenAsync(tenant, Cancel);
        await using var transaction = await blocker.BeginTransactionAsync(Cancel);
        await ExecuteAsync(blocker, "SELECT FROM orders WHERE id = $1 FOR UPDATE", order);
        var confirming = AskAsync(tenant, Sato, OrderStatus.Confirmed, null, new OrderToChange(order, seq));
        var cancelling = AskAsync(tenant, Yamada, OrderStatus.Cancelled, null, new OrderToChange(order, seq));
        await WaitForWaitersAsync(2);
        await transaction.RollbackAsync(Cancel);
        var confirmed = Assert.Single(await confirming);
        var cancelled = Assert.Single(await cancelling);

        Assert.Single(new[] { confirmed, cancelled }, outcome => outcome.Refusal is null);
        var loser = confirmed.Refusal ?? cancelled.Refusal!;
        Assert.Equal((ChangeOrderStatus.ChangedByOther, confirmed.Refusal is null ? "佐藤" : "山田"), (loser.Code, loser.Arguments[0]));
        Assert.Equal(1L, await ScalarAsync(tenant, "SELECT count(*) FROM order_status_changes WHERE order_id = $1", order));
    }

    [Theory]
    [InlineData(true, ChangeOrderStatus.ChangedMeanwhile)]
    [InlineData(false, OrderTransitions.PaymentInProgress)]
    public async Task Change_WhileAJobHoldsTheOrder_DecidesOnWhatTheJobHasMade(bool looked, string code)
    {
        var (tenant, order, seq) = await PlaceAsync();
        await using var job = await database.Connections.OpenAsync(tenant, Cancel);
        await using var transaction = await job.BeginTransactionAsync(Cancel);
        await ExecuteAsync(job, "UPDATE orders SET payment_status = 2 WHERE id = $1", order);

        var cancelling = AskAsync(tenant, Sato, OrderStatus.Cancelled, null, new OrderToChange(order, looked ? seq : null));
        await WaitForWaitersAsync(1);
        Assert.False(cancelling.IsCompleted);
        await transaction.CommitAsync(Cancel);

        Assert.Equal(code, Assert.Single(await cancelling).Refusal?.Code);
        Assert.Equal((short)1, await ScalarAsync(tenant, "SELECT status FROM orders WHERE id = $1", order));
    }

    [Fact]
    public async Task Change_OfSelectionsThatShareOrders_GivesEachOrderToOne()
    {
        var tenant = await database.AddTenantAsync();
        var placed = new List<OrderToChange>();
        for (var i = 0; i < 60; i++)
        {
            var (_, order, seq) = await PlaceAsync(tenant);
            placed.Add(new OrderToChange(order, seq));
        }

        var outcomes = await Task.WhenAll(
            AskAsync(tenant, Sato, OrderStatus.Confirmed, null, [.. placed]),
            AskAsync(tenant, Yamada, OrderStatus.Cancelled, null, [.. placed.AsEnumerable().Reverse()]));

        var winners = outcomes.SelectMany(one => one).Where(outcome => outcome.Refusal is null).Select(outcome => outcome.Id).ToList();
        Assert.Equal(placed.Select(order => order.Id.Value).Order(), winners.Select(id => id.Value).Order());
        Assert.Equal(placed.Select(order => order.Id), outcomes[0].Select(outcome => outcome.Id));
        Assert.Equal(60L, await ScalarAsync(tenant, "SELECT count(*) FROM audit_log WHERE action = 'orders.status_changed' AND $1 IS NOT NULL", placed[0].Id));
    }

    [Fact]
    public async Task Change_OfAnotherTenantsOrder_DoesNotFindIt()
    {
        var (tenant, order, _) = await PlaceAsync();

        var outcome = Assert.Single(await AskAsync(await database.AddTenantAsync(), Sato, OrderStatus.Confirmed, null, new OrderToChange(order, null)));

        Assert.Equal((ChangeOrderStatus.NotFound, null), (outcome.Refusal!.Code, outcome.OrderNumber));
        Assert.Equal((short)1, await ScalarAsync(tenant, "SELECT status FROM orders WHERE id = $1", order));
    }

    private async Task<IReadOnlyList<OrderStatusOutcome>> AskAsync(TenantId tenant, Actor actor, OrderStatus to, string? reason, params OrderToChange[] orders)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, actor);
        var change = new ChangeOrderStatus(new OrderStatusStore(database.Connections, operation, TimeProvider.System));
        return (await change.ExecuteAsync(orders, to, reason, Cancel)).Value.Orders;
    }

    private async Task<(TenantId Tenant, OrderId Order, long Seq)> PlaceAsync(TenantId? of = null)
    {
        var tenant = of ?? await database.AddTenantAsync();
        var order = OrderMappingTests.Place(tenant, null);
        await using var context = database.CreateContext(tenant);
        context.Orders.Add(order);
        await context.SaveChangesAsync(Cancel);
        return (tenant, order.Id, (long)(await ScalarAsync(tenant, "SELECT modified_seq FROM orders WHERE id = $1", order.Id))!);
    }

    private async Task<object?> ScalarAsync(TenantId tenant, string sql, OrderId order)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = order.Value });
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, OrderId order)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = order.Value });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    /// <summary>Until so many sessions of this database wait for a lock.</summary>
    private async Task WaitForWaitersAsync(long count)
    {
        await using var connection = await database.Connections.OpenGlobalAsync(Cancel);
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
            if ((long)(await command.ExecuteScalarAsync(Cancel))! >= count)
            {
                return;
            }

            await Task.Delay(20, Cancel);
        }

        throw new TimeoutException($"Not {count} sessions wait.");
    }
}
