using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>What programs that follow payments read: what changed, both sequences, and changes of the charge that was seen.</summary>
public sealed class PaymentChangesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Settlements_ThatChanged_ComeOncePageByPageAndAgainWhenTheyChangeAgain()
    {
        var (tenant, settlements, _) = await SettledAsync(5);
        var before = Before();

        var first = await ChangedSettlementsAsync(tenant, new SettlementFilter(), before, null, 3);
        await _host.ExecuteAsync(tenant, "UPDATE settlements SET finished_at = now() WHERE number = 1");
        var second = await ChangedSettlementsAsync(tenant, new SettlementFilter(), before, first.Next, 3);
        var end = await ChangedSettlementsAsync(tenant, new SettlementFilter(), before, second.Resume, 3);

        Assert.Equal([1L, 2, 3], first.Items.Select(item => item.Settlement.Number));
        Assert.Equal([4L, 5, 1], second.Items.Select(item => item.Settlement.Number));
        Assert.Equal((null, 0, null), (second.Next, end.Items.Count, end.Next));
        Assert.Equal([1L], (await ChangedSettlementsAsync(tenant, new SettlementFilter { IsRunning = false }, before, null, 3)).Items.Select(item => item.Settlement.Number));
        Assert.Equal(settlements[0], second.Items[2].Settlement.Id);
        Assert.True(second.Items[2].Settlement.ModifiedAt > second.Items[0].Settlement.ModifiedAt);
        Assert.Empty((await ChangedSettlementsAsync(tenant, new SettlementFilter(), TimeProvider.System.GetUtcNow().AddMinutes(1), null, 3)).Items);
        Assert.Empty((await ChangedSettlementsAsync(await _host.AddTenantAsync(), new SettlementFilter(), before, null, 3)).Items);
    }

    [Fact]
    public async Task Settlements_OldestFirst_AreTheOtherWayRound()
    {
        var (tenant, _, _) = await SettledAsync(5);

        Assert.Equal([5L, 4, 3, 2, 1], await NumbersAsync(new SettlementFilter()));
        Assert.Equal([1L, 2, 3, 4, 5], await NumbersAsync(new SettlementFilter { OldestFirst = true }));

        async Task<List<long>> NumbersAsync(SettlementFilter filter)
        {
            var numbers = new List<long>();
            string? cursor = null;
            do
            {
                var page = await _host.OperateAsync<ISettlementQueries, Page<SettlementListItem>>(tenant, queries => queries.ListAsync(filter, 2, cursor, Cancel));
                numbers.AddRange(page.Items.Select(item => item.Settlement.Number));
                cursor = page.Next;
            }
            while (cursor is not null);
            return numbers;
        }
    }

    [Fact]
    public async Task Charges_ThatChanged_ComeOncePageByPageAndAgainWhenTheyAreRefunded()
    {
        var (tenant, settlements, charges) = await SettledAsync(4);
        await _host.CaptureAsync(tenant, charges[0]);
        var before = Before();

        var first = await ChangedChargesAsync(tenant, new ChargeFilter(), before, null, 3);
        await _host.RefundAsync(tenant, charges[0], 10);
        var second = await ChangedChargesAsync(tenant, new ChargeFilter(), before, first.Next, 3);

        Assert.Equal([charges[1], charges[2], charges[3]], first.Items.Select(item => item.Id));
        Assert.Equal([charges[0]], second.Items.Select(item => item.Id));
        Assert.Null(second.Next);
        Assert.Equal([charges[0]], (await ChangedChargesAsync(tenant, new ChargeFilter { Statuses = [ChargeStatus.Succeeded] }, before, null, 3)).Items.Select(item => item.Id));
        Assert.Equal([charges[2]], (await ChangedChargesAsync(tenant, new ChargeFilter { Settlement = settlements[2], CustomerCode = "K-2" }, before, null, 3)).Items.Select(item => item.Id));
        Assert.Empty((await ChangedChargesAsync(tenant, new ChargeFilter { Import = ImportId.New() }, before, null, 3)).Items);
        Assert.Empty((await ChangedChargesAsync(await _host.AddTenantAsync(), new ChargeFilter(), before, null, 3)).Items);
    }

    [Fact]
    public async Task Charges_OldestFirst_AreTheOtherWayRound()
    {
        var (tenant, _, charges) = await SettledAsync(5);

        Assert.Equal(Enumerable.Reverse(charges), await IdsAsync(new ChargeFilter()));
        Assert.Equal(charges, await IdsAsync(new ChargeFilter { OldestFirst = true }));

        async Task<List<ChargeId>> IdsAsync(ChargeFilter filter)
        {
            var ids = new List<ChargeId>();
            string? cursor = null;
            do
            {
                var page = await _host.OperateAsync<IChargeQueries, Page<ChargeListItem>>(tenant, queries => queries.ListAsync(filter, 2, cursor, Cancel));
                ids.AddRange(page.Items.Select(item => item.Id));
                cursor = page.Next;
            }
            while (cursor is not null);
            return ids;
        }
    }

    [Fact]
    public async Task Refund_OfTheChargeThatWasSeen_ManyAtOnce_GoesThroughOnce()
    {
        var (tenant, _, charges) = await SettledAsync(1);
        await _host.CaptureAsync(tenant, charges[0]);
        var seen = (await _host.OperateAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(charges[0], Cancel)))!;

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _host.OperateAsync<RefundPayments, Result<RequestedRefunds>?>(
            tenant, refunds => refunds.ExecuteAsync(charges[0], null, 10, null, seen.Version, Cancel))));

        Assert.Single(results, result => result!.Value.IsSuccess);
        Assert.All(results.Where(result => !result!.Value.IsSuccess), result => Assert.Equal(PaymentErrors.ChangedMeanwhile, result!.Value.Error!.Code));
        Assert.Equal(1L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM refunds"));
    }

    [Fact]
    public async Task RetryAndCancel_OfAChargeThatIsAnotherByNow_ChangeNothing()
    {
        var (tenant, _, charges) = await SettledAsync(2);
        await _host.FailAsync(tenant, charges[0]);
        var old = (await _host.OperateAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(charges[0], Cancel)))!.Version;
        await _host.ExecuteAsync(tenant, $"UPDATE charges SET failure_code = 'expired_card' WHERE id = '{charges[0]}'");

        var retried = await _host.RetryAsync(tenant, ChargeSelection.Of(charges[0], old));
        var cancelled = await _host.CancelAsync(tenant, ChargeSelection.Of(charges[0], old));

        Assert.Equal([(0, PaymentErrors.ChangedMeanwhile), (0, PaymentErrors.ChangedMeanwhile)], new[] { retried, cancelled }.Select(outcome => (outcome.Changed, outcome.Refused.Single().Code)));
        var now = (await _host.OperateAsync<IChargeQueries, ChargeDetails?>(tenant, queries => queries.GetAsync(charges[0], Cancel)))!.Version;
        Assert.Equal(1, (await _host.RetryAsync(tenant, ChargeSelection.Of(charges[0], now))).Changed);
    }

    /// <summary>So many settlements of one order each, the oldest first.</summary>
    private async Task<(TenantId Tenant, List<SettlementId> Settlements, List<ChargeId> Charges)> SettledAsync(int count)
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, [.. Enumerable.Range(0, count).Select(i => new SeedOrder($"N-{i}", 1_000, $"K-{i}"))]);
        var settlements = new List<SettlementId>();
        var charges = new List<ChargeId>();
        foreach (var order in orders)
        {
            var started = (await _host.RunAsync(tenant, SettlementRequest.Of([order], SettlementGrouping.PerOrder))).Value;
            settlements.Add(started.Id);
            charges.AddRange((await _host.ChargesAsync(tenant, started.Id)).Select(charge => charge.Id));
        }

        return (tenant, settlements, charges);
    }

    /// <summary>Before everything that the test has made.</summary>
    private static DateTimeOffset Before() => TimeProvider.System.GetUtcNow().AddMinutes(-5);

    private Task<ModifiedPage<SettlementListItem>> ChangedSettlementsAsync(TenantId tenant, SettlementFilter filter, DateTimeOffset since, string? cursor, int limit) =>
        _host.OperateAsync<ISettlementQueries, ModifiedPage<SettlementListItem>>(tenant, queries => queries.ListModifiedAsync(filter, new ModifiedQuery(since, cursor, limit), Cancel));

    private Task<ModifiedPage<ChargeListItem>> ChangedChargesAsync(TenantId tenant, ChargeFilter filter, DateTimeOffset since, string? cursor, int limit) =>
        _host.OperateAsync<IChargeQueries, ModifiedPage<ChargeListItem>>(tenant, queries => queries.ListModifiedAsync(filter, new ModifiedQuery(since, cursor, limit), Cancel));
}
