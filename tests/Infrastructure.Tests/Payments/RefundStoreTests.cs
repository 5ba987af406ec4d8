using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

public sealed class RefundStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Refund_OfACharge_GivesItsOrdersBackOneAfterTheOther()
    {
        var (tenant, orders, charges) = await PaidAsync(new SeedOrder("A", 600, "K-1"), new SeedOrder("B", 400, "K-1"));

        var refunds = (await _host.RefundAsync(tenant, charges[0], 700))!.Value.Value;

        Assert.Equal(700, refunds.Amount);
        Assert.Equal(
            $"{orders[0]}:600,{orders[1]}:100",
            await _host.ScalarAsync<string>(tenant, "SELECT string_agg(order_id || ':' || a.amount, ',' ORDER BY a.amount DESC) FROM refund_allocations a JOIN refunds r ON r.id = a.refund_id"));
        Assert.True(await _host.ScalarAsync<bool>(tenant, $"SELECT EXISTS (SELECT FROM work_queue WHERE lane = 'refund:simulator' AND id = '{refunds.Refunds[0]}')"));
        Assert.Equal(1L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM audit_log WHERE action = 'payments.refund_requested' AND actor_name = '経理 花子'"));
        var details = await DetailsAsync(tenant, charges[0]);
        Assert.Equal((300, "返品", RefundStatus.Planned), (details.Refundable, details.Refunds[0].Reason, details.Refunds[0].Status));
    }

    [Theory]
    [InlineData(0L, PaymentErrors.RefundTooLow, null)]
    [InlineData(-1L, PaymentErrors.RefundTooLow, null)]
    [InlineData(1_001L, PaymentErrors.RefundTooHigh, "1000")]
    public async Task Refund_OfAnAmountThatCannotBe_IsRefused(long amount, string code, string? argument)
    {
        var (tenant, _, charges) = await PaidAsync(new SeedOrder("A", 1_000));

        var error = (await _host.RefundAsync(tenant, charges[0], amount))!.Value.Error!;

        Assert.Equal((code, argument), (error.Code, error.Arguments.SingleOrDefault()));
    }

    [Fact]
    public async Task Refund_WhenNothingCameIn_IsRefused()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 500), new SeedOrder("B", 500));
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of([orders[0]], SettlementGrouping.PerOrder))).Value;
        var charge = (await _host.ChargesAsync(tenant, started.Id))[0].Id;

        Assert.Equal(PaymentErrors.NothingCaptured, (await _host.RefundAsync(tenant, charge))!.Value.Error?.Code);
        Assert.Equal(PaymentErrors.NothingCaptured, (await _host.RefundAsync(tenant, orders[0]))!.Value.Error?.Code);
        Assert.Equal(PaymentErrors.NothingCaptured, (await _host.RefundAsync(tenant, orders[1]))!.Value.Error?.Code);
        Assert.Null(await _host.RefundAsync(tenant, ChargeId.New()));
        Assert.Null(await _host.RefundAsync(tenant, OrderId.New()));
    }

    [Fact]
    public async Task Refund_OfAnOrderInParts_SpreadsOverItsCharges()
    {
        var (tenant, orders, charges) = await PaidAsync(new SeedOrder("A", 2_400_000));

        var refunds = (await _host.RefundAsync(tenant, orders[0], 1_000_000))!.Value.Value;

        Assert.Equal((2, 1_000_000), (refunds.Refunds.Count, refunds.Amount));
        Assert.Equal([0, 600_000, 800_000], (await Task.WhenAll(charges.Select(charge => DetailsAsync(tenant, charge)))).Select(charge => charge.Refundable));
        Assert.Equal(1_400_000, (await _host.RefundAsync(tenant, orders[0]))!.Value.Value.Amount);
        Assert.Equal(PaymentErrors.NothingCaptured, (await _host.RefundAsync(tenant, orders[0]))!.Value.Error?.Code);
    }

    [Fact]
    public async Task Refund_OfOneOrderOfASharedCharge_LeavesTheOther()
    {
        var (tenant, orders, charges) = await PaidAsync(new SeedOrder("A", 600, "K-1"), new SeedOrder("B", 400, "K-1"));

        Assert.Equal(400, (await _host.RefundAsync(tenant, orders[1]))!.Value.Value.Amount);

        Assert.Equal([600, 0], (await DetailsAsync(tenant, charges[0])).Allocations.Select(allocation => allocation.Refundable));
    }

    [Fact]
    public async Task Refund_ManyAtOnce_NeverGivesBackMoreThanCameIn()
    {
        var (tenant, orders, charges) = await PaidAsync(new SeedOrder("A", 600, "K-1"), new SeedOrder("B", 400, "K-1"));

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? _host.RefundAsync(tenant, charges[0], 300) : _host.RefundAsync(tenant, orders[0], 300)));

        Assert.InRange(results.Count(result => result!.Value.IsSuccess), 2, 3);
        Assert.Equal(0L, await _host.ScalarAsync<long>(
            tenant,
            """
            SELECT count(*) FROM charge_allocations a WHERE amount < (
                SELECT coalesce(sum(ra.amount), 0) FROM refunds r JOIN refund_allocations ra ON ra.refund_id = r.id WHERE r.charge_id = a.charge_id AND ra.order_id = a.order_id)
            """));
        Assert.Equal(0L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM refunds r WHERE amount <> (SELECT sum(amount) FROM refund_allocations a WHERE a.refund_id = r.id)"));
    }

    [Fact]
    public async Task Refund_AfterOneThatFailed_CanTakeAllAgain()
    {
        var (tenant, _, charges) = await PaidAsync(new SeedOrder("A", 1_000));
        await _host.RefundAsync(tenant, charges[0]);
        await _host.ExecuteAsync(tenant, "UPDATE refunds SET status = 4");

        Assert.Equal(1_000, (await _host.RefundAsync(tenant, charges[0]))!.Value.Value.Amount);
    }

    [Fact]
    public async Task Refund_ByAnotherTenant_FindsNothing()
    {
        var (_, orders, charges) = await PaidAsync(new SeedOrder("A", 1_000));
        var other = await _host.AddTenantAsync();

        Assert.Null(await _host.RefundAsync(other, charges[0]));
        Assert.Null(await _host.RefundAsync(other, orders[0]));
    }

    private async Task<(TenantId Tenant, IReadOnlyList<OrderId> Orders, IReadOnlyList<ChargeId> Charges)> PaidAsync(params SeedOrder[] seeds)
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, seeds);
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(orders, SettlementGrouping.ByCustomer))).Value;
        var charges = (await _host.ChargesAsync(tenant, started.Id)).Select(charge => charge.Id).ToList();
        foreach (var charge in charges)
        {
            await _host.CaptureAsync(tenant, charge);
        }

        return (tenant, orders, charges);
    }

    private async Task<ChargeDetails> DetailsAsync(TenantId tenant, ChargeId charge) =>
        (await _host.OperateAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(charge, Cancel)))!;
}
