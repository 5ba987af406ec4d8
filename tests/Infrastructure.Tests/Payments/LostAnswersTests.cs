using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>Answers that are lost with their instance, come twice, or come before our own.</summary>
public sealed class LostAnswersTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string Lane = PaymentLanes.Charges("simulator");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Charge_WhenItsInstanceDiesWhileSending_IsLookedUpAndChargedOnce(bool reached)
    {
        var tenant = await database.AddTenantAsync();
        await using var dead = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var held = await TakeAsync(dead, settlement, Guid.NewGuid());
        if (reached)
        {
            // Charged, and then nobody is there to hear it.
            Assert.Equal(AttemptOutcome.Succeeded, (await dead.Gateway.ChargeAsync(held.Charge, Cancel)).Outcome);
        }

        await database.ExecuteAsync($"UPDATE work_queue SET due_at = now() - interval '1 second' WHERE lane = '{Lane}'");
        await using var survivor = await ChargingHost.StartAsync(database);
        await database.FinishedAsync(settlement);

        Assert.Equal("3: 1", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
        Assert.Equal(1, await database.CountAsync($"SELECT attempts FROM charges WHERE tenant_id = '{tenant}'"));
        Assert.Equal(
            reached ? ["1 7", "3 1"] : ["1 7", "1 1"],
            await database.ListAsync($"SELECT concat_ws(' ', kind, outcome) FROM charge_attempts WHERE tenant_id = '{tenant}' ORDER BY started_at"));
    }

    [Fact]
    public async Task Charge_WhenTheGatewaysMessageComesBeforeOurAnswer_IsBookedOnce()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var worker = Guid.NewGuid();
        var held = await TakeAsync(host, settlement, worker);
        var answer = await host.Gateway.ChargeAsync(held.Charge, Cancel);
        var notices = host.Services.GetRequiredService<IGatewayNotices>();
        var notice = new GatewayNotice("simulator", Guid.NewGuid().ToString(), tenant, held.Charge.Id, held.Round, answer);

        Assert.True(await notices.TakeAsync(notice, Cancel));
        Assert.False(await notices.TakeAsync(notice, Cancel));
        Assert.True(await notices.TakeAsync(notice with { MessageId = Guid.NewGuid().ToString() }, Cancel));
        await WriteAsync(host, worker, tenant, held, answer);

        Assert.Equal("3: 1", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM outbox_events WHERE tenant_id = '{tenant}' AND type = 'order.confirmed'"));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM order_status_changes WHERE tenant_id = '{tenant}'"));
    }

    [Theory]
    [InlineData(AttemptOutcome.NoAnswer)]
    [InlineData(AttemptOutcome.Declined)]
    [InlineData(AttemptOutcome.AwaitingCustomer)]
    public async Task Charge_WhenTheMessageSaysPaidAndOurCallSaysOtherwise_IsPaid(AttemptOutcome late)
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var worker = Guid.NewGuid();
        var held = await TakeAsync(host, settlement, worker);
        var answer = await host.Gateway.ChargeAsync(held.Charge, Cancel);
        await host.Services.GetRequiredService<IGatewayNotices>().TakeAsync(
            new GatewayNotice("simulator", Guid.NewGuid().ToString(), tenant, held.Charge.Id, held.Round, answer), Cancel);

        await WriteAsync(host, worker, tenant, held, new GatewayAnswer(late, "late"));

        Assert.Equal("3: 1", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Charge_WhenAnOlderRoundOrALateDeclineIsTold_StaysAsItIs()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var worker = Guid.NewGuid();
        var held = await TakeAsync(host, settlement, worker);
        await WriteAsync(host, worker, tenant, held, await host.Gateway.ChargeAsync(held.Charge, Cancel));
        var notices = host.Services.GetRequiredService<IGatewayNotices>();

        Assert.True(await notices.TakeAsync(Notice(tenant, held, held.Round), Cancel));
        Assert.True(await notices.TakeAsync(Notice(tenant, held, held.Round + 1), Cancel));
        Assert.False(await notices.TakeAsync(Notice(tenant, held, held.Round) with { Charge = ChargeId.New() }, Cancel));

        Assert.Equal("3: 1", await database.StatusesAsync(settlement));
        await database.AssertExactAsync(database, tenant);
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM outbox_events WHERE tenant_id = '{tenant}' AND type = 'charge.declined'"));
    }

    [Fact]
    public async Task Charge_WhenTheLeaseWasLost_IsWrittenByTheOtherOneOnly()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var (late, next) = (Guid.NewGuid(), Guid.NewGuid());
        var first = await TakeAsync(host, settlement, late);
        await database.ExecuteAsync($"UPDATE work_queue SET due_at = now() - interval '1 second' WHERE lane = '{Lane}'");
        var second = await TakeAsync(host, settlement, next);
        var answer = await host.Gateway.ChargeAsync(first.Charge, Cancel);

        await WriteAsync(host, late, tenant, first, answer);
        Assert.Equal("2: 1", await database.StatusesAsync(settlement));
        await WriteAsync(host, next, tenant, second, await host.Gateway.ChargeAsync(second.Charge, Cancel));

        Assert.True(second.Lost);
        Assert.Equal(first.Charge.IdempotencyKey, second.Charge.IdempotencyKey);
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Charge_WhenEveryAttemptFails_IsGivenUpOpenlyAndFoundByALateMessage()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        await database.ExecuteAsync($"UPDATE charges SET attempts = {RetrySchedule.MostAttempts - 1}, outcome_known = false, status = 2, next_attempt_at = now() WHERE tenant_id = '{tenant}'");
        var worker = Guid.NewGuid();
        var held = await TakeAsync(host, settlement, worker);

        await WriteAsync(host, worker, tenant, held, new GatewayAnswer(AttemptOutcome.NoAnswer, "timeout"));
        Assert.Equal(
            ["5 outcome_unknown f 4"],
            await database.ListAsync(
                $"SELECT concat_ws(' ', c.status, failure_code, outcome_known, payment_status) FROM charges c JOIN orders o ON o.tenant_id = c.tenant_id WHERE c.tenant_id = '{tenant}'"));

        var answer = await host.Gateway.ChargeAsync(held.Charge, Cancel);
        await host.Services.GetRequiredService<IGatewayNotices>().TakeAsync(new GatewayNotice("simulator", "late", tenant, held.Charge.Id, held.Round, answer), Cancel);

        Assert.Equal("3: 1", await database.StatusesAsync(settlement));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 2 AND payment_status = 3"));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Charge_WhenTheSameKeyComesWithAnotherAmount_IsRefused()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_200]);
        var held = await TakeAsync(host, settlement, Guid.NewGuid());

        Assert.Equal(AttemptOutcome.Succeeded, (await host.Gateway.ChargeAsync(held.Charge, Cancel)).Outcome);
        Assert.Equal(
            (AttemptOutcome.Refused, "idempotency_key_reused"),
            await host.Gateway.ChargeAsync(held.Charge with { Amount = 1_300 }, Cancel) is var answer ? (answer.Outcome, answer.Code) : default);
    }

    private static GatewayNotice Notice(TenantId tenant, HeldCharge held, int round) =>
        new("simulator", Guid.NewGuid().ToString(), tenant, held.Charge.Id, round, new GatewayAnswer(AttemptOutcome.Declined, "card_declined"));

    /// <summary>Claims and marks the settlement's one charge as a pump does.</summary>
    private static async Task<HeldCharge> TakeAsync(ChargingHost host, SeededSettlement settlement, Guid worker)
    {
        var queue = host.Services.GetRequiredService<Infrastructure.Shared.Work.WorkQueue>();
        var item = Assert.Single(await queue.ClaimAsync(Lane, worker, 100, Cancel), item => item.Id == settlement.Charges[0]);
        return (await host.Services.GetRequiredService<ChargeStarts>().StartAsync(Lane, worker, settlement.Tenant, [item.Id], Cancel))[0]!;
    }

    private static Task WriteAsync(ChargingHost host, Guid worker, TenantId tenant, HeldCharge held, GatewayAnswer answer) =>
        host.Services.GetRequiredService<ChargeResults>().WriteAsync(Lane, worker, tenant, [new ChargeResult(held, answer, true, TimeSpan.Zero, [])], Cancel);
}
