using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class OrderTimelineTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Guid Charge = new("01900000-0000-7000-8000-00000000c001");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_AnOrderThatWasChargedAndRefunded_TellsEverythingNewestFirst()
    {
        var (tenant, order) = await PlaceAsync();
        await TellStoryAsync(tenant, order);

        var happened = await OfAsync(tenant, order, 100);

        Assert.Equal(
            [
                "Notified Shipped Email Sent", "StatusChanged Confirmed Shipped 佐藤 出荷依頼", "RefundAsked Succeeded 200 経理", "StatusChanged Pending Confirmed  paid",
                "Attempted Charge Succeeded 2 ", "Attempted Charge Declined 1 insufficient_funds", "Charged PartlyRefunded 600 2 ", "Created Api",
            ],
            happened.Select(Line));
        Assert.Equal(happened.Select(one => one.At).OrderDescending(), happened.Select(one => one.At));
        Assert.Equal(["Notified Shipped Email Sent"], (await OfAsync(tenant, order, 1)).Select(Line));
    }

    [Fact]
    public async Task Of_AnotherOrderOrTenant_TellsNothingOfIt()
    {
        var (tenant, order) = await PlaceAsync();
        await TellStoryAsync(tenant, order);
        var (_, neighbour) = await PlaceAsync(tenant);

        Assert.Equal(["Created Api"], (await OfAsync(tenant, neighbour, 100)).Select(Line));
        Assert.Empty(await OfAsync(await database.AddTenantAsync(), order, 100));
    }

    [Theory]
    [InlineData(4, "insufficient_funds", "insufficient_funds")]
    [InlineData(7, null, "expired")]
    [InlineData(5, null, "unknown")]
    public async Task Details_WhenThePaymentFailed_NameTheReason(int status, string? code, string expected)
    {
        var (tenant, order) = await PlaceAsync();
        await TellStoryAsync(tenant, order);
        await ExecuteAsync(tenant, $"UPDATE orders SET payment_status = 4 WHERE id = $1; UPDATE charges SET status = {status}, failure_code = {(code is null ? "NULL" : $"'{code}'")} WHERE id = $2", order);

        var details = await DetailsAsync(tenant, order);
        Assert.Equal(expected, details.FailureCode);

        await ExecuteAsync(tenant, "UPDATE orders SET payment_status = 3 WHERE id = $1 AND $2 IS NOT NULL", order);
        Assert.Null((await DetailsAsync(tenant, order)).FailureCode);
    }

    private async Task TellStoryAsync(TenantId tenant, OrderId order) => await ExecuteAsync(
        tenant,
        """
        UPDATE orders SET created_at = '2026-01-05T01:00Z' WHERE id = $1;
        INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES (current_tenant(), $2, 0, 1, 'simulator', '\x', 1, 1, 600, '2026-01-05T02:00Z', 1, $2, '経理');
        INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, attempts_total, refunded, created_at)
            VALUES (current_tenant(), $2, $2, 'simulator', 1, 900, 10, 2, 200, '2026-01-05T02:00Z');
        INSERT INTO charge_allocations (tenant_id, charge_id, order_id, amount, refunded) VALUES (current_tenant(), $2, $1, 600, 200), (current_tenant(), $2, gen_random_uuid(), 300, 0);
        INSERT INTO charge_attempts (tenant_id, charge_id, started_at, id, kind, round, number, finished_at, outcome, code)
            VALUES (current_tenant(), $2, '2026-01-05T02:01Z', gen_random_uuid(), 1, 1, 1, '2026-01-05T02:01:01Z', 2, 'insufficient_funds'),
                   (current_tenant(), $2, '2026-01-05T02:02Z', gen_random_uuid(), 1, 2, 2, NULL, 1, NULL);
        INSERT INTO order_status_changes (tenant_id, order_id, id, from_status, to_status, changed_at, actor_kind, actor_id, actor_name, reason)
            VALUES (current_tenant(), $1, gen_random_uuid(), 1, 2, '2026-01-05T02:02Z', 0, $2, '', 'paid'),
                   (current_tenant(), $1, gen_random_uuid(), 2, 4, '2026-01-05T04:00Z', 1, $2, '佐藤', '出荷依頼');
        INSERT INTO refunds (tenant_id, id, charge_id, amount, status, created_at, actor_kind, actor_id, actor_name)
            VALUES (current_tenant(), $2, $2, 200, 3, '2026-01-05T03:00Z', 1, $2, '経理');
        INSERT INTO refund_allocations (tenant_id, refund_id, order_id, amount) VALUES (current_tenant(), $2, $1, 200);
        INSERT INTO notifications (tenant_id, id, created_at, event_id, topic, channel, status, order_id, content_encrypted, sent_at)
            VALUES (current_tenant(), $2, '2026-01-05T04:00Z', $2, 5, 1, 3, $1, '\x', '2026-01-05T04:00:02Z')
        """,
        order);

    private static string Line(OrderHappening happening) => happening switch
    {
        OrderHappening.Created one => $"Created {one.Source}",
        OrderHappening.StatusChanged one => $"StatusChanged {one.From} {one.To} {one.ActorName} {one.Reason}",
        OrderHappening.Charged one => $"Charged {one.Status} {one.Amount} {one.Attempts} {one.FailureCode}",
        OrderHappening.Attempted one => $"Attempted {one.Kind} {one.Outcome} {one.Number} {one.Code}",
        OrderHappening.RefundAsked one => $"RefundAsked {one.Status} {one.Amount} {one.ActorName}",
        OrderHappening.Notified one => $"Notified {one.Topic} {one.Channel} {one.Status}",
        _ => happening.ToString(),
    };

    private async Task<IReadOnlyList<OrderHappening>> OfAsync(TenantId tenant, OrderId order, int limit) =>
        await new OrderTimeline(database.Connections, Operation(tenant)).OfAsync(order, limit, Cancel);

    private async Task<OrderDetails> DetailsAsync(TenantId tenant, OrderId order)
    {
        await using var context = database.CreateContext(tenant);
        var queries = TestOrders.Queries(database, context, Operation(tenant));
        var number = await context.Orders.Where(one => one.Id == order).Select(one => one.OrderNumber).SingleAsync(Cancel);
        return (await queries.DetailsAsync(number, Cancel))!;
    }

    private static OperationContext Operation(TenantId tenant)
    {
        var operation = new OperationContext();
        operation.Begin(tenant, Actor.System);
        return operation;
    }

    private async Task<(TenantId Tenant, OrderId Order)> PlaceAsync(TenantId? of = null)
    {
        var tenant = of ?? await database.AddTenantAsync();
        var order = OrderMappingTests.Place(tenant, null);
        await using var context = database.CreateContext(tenant);
        context.Orders.Add(order);
        await context.SaveChangesAsync(Cancel);
        return (tenant, order.Id);
    }

    /// <param name="sql">$1 is the order, $2 the charge; values, not parameters, so that there may be several statements.</param>
    private async Task ExecuteAsync(TenantId tenant, string sql, OrderId order)
    {
        await using var connection = await database.Connections.OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(
            sql.Replace("$1", $"'{order.Value}'::uuid", StringComparison.Ordinal).Replace("$2", $"'{Charge}'::uuid", StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
