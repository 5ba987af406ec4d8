using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

public sealed class ChargeFailuresTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Failures_AreCountedByStatusAndReason_AndLeadToTheirCharges()
    {
        var tenant = await _host.AddTenantAsync();
        var (settlement, charges) = await SettleAsync(tenant, 6);
        await _host.FailAsync(tenant, charges[0]);
        await _host.FailAsync(tenant, charges[1]);
        await _host.FailAsync(tenant, charges[2], ChargeStatus.Failed);
        await _host.FailAsync(tenant, charges[3], ChargeStatus.Expired);
        await _host.ExecuteAsync(tenant, $"UPDATE charges SET failure_code = NULL WHERE id = '{charges[3]}'");
        await _host.CaptureAsync(tenant, charges[4]);

        Assert.Equal(
            [
                new ChargeFailure(ChargeStatus.Declined, "insufficient_funds", 2, 2_000),
                new ChargeFailure(ChargeStatus.Failed, "insufficient_funds", 1, 1_000),
                new ChargeFailure(ChargeStatus.Expired, "", 1, 1_000),
            ],
            await FailuresAsync(tenant, settlement));
        Assert.Equal(charges.Take(2).Order(ById), (await ChargesAsync(tenant, settlement, ChargeStatus.Declined, "insufficient_funds")).Order(ById));
        Assert.Equal([charges[3]], await ChargesAsync(tenant, settlement, ChargeStatus.Expired, ""));
        Assert.Empty(await ChargesAsync(tenant, settlement, ChargeStatus.Declined, "expired_card"));
    }

    [Fact]
    public async Task Failures_OfAnotherTenantOrSettlement_AreNotThere()
    {
        var tenant = await _host.AddTenantAsync();
        var other = await _host.AddTenantAsync();
        var (settlement, charges) = await SettleAsync(tenant, 1);
        var (another, _) = await SettleAsync(tenant, 1);
        await _host.FailAsync(tenant, charges[0]);

        Assert.Single(await FailuresAsync(tenant, settlement));
        Assert.Empty(await FailuresAsync(tenant, another));
        Assert.Empty(await FailuresAsync(other, settlement));
        Assert.Empty(await ChargesAsync(other, settlement, ChargeStatus.Declined, "insufficient_funds"));
    }

    private static Comparer<ChargeId> ById { get; } = Comparer<ChargeId>.Create(static (one, two) => one.Value.CompareTo(two.Value));

    private async Task<(SettlementId Settlement, IReadOnlyList<ChargeId> Charges)> SettleAsync(TenantId tenant, int orders)
    {
        var prefix = Guid.NewGuid().ToString("N")[..8];
        var ids = await _host.AddAsync(tenant, [.. Enumerable.Range(0, orders).Select(index => new SeedOrder($"{prefix}-{index}", 1_000))]);
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(ids, SettlementGrouping.PerOrder))).Value;
        return (started.Id, [.. (await _host.ChargesAsync(tenant, started.Id)).Select(charge => charge.Id)]);
    }

    private Task<IReadOnlyList<ChargeFailure>> FailuresAsync(TenantId tenant, SettlementId settlement) =>
        _host.OperateAsync<IChargeFailures, IReadOnlyList<ChargeFailure>>(tenant, failures => failures.OfAsync(settlement, Cancel));

    private Task<IReadOnlyList<ChargeId>> ChargesAsync(TenantId tenant, SettlementId settlement, ChargeStatus status, string code) =>
        _host.OperateAsync<IChargeFailures, IReadOnlyList<ChargeId>>(tenant, failures => failures.ChargesAsync(settlement, status, code, Cancel));
}
