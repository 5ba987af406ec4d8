using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>Charges on their way through queue, gateway and book.</summary>
public sealed class ChargePumpTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Charges_WhenTheGatewayTakesThem_ArePaidAndTheirOrdersConfirmed()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);

        var settlement = await SettlementSeed.AddAsync(database, tenant, Enumerable.Range(1, 100).Select(n => 1_000L + n));
        await database.FinishedAsync(settlement);

        Assert.Equal("3: 100", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
        Assert.Equal(100, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 2 AND payment_status = 3"));
        Assert.Equal(
            100,
            await database.CountAsync($"SELECT count(*) FROM order_status_changes WHERE tenant_id = '{tenant}' AND from_status = 1 AND to_status = 2 AND actor_kind = 0 AND reason = 'paid'"));
        Assert.Equal(100, await database.CountAsync($"SELECT count(*) FROM charge_attempts WHERE tenant_id = '{tenant}' AND outcome = 1 AND kind = 1 AND number = 1 AND http_status = 200"));
        Assert.Equal(
            ["charge.succeeded: 100", "order.confirmed: 100", "settlement.finished: 1"],
            await database.ListAsync($"SELECT format('%s: %s', type, count(*)) FROM outbox_events WHERE tenant_id = '{tenant}' GROUP BY type ORDER BY type"));
        Assert.Equal(
            100, await database.CountAsync($"SELECT count(*) FROM charges WHERE tenant_id = '{tenant}' AND attempts = 1 AND outcome_known AND captured_at IS NOT NULL AND gateway_reference LIKE 'sim_%'"));
    }

    [Fact]
    public async Task Charges_WhenDeclined_LeaveTheirOrdersPendingWithTheReason()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);

        var settlement = await SettlementSeed.AddAsync(database, tenant, [4_004, 4_005, 4_006]);
        await database.FinishedAsync(settlement);

        Assert.Equal(
            ["1 3 4 insufficient_funds 1", "1 4 4 expired_card 1", "2 3"],
            (await database.ListAsync(
                $"""
                SELECT concat_ws(' ', o.status, CASE WHEN c.failure_code IS NULL THEN o.payment_status WHEN c.amount = 4004 THEN 3 ELSE 4 END,
                    CASE WHEN c.failure_code IS NOT NULL THEN o.payment_status END, c.failure_code, CASE WHEN c.failure_code IS NOT NULL THEN c.attempts END)
                FROM charges c JOIN charge_allocations a ON a.charge_id = c.id JOIN orders o ON o.id = a.order_id WHERE c.tenant_id = '{tenant}' ORDER BY c.amount
                """)));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Charges_WhenAnOrderIsInSeveral_PayItOnlyTogether()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);

        // Order 0 in two charges; the second of them settles order 1, too; order 2 has a part that is declined.
        var settlement = await SettlementSeed.AddAsync(database, tenant,
        [
            new SeedCharge(PaymentMethod.CreditCard, (0, 1_000_000)), new SeedCharge(PaymentMethod.CreditCard, (0, 500), (1, 700)),
            new SeedCharge(PaymentMethod.CreditCard, (2, 900_000)), new SeedCharge(PaymentMethod.CreditCard, (2, 4_004)),
        ]);
        await database.FinishedAsync(settlement);

        Assert.Equal(
            ["2 3", "2 3", "1 4"],
            await database.ListAsync($"SELECT concat_ws(' ', status, payment_status) FROM orders WHERE tenant_id = '{tenant}' ORDER BY array_position(ARRAY['{string.Join("','", settlement.Orders)}'], id::text)"));
        Assert.Equal(1_901_200, await database.CountAsync($"SELECT sum(amount) FROM payment_movements WHERE tenant_id = '{tenant}'"));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Charges_WhenTheGatewayFailsInEveryWay_AreChargedOnceEach()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(
            database, new SimulatorSettings { LatencyMs = 5, TimeoutRate = 0.1, ErrorRate = 0.1, ThrottleRate = 0.05, DeclineRate = 0.05 }, parallel: 32);

        var settlement = await SettlementSeed.AddAsync(database, tenant, Enumerable.Range(1, 300).Select(n => 5_000L + n));
        await database.FinishedAsync(settlement, 120);

        await database.AssertExactAsync(database, tenant);
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM charges WHERE tenant_id = '{tenant}' AND (status NOT IN (3, 4) OR NOT outcome_known)"));
        Assert.Equal(300, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND (status, payment_status) IN ((2, 3), (1, 4))"));

        // Otherwise this test has shown nothing.
        Assert.InRange(await database.CountAsync($"SELECT count(DISTINCT outcome) FROM charge_attempts WHERE tenant_id = '{tenant}'"), 5, 10);
    }

    [Fact]
    public async Task Charges_OfTwoTenants_GoTogetherAndStayApart()
    {
        var (one, other) = (await database.AddTenantAsync(), await database.AddTenantAsync());
        await using var host = await ChargingHost.StartAsync(database);

        var first = await SettlementSeed.AddAsync(database, one, Enumerable.Repeat(1_000L, 40));
        var second = await SettlementSeed.AddAsync(database, other, Enumerable.Repeat(2_000L, 40));
        await database.FinishedAsync(first);
        await database.FinishedAsync(second);

        await database.AssertExactAsync(database, one);
        await database.AssertExactAsync(database, other);
        Assert.Equal((40_000, 80_000), (await SumAsync(one.Value), await SumAsync(other.Value)));
    }

    [Fact]
    public async Task Charges_WithTwoInstances_StayWithinTheBoundOfBothTogether()
    {
        var tenant = await database.AddTenantAsync();
        await using var gateway = await ChargingHost.StartAsync(database, new SimulatorSettings { LatencyMs = 40 }, pumps: false);
        await using var one = await ChargingHost.StartAsync(database, parallel: 8, gateway: gateway.Address);
        await using var other = await ChargingHost.StartAsync(database, parallel: 8, gateway: gateway.Address);

        // The newcomer holds back until the older one knows of it: work goes on until both have had a hand in it.
        var (start, workers) = (TimeProvider.System.GetTimestamp(), 0L);
        while (workers < 2 && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            var settlement = await SettlementSeed.AddAsync(database, tenant, Enumerable.Repeat(1_000L, 600));
            await database.FinishedAsync(settlement);
            Assert.Equal("3: 600", await database.StatusesAsync(settlement));
            workers = await database.CountAsync($"SELECT count(DISTINCT worker) FROM charge_attempts WHERE tenant_id = '{tenant}'");
        }

        Assert.Equal(2, workers);
        Assert.InRange(gateway.MostOpen, 7, 8);
        await database.AssertExactAsync(database, tenant);
    }

    private Task<long> SumAsync(Guid tenant) => database.CountAsync($"SELECT sum(amount) FROM payment_movements WHERE tenant_id = '{tenant}'");
}
