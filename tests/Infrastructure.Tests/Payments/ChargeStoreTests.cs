using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

public sealed class ChargeStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(ChargeStatus.Declined, true, 2)]
    [InlineData(ChargeStatus.Expired, true, 2)]
    [InlineData(ChargeStatus.Failed, true, 2)]
    [InlineData(ChargeStatus.Failed, false, 1)]
    public async Task Retry_OfAFailedCharge_BeginsANewRoundOnlyWhereTheOutcomeIsKnown(ChargeStatus status, bool known, int round)
    {
        var (tenant, order, charge) = await OneAsync();
        await _host.FailAsync(tenant, charge, status, known);
        await _host.ExecuteAsync(tenant, "UPDATE settlements SET finished_at = now()");

        var outcome = await _host.RetryAsync(tenant, ChargeSelection.Of(charge));

        Assert.Equal((1, 0), (outcome.Changed, outcome.Refused.Count));
        Assert.Equal(
            $"1 {round} 0 2 - {(known ? "-" : "ch_1")} {known}",
            await _host.ScalarAsync<string>(tenant, "SELECT concat_ws(' ', status, round, attempts, attempts_total, coalesce(failure_code, '-'), coalesce(gateway_reference, '-'), CASE WHEN sent_at IS NULL THEN 'True' ELSE 'False' END) FROM charges"));
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, order));
        Assert.True(await InQueueAsync(tenant, charge));
        Assert.Equal(1L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM settlements WHERE finished_at IS NULL"));
        Assert.Equal(1L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM audit_log WHERE action = 'payments.charges_retried'"));
    }

    [Fact]
    public async Task Retry_ManyAtOnce_BeginsOneRound()
    {
        var (tenant, _, charge) = await OneAsync();
        await _host.FailAsync(tenant, charge);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.RetryAsync(tenant, ChargeSelection.Of(charge))));

        Assert.Equal(1, outcomes.Sum(outcome => outcome.Changed));
        Assert.Equal(Enumerable.Repeat(PaymentErrors.NotRetryable, 7), outcomes.SelectMany(outcome => outcome.Refused).Select(refused => refused.Code));
        Assert.Equal(2, await _host.ScalarAsync<int>(tenant, "SELECT round FROM charges"));
    }

    [Theory]
    [InlineData("UPDATE orders SET status = 6", PaymentErrors.OrderNotPending)]
    [InlineData("UPDATE orders SET total = total + 1", PaymentErrors.OrderChanged)]
    [InlineData("UPDATE charges SET gateway = 'gone'", PaymentErrors.NoGateway)]
    [InlineData("UPDATE charges SET status = 3", PaymentErrors.NotRetryable)]
    public async Task Retry_WhereItMakesNoSense_IsRefusedAndChangesNothing(string change, string code)
    {
        var (tenant, _, charge) = await OneAsync();
        await _host.FailAsync(tenant, charge);
        await _host.ExecuteAsync(tenant, change);

        var outcome = await _host.RetryAsync(tenant, ChargeSelection.Of(charge));

        Assert.Equal([new RefusedCharge(charge, code)], outcome.Refused);
        Assert.Equal(1, await _host.ScalarAsync<int>(tenant, "SELECT round FROM charges"));
        Assert.False(await InQueueAsync(tenant, charge));
    }

    [Fact]
    public async Task Retry_OfASettlement_TakesWhatFailed_AndAnOrderWithOneFailedPartStaysFailed()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 2_000_000), new SeedOrder("B", 500), new SeedOrder("C", 500));
        var (settlement, charges) = await SettleAsync(tenant, orders);
        await _host.FailAsync(tenant, charges[0].Id);
        await _host.FailAsync(tenant, charges[1].Id);
        await _host.FailAsync(tenant, charges[2].Id);
        await _host.CaptureAsync(tenant, charges[3].Id);

        Assert.Equal(1, (await _host.RetryAsync(tenant, ChargeSelection.Of(charges[0].Id))).Changed);
        Assert.Equal(PaymentStatus.Failed, await _host.PaymentAsync(tenant, orders[0]));
        Assert.Equal(2, (await _host.RetryAsync(tenant, ChargeSelection.AllOf(settlement))).Changed);
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, orders[0]));
        Assert.Equal(PaymentStatus.Paid, await _host.PaymentAsync(tenant, orders[2]));
    }

    [Fact]
    public async Task Cancel_OfAWaitingCharge_MakesItsOrdersSettleableAgain()
    {
        var (tenant, order, charge) = await OneAsync();

        Assert.Equal(1, (await _host.CancelAsync(tenant, ChargeSelection.Of(charge))).Changed);

        Assert.False(await InQueueAsync(tenant, charge));
        Assert.Equal(PaymentStatus.Unpaid, await _host.PaymentAsync(tenant, order));
        Assert.Equal("charge.cancelled,settlement.finished", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(type, ',' ORDER BY type) FROM outbox_events"));
        Assert.Equal(1L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM charge_allocations a JOIN orders o ON o.id = a.order_id WHERE a.order_untouched AND a.order_seq = o.modified_seq"));
        var again = (await _host.RunAsync(tenant, SettlementRequest.Of([order], SettlementGrouping.PerOrder))).Value;
        Assert.Equal(2, again.Number);
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, order));
    }

    [Fact]
    public async Task Cancel_OfAChargeThatAWorkerHasTaken_AsksTheWorker()
    {
        var (tenant, order, charge) = await OneAsync();
        await _host.ExecuteAsync(tenant, $"UPDATE work_queue SET worker = gen_random_uuid(), due_at = now() + interval '12 seconds' WHERE id = '{charge}'");

        Assert.Equal(1, (await _host.CancelAsync(tenant, ChargeSelection.Of(charge))).Changed);

        Assert.True(await _host.ScalarAsync<bool>(tenant, "SELECT cancel_requested AND status = 1 FROM charges"));
        Assert.True(await InQueueAsync(tenant, charge));
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, order));
    }

    [Fact]
    public async Task Cancel_OfASlipThatACustomerHolds_AsksTheGateway()
    {
        var (tenant, order, charge) = await OneAsync();
        await _host.ExecuteAsync(tenant, $"DELETE FROM work_queue WHERE id = '{charge}'; UPDATE charges SET status = 6");

        Assert.Equal(1, (await _host.CancelAsync(tenant, ChargeSelection.Of(charge))).Changed);

        Assert.True(await _host.ScalarAsync<bool>(tenant, "SELECT cancel_requested AND status = 6 FROM charges"));
        Assert.True(await InQueueAsync(tenant, charge));
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, order));
    }

    [Theory]
    [InlineData("status = 2, outcome_known = false", PaymentErrors.ChargeInProgress)]
    [InlineData("status = 3", PaymentErrors.AlreadyCaptured)]
    [InlineData("status = 5, outcome_known = false", PaymentErrors.OutcomeUnknown)]
    [InlineData("status = 8", PaymentErrors.AlreadyCancelled)]
    public async Task Cancel_WhereMoneyMayHaveComeIn_IsRefused(string change, string code)
    {
        var (tenant, _, charge) = await OneAsync();
        await _host.ExecuteAsync(tenant, $"UPDATE charges SET {change}");

        Assert.Equal([new RefusedCharge(charge, code)], (await _host.CancelAsync(tenant, ChargeSelection.Of(charge))).Refused);
        Assert.True(await InQueueAsync(tenant, charge));
    }

    [Fact]
    public async Task Cancel_OfAPartOfAnOrder_TakesTheOtherPartsAlong()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 3_000_000), new SeedOrder("B", 500));
        var (_, charges) = await SettleAsync(tenant, orders);
        await _host.FailAsync(tenant, charges[1].Id);

        Assert.Equal(3, (await _host.CancelAsync(tenant, ChargeSelection.Of(charges[0].Id))).Changed);
        Assert.Equal(PaymentStatus.Unpaid, await _host.PaymentAsync(tenant, orders[0]));
        Assert.Equal(PaymentStatus.Processing, await _host.PaymentAsync(tenant, orders[1]));
    }

    [Fact]
    public async Task Cancel_OfAPartThatIsPaid_LeavesTheOtherPartsAsTheyAre()
    {
        var tenant = await _host.AddTenantAsync();
        var (_, charges) = await SettleAsync(tenant, await _host.AddAsync(tenant, new SeedOrder("A", 2_000_000)));
        await _host.CaptureAsync(tenant, charges[0].Id);

        var outcome = await _host.CancelAsync(tenant, ChargeSelection.Of(charges[0].Id));

        Assert.Equal((0, PaymentErrors.AlreadyCaptured), (outcome.Changed, Assert.Single(outcome.Refused).Code));
        Assert.True(await InQueueAsync(tenant, charges[1].Id));
    }

    [Fact]
    public async Task RetryAndCancel_AtOnce_LeaveOneOfTheTwo()
    {
        for (var i = 0; i < 10; i++)
        {
            var (tenant, order, charge) = await OneAsync();
            await _host.FailAsync(tenant, charge);

            var outcomes = await Task.WhenAll(_host.RetryAsync(tenant, ChargeSelection.Of(charge)), _host.CancelAsync(tenant, ChargeSelection.Of(charge)));

            // Cancelled first: nothing to retry. Retried first: what waits again was cancelled.
            Assert.Equal(1, outcomes[1].Changed);
            Assert.Equal(8, await _host.ScalarAsync<short>(tenant, "SELECT status FROM charges"));
            Assert.False(await InQueueAsync(tenant, charge));
            Assert.Equal(PaymentStatus.Unpaid, await _host.PaymentAsync(tenant, order));
        }
    }

    [Fact]
    public async Task RetryAndCancel_OfAnotherTenantsCharge_FindNothing()
    {
        var (_, _, charge) = await OneAsync();
        var other = await _host.AddTenantAsync();

        Assert.Equal([new RefusedCharge(charge, PaymentErrors.ChargeNotFound)], (await _host.CancelAsync(other, ChargeSelection.Of(charge))).Refused);
        Assert.Equal([new RefusedCharge(charge, PaymentErrors.ChargeNotFound)], (await _host.RetryAsync(other, ChargeSelection.Of(charge))).Refused);
    }

    private async Task<(TenantId Tenant, OrderId Order, ChargeId Charge)> OneAsync()
    {
        var tenant = await _host.AddTenantAsync();
        var orders = await _host.AddAsync(tenant, new SeedOrder("A", 500, "K-1"));
        return (tenant, orders[0], (await SettleAsync(tenant, orders)).Charges[0].Id);
    }

    private async Task<(SettlementId Settlement, IReadOnlyList<ChargeListItem> Charges)> SettleAsync(TenantId tenant, IReadOnlyList<OrderId> orders)
    {
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(orders, SettlementGrouping.PerOrder))).Value;
        return (started.Id, await _host.ChargesAsync(tenant, started.Id));
    }

    private Task<bool> InQueueAsync(TenantId tenant, ChargeId charge) => _host.ScalarAsync<bool>(tenant, $"SELECT EXISTS (SELECT FROM work_queue WHERE id = '{charge}' AND lane = 'charge:simulator')");
}
