using System.Diagnostics;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

public sealed class SettlementStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Run_OfAPlanThatWasShown_WritesEverythingTogether()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(
            tenant, new SeedOrder("A", 2_400_000, "K-1"), new SeedOrder("B", 60, "K-1"), new SeedOrder("C", 99), new SeedOrder("D", 5_000, Method: PaymentMethod.Invoice), new SeedOrder("E", 700, "K-2"));
        var request = SettlementRequest.Of(orders, SettlementGrouping.ByCustomer);
        var plan = (await _host.PlanAsync(tenant, request)).Value;

        var started = (await _host.RunAsync(tenant, request, plan.Digest)).Value;

        Assert.Equal((1, 3, 4, 2_400_760), (started.Number, started.Plan.Orders, started.Plan.Charges.Count, started.Plan.Amount));
        Assert.Equal(
            [("C", UnsettledCodes.BelowMinimum), ("D", UnsettledCodes.NoGateway)], started.Plan.Unsettled.Select(order => (order.OrderNumber, order.Code)));
        Assert.Equal(4L, await _host.ScalarAsync<long>(tenant, $"SELECT count(*) FROM work_queue q JOIN charges c ON c.id = q.id WHERE q.lane = 'charge:simulator' AND q.tenant_id = '{tenant}'"));
        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM charges c WHERE amount <> (SELECT sum(amount) FROM charge_allocations a WHERE a.charge_id = c.id)"));
        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM orders o WHERE payment_status = 2 AND total <> (SELECT sum(amount) FROM charge_allocations a WHERE a.order_id = o.id)"));
        Assert.Equal("A,B,E", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(order_number, ',' ORDER BY order_number) FROM orders WHERE payment_status = 2"));
        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM charge_allocations a JOIN orders o ON o.id = a.order_id WHERE NOT a.order_untouched OR a.order_seq <> o.modified_seq"));
        Assert.Equal(2_400_760L, await _host.ScalarAsync<long>(tenant, "SELECT (after ->> 'amount')::bigint FROM audit_log WHERE action = 'payments.settlement_started'"));
        Assert.Equal(
            (2, 5_099L, SettlementHost.Person.Name),
            await _host.OperateAsync<ISettlementQueries, (int, long, string)>(tenant, async queries =>
                (await queries.GetAsync(started.Id, Cancel))!.Settlement is var view ? (view.OrdersUnsettled, view.AmountUnsettled, view.ActorName) : default));
    }

    [Fact]
    public async Task Run_WhenAnOrderIsAnotherOneNow_IsOutdatedAndChangesNothing()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 500), new SeedOrder("B", 500));
        var request = SettlementRequest.Of(orders, SettlementGrouping.PerOrder);
        var token = (await _host.PlanAsync(tenant, request)).Value.Digest;
        await _host.ExecuteAsync(tenant, "UPDATE orders SET total = 501 WHERE order_number = 'B'");

        Assert.Equal(PaymentErrors.PlanOutdated, (await _host.RunAsync(tenant, request, token)).Error?.Code);

        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM settlements"));
        Assert.Equal(PaymentStatus.Unpaid, await _host.PaymentAsync(tenant, orders[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_ManyAtOnce_SettlesOnce(bool withToken)
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, [.. Enumerable.Range(0, 20).Select(i => new SeedOrder($"N-{i}", 1_000, $"K-{i % 3}"))]);
        var request = SettlementRequest.Of(orders, SettlementGrouping.ByCustomer);
        var token = withToken ? (await _host.PlanAsync(tenant, request)).Value.Digest : null;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.RunAsync(tenant, request, token)));

        Assert.Single(results, result => result.IsSuccess);
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal(withToken ? PaymentErrors.PlanOutdated : PaymentErrors.NothingToSettle, result.Error!.Code));
        Assert.Equal(20_000L, await _host.ScalarAsync<long>(tenant, "SELECT sum(amount)::bigint FROM charges"));
    }

    [Fact]
    public async Task Run_OfOverlappingSelectionsAtOnce_SettlesNoOrderTwice()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, [.. Enumerable.Range(0, 30).Select(i => new SeedOrder($"N-{i}", 1_000))]);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _host.RunAsync(tenant, SettlementRequest.Of([.. orders.Skip(i * 4).Take(10).Reverse()], SettlementGrouping.PerOrder))));

        Assert.Equal(30L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM charge_allocations"));
        Assert.Equal(30L, await _host.ScalarAsync<long>(tenant, "SELECT count(DISTINCT order_id) FROM charge_allocations"));
        Assert.True(await _host.ScalarAsync<bool>(tenant, "SELECT max(number) = count(*) FROM settlements"));
    }

    [Fact]
    public async Task Plan_OfOrdersInOtherStates_SaysWhyTheyAreLeftOut()
    {
        var tenant = await _host.AddTenantAsync(split: false);
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 500), new SeedOrder("B", 500), new SeedOrder("C", 1_000_001));
        await _host.ExecuteAsync(tenant, "UPDATE orders SET status = 6 WHERE order_number = 'A'; UPDATE orders SET payment_status = 4 WHERE order_number = 'B'");

        var plan = (await _host.PlanAsync(tenant, SettlementRequest.Of(orders, SettlementGrouping.PerOrder))).Value;

        Assert.Equal([UnsettledCodes.NotPending, UnsettledCodes.AlreadySettled, UnsettledCodes.SplitNotAllowed], plan.Unsettled.Select(order => order.Code));
        Assert.Equal(PaymentErrors.NothingToSettle, (await _host.RunAsync(tenant, SettlementRequest.Of(orders, SettlementGrouping.PerOrder), plan.Digest)).Error?.Code);
    }

    [Fact]
    public async Task Plan_OfAFilter_FindsItsOrders_AndOfTooManyIsRefused()
    {
        var tenant = await _host.AddTenantAsync();
        await _host.AddManyAsync(tenant, 10_001, ImportId.New());

        var some = await _host.PlanAsync(tenant, SettlementRequest.Of(new OrderFilter { CustomerCode = "C-7" }, SettlementGrouping.PerOrder));
        var all = await _host.PlanAsync(tenant, SettlementRequest.Of(new OrderFilter(), SettlementGrouping.PerOrder));

        Assert.Equal(20, some.Value.Orders);
        Assert.Equal(PaymentErrors.TooManyOrders, all.Error?.Code);
    }

    [Fact]
    public async Task Run_OfOrdersOfAnotherTenant_FindsNone()
    {
        var (tenant, other) = (await _host.AddTenantAsync(), await _host.AddTenantAsync());
        var import = ImportId.New();
        var orders = await _host.AddAsync(other, new SeedOrder("A", 500, Import: import));

        foreach (var request in new[] { SettlementRequest.Of(orders, SettlementGrouping.PerOrder), SettlementRequest.Of(import, SettlementGrouping.PerOrder) })
        {
            Assert.Empty((await _host.PlanAsync(tenant, request)).Value.Unsettled);
            Assert.Equal(PaymentErrors.NothingToSettle, (await _host.RunAsync(tenant, request)).Error?.Code);
        }
    }

    /// <summary>Generous: what would betray a statement for each order is a minute, not a second.</summary>
    [Fact]
    public async Task Run_OfTenThousandOrders_TakesAFewStatements()
    {
        var tenant = await _host.AddTenantAsync();
        var import = ImportId.New();
        await _host.AddManyAsync(tenant, 10_000, import);
        var watch = Stopwatch.StartNew();

        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(import, SettlementGrouping.PerOrder))).Value;

        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
        Assert.Equal(10_000, started.Plan.Charges.Count);
        Assert.Equal(10_000L, await _host.ScalarAsync<long>(tenant, $"SELECT count(*) FROM work_queue WHERE tenant_id = '{tenant}'"));
    }
}
