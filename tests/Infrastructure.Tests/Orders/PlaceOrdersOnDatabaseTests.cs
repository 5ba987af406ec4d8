using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Orders;

public sealed class PlaceOrdersOnDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_WritesOrderCustomerEventAndEntryTogether()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();

        var placed = await PlaceAsync(host, tenant, Draft("EC-1"));

        var order = await host.OperateAsync(tenant, services => services.GetRequiredService<IOrderQueries>().FindAsync("EC-1", Cancel));
        Assert.Equal((placed.Items[0].Id, OrderSource.Form, "田中商店", 13_200L), (order!.Id, order.Source, order.CustomerName, order.Totals.Total));
        Assert.NotNull(order.CustomerId);
        Assert.Equal(
            "order.placed/1/orders.created/1",
            await host.ScalarAsync(tenant, "SELECT format('%s/%s/%s/%s', (SELECT type FROM outbox_events), (SELECT count(*) FROM work_queue WHERE lane = 'event' AND tenant_id = current_tenant()), (SELECT action FROM audit_log), (SELECT count(*) FROM customers))"));
        Assert.Equal(order.Id.Value, await host.ScalarAsync(tenant, "SELECT order_id FROM outbox_events"));
    }

    [Fact]
    public async Task Execute_OfOneNumberByManyAtOnce_LetsOneWinAndTellsTheOthers()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();

        var placed = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => PlaceAsync(host, tenant, Draft("EC-1"), Draft($"OWN-{n}")), Cancel)));

        Assert.Equal(1, placed.Count(call => call.Items[0].Id is not null));
        Assert.All(placed.Where(call => call.Items[0].Id is null), call => Assert.Equal(ProblemCodes.DuplicateExisting, Assert.Single(call.Items[0].Problems).Code));
        Assert.All(placed, call => Assert.NotNull(call.Items[1].Id));
        Assert.Equal("9/9", await host.ScalarAsync(tenant, "SELECT format('%s/%s', (SELECT count(*) FROM orders), (SELECT count(*) FROM outbox_events))"));
    }

    [Fact]
    public async Task Execute_OfGeneratedNumbersByManyAtOnce_GivesEachOnce()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        var other = await database.AddTenantAsync();

        var placed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => PlaceAsync(host, tenant, Draft(""), Draft("")), Cancel)));
        var foreign = await PlaceAsync(host, other, Draft(""));

        var numbers = placed.SelectMany(call => call.Items).Select(item => item.OrderNumber!).ToList();
        Assert.Equal(40, numbers.Distinct(StringComparer.Ordinal).Count());
        Assert.All(numbers, number => Assert.Matches("^OP-[0-9]{8}-[0-9]{6}$", number));
        Assert.Equal(Enumerable.Range(1, 40), numbers.Select(number => int.Parse(number[^6..], System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.EndsWith("-000001", Assert.Single(foreign.Items).OrderNumber, StringComparison.Ordinal);
        Assert.Equal(40L, await host.ScalarAsync(tenant, "SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task Execute_AllOrNothing_LeavesNothingOfARefusedCall()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();
        await PlaceAsync(host, tenant, Draft("EC-1"));

        var placed = await PlaceAsync(host, tenant, ImportMode.AllOrNothing, Draft("EC-2"), Draft("EC-1"));

        Assert.Equal((0, 2), (placed.Created, placed.Rejected));
        Assert.Equal("1/1/1", await host.ScalarAsync(tenant, "SELECT format('%s/%s/%s', (SELECT count(*) FROM orders), (SELECT count(*) FROM outbox_events), (SELECT count(*) FROM audit_log))"));
    }

    [Fact]
    public async Task Execute_AllOrNothing_LeavesNothingWhereAnOrderCouldNotBeRead()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();

        var placed = await PlaceAsync(host, tenant, ImportMode.AllOrNothing, Draft("EC-1"), null, Draft(""));

        Assert.Equal((0, 3), (placed.Created, placed.Rejected));
        Assert.Equal("0/0/0", await host.ScalarAsync(tenant, "SELECT format('%s/%s/%s', (SELECT count(*) FROM orders), (SELECT count(*) FROM outbox_events), (SELECT count(*) FROM audit_log))"));
    }

    [Fact]
    public async Task Execute_OfTenThousand_PlacesThemInOneCall()
    {
        await using var host = new ImportHost(database);
        var tenant = await database.AddTenantAsync();

        var placed = await PlaceAsync(host, tenant, [.. Enumerable.Range(0, PlaceOrders.MaxOrders).Select(_ => Draft(""))]);

        Assert.Equal(PlaceOrders.MaxOrders, placed.Created);
        Assert.Equal(
            "10000/10000/1",
            await host.ScalarAsync(tenant, "SELECT format('%s/%s/%s', (SELECT count(*) FROM orders), (SELECT count(*) FROM outbox_events), (SELECT count(*) FROM audit_log))"));
    }

    private static Task<OrderPlacements> PlaceAsync(ImportHost host, TenantId tenant, params OrderDraft[] drafts) => PlaceAsync(host, tenant, ImportMode.Partial, drafts);

    private static Task<OrderPlacements> PlaceAsync(ImportHost host, TenantId tenant, ImportMode mode, params OrderDraft?[] drafts) => host.OperateAsync(
        tenant, async services => (await services.GetRequiredService<PlaceOrders>().ExecuteAsync(new PlaceOrdersRequest(drafts, OrderSource.Form, mode), Cancel)).Value);

    private static OrderDraft Draft(string number) => new()
    {
        OrderNumber = number,
        Customer = new OrderCustomer("C1", "田中商店", "taro@example.co.jp", "0312345678"),
        OrderedAt = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
        Lines = [new OrderLineDraft("A-100", "ペン", 10, 1_200, TaxRate.Standard, null)],
    };
}
