using System.Net;
using System.Net.Sockets;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>A gateway that is away: charges wait for it, none fails, and they go on by themselves.</summary>
public sealed class GatewayOutageTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Circuit_WhenTheGatewayIsAway_HoldsChargesBackUntilItIsThereAgain()
    {
        var tenant = await database.AddTenantAsync();
        var address = FreeAddress();
        await using var host = await ChargingHost.StartAsync(database, parallel: 8, gateway: address);

        var settlement = await SettlementSeed.AddAsync(database, tenant, Enumerable.Range(1, 100).Select(n => 1_000L + n));
        await Eventually.HoldsAsync(async () => (await host.CircuitsAsync(tenant)).Any(circuit => circuit.State == GatewayState.Open));
        var open = Assert.Single(await host.CircuitsAsync(tenant), circuit => circuit.Gateway == "simulator");
        Assert.Equal((100, 1, "connection_refused"), (open.Waiting, open.Instances, open.Reason));
        Assert.NotNull(open.Since);

        // Calls that were open already, and some probes.
        await Eventually.HoldsAsync(async () => await database.CountAsync($"SELECT count(*) FROM charge_attempts WHERE tenant_id = '{tenant}'") >= 8 + 3, 60);
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM charges WHERE tenant_id = '{tenant}' AND status NOT IN (1, 2)"));
        Assert.InRange(await database.CountAsync($"SELECT max(attempts) FROM charges WHERE tenant_id = '{tenant}'"), 0, 2);
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND payment_status <> 2"));

        await using var gateway = await ChargingHost.StartAsync(database, at: address, pumps: false);
        await database.FinishedAsync(settlement);

        Assert.Equal("3: 100", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
        await Eventually.HoldsAsync(async () => (await host.CircuitsAsync(tenant)).All(circuit => circuit is { State: GatewayState.Closed, Waiting: 0, Since: null }));
    }

    [Fact]
    public async Task Circuit_WhenItStaysOpenForLong_LeavesChargesTheirAttempts()
    {
        var tenant = await database.AddTenantAsync();
        var address = FreeAddress();
        await using var host = await ChargingHost.StartAsync(database, parallel: 2, gateway: address);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_000, 2_000]);

        // More probes than the two have attempts.
        await Eventually.HoldsAsync(
            async () => await database.CountAsync($"SELECT count(*) FROM charge_attempts WHERE tenant_id = '{tenant}'") >= (2 * RetrySchedule.MostAttempts) + 2, 90);
        Assert.Equal("2: 2", await database.StatusesAsync(settlement));
        Assert.InRange(await database.CountAsync($"SELECT max(attempts) FROM charges WHERE tenant_id = '{tenant}'"), 1, new BreakerLimits().Calls);

        await using var gateway = await ChargingHost.StartAsync(database, at: address, pumps: false);
        await database.FinishedAsync(settlement);

        Assert.Equal("3: 2", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Circuit_WhenALoneChargeIsTried_OpensBeforeItsAttemptsAreUsedUp()
    {
        var breaker = new GatewayBreaker(TimeProvider.System, TimeSpan.FromSeconds(1), new BreakerLimits());

        for (var attempt = 1; attempt <= new BreakerLimits().Calls; attempt++)
        {
            Assert.True((await breaker.CallAsync(static _ => Task.FromResult<GatewayAnswer?>(new GatewayAnswer(AttemptOutcome.NoAnswer, "gone")), Cancel)).Counts);
        }

        await Eventually.HoldsAsync(() => breaker.Now.State == CircuitState.Open);
        Assert.False((await breaker.CallAsync(static _ => throw new InvalidOperationException("must not be called"), Cancel)).Called);
        Assert.False(breaker.MayCall);
        Assert.Equal("gone", breaker.Now.Reason);
        Assert.InRange(new BreakerLimits().Calls, 2, RetrySchedule.MostAttempts - 1);
    }

    [Fact]
    public async Task Circuit_WhenCallsAreDeclinedOrThrottled_StaysClosed()
    {
        var breaker = new GatewayBreaker(TimeProvider.System, TimeSpan.FromSeconds(1), new BreakerLimits());

        for (var call = 0; call < 50; call++)
        {
            var outcome = (call % 3) switch { 0 => AttemptOutcome.Declined, 1 => AttemptOutcome.Throttled, _ => AttemptOutcome.Refused };
            Assert.True((await breaker.CallAsync(_ => Task.FromResult<GatewayAnswer?>(new GatewayAnswer(outcome)), Cancel)).Called);
        }

        Assert.Equal(CircuitState.Closed, breaker.Now.State);
    }

    [Fact]
    public async Task Call_WhenItTakesTooLong_IsCutOffAsUnanswered()
    {
        var breaker = new GatewayBreaker(TimeProvider.System, TimeSpan.FromMilliseconds(50), new BreakerLimits());

        var call = await breaker.CallAsync(
            static async token =>
            {
                await Task.Delay(TimeSpan.FromMinutes(1), token);
                return null;
            },
            Cancel);

        Assert.Equal((true, true, AttemptOutcome.NoAnswer, "timeout"), (call.Called, call.Counts, call.Answer!.Outcome, call.Answer.Code));
    }

    [Fact]
    public async Task Slots_WhenTheirNumberChanges_AreNeverExceededAndServeInTurn()
    {
        var slots = new CallSlots(2);
        await slots.EnterAsync(Cancel);
        await slots.EnterAsync(Cancel);
        var (third, fourth) = (slots.EnterAsync(Cancel), slots.EnterAsync(Cancel));
        using var givenUp = new CancellationTokenSource();
        var fifth = slots.EnterAsync(givenUp.Token);

        slots.Resize(1);
        slots.Leave();
        Assert.False(third.IsCompleted);
        slots.Resize(2);
        await third.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        Assert.False(fourth.IsCompleted);
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fifth);
        slots.Leave();
        await fourth.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        Assert.Equal(2, slots.Taken);
        slots.Leave();
        slots.Leave();
        Assert.Equal(0, slots.Taken);
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
