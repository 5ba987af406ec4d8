using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.Testing.Payments;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>What a gateway tells later, and money that goes back.</summary>
public sealed class KonbiniAndRefundTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Konbini_WhenTheCustomerPays_IsToldByASignedWebhook()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_500], PaymentMethod.Konbini);
        await database.FinishedAsync(settlement);
        Assert.Equal("6: 1", await database.StatusesAsync(settlement));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 1 AND payment_status = 2"));
        var voucher = TestKeys.Cipher.Decrypt(
            Convert.FromHexString((await database.ListAsync($"SELECT encode(voucher_encrypted, 'hex') FROM charges WHERE tenant_id = '{tenant}'"))[0]), FieldContexts.ChargeVoucher);
        Assert.Matches("\"chain\":\"familymart\",\"paymentCode\":\"\\d{6}\",\"confirmationNumber\":\"\\d{11}\"", voucher);

        await LeaveAsync(host, settlement, "pay", HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "3: 1");

        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 2 AND payment_status = 3"));
        await database.AssertExactAsync(database, tenant);
        await Eventually.HoldsAsync(async () => await database.CountAsync("SELECT count(*) FROM simulator.charges WHERE message_due_at IS NOT NULL") == 0);
        await LeaveAsync(host, settlement, "cancel", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Konbini_WhenItsTimeRunsOut_ExpiresAndSaysSo()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, new SimulatorSettings { LatencyMs = 5, KonbiniExpirySeconds = 1 });
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_500], PaymentMethod.Konbini);

        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "7: 1");

        Assert.Equal(
            ["1 4 expired"],
            await database.ListAsync($"SELECT concat_ws(' ', o.status, o.payment_status, c.failure_code) FROM charges c JOIN orders o ON o.tenant_id = c.tenant_id WHERE c.tenant_id = '{tenant}'"));
        Assert.Equal(
            ["charge.awaiting_customer", "charge.expired", "settlement.finished"], await database.ListAsync($"SELECT type FROM outbox_events WHERE tenant_id = '{tenant}' ORDER BY type"));
        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Konbini_WhenAPersonTakesItBack_IsCancelledAtTheGateway()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_500], PaymentMethod.Konbini);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "6: 1");

        await RequestCancelAsync(settlement);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "8: 1");

        Assert.Equal(["cancelled"], await database.ListAsync($"SELECT outcome FROM simulator.charges WHERE metadata->>'tenant' = '{tenant.Value:N}'"));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 1 AND payment_status = 1"));
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM work_queue WHERE tenant_id = '{tenant}' AND lane LIKE 'charge:%'"));
    }

    [Fact]
    public async Task Konbini_WhenTheMessageOfItsEndIsLost_IsAskedFor()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [1_500], PaymentMethod.Konbini);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "6: 1");
        Assert.Equal(
            1,
            await database.CountAsync(
                $"SELECT count(*) FROM work_queue q JOIN charges c ON c.id = q.id WHERE c.tenant_id = '{tenant}' AND q.due_at BETWEEN c.expires_at + interval '1 minute' AND c.expires_at + interval '3 minutes'"));

        await database.ExecuteAsync($"UPDATE simulator.charges SET outcome = 'expired' WHERE metadata->>'tenant' = '{tenant.Value:N}'");
        await database.ExecuteAsync($"UPDATE work_queue SET due_at = now() WHERE tenant_id = '{tenant}' AND lane = 'charge:simulator'");
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "7: 1");

        await database.AssertExactAsync(database, tenant);
    }

    [Fact]
    public async Task Webhook_WhenForgedOrOld_IsRefused()
    {
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        var keys = host.Services.GetRequiredService<SimulatorKeys>();
        var body = Encoding.UTF8.GetBytes("{\"id\":\"1\",\"type\":\"charge.succeeded\",\"charge\":{\"id\":\"x\",\"key\":\"none of ours\",\"metadata\":{}}}");
        var now = TimeProvider.System.GetUtcNow();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(keys.Sign(body, now)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(keys.Sign(body, now.AddMinutes(-6))));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(keys.Sign("{}"u8, now)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync($"t={now.ToUnixTimeSeconds()},v1=00"));

        async Task<HttpStatusCode> SendAsync(string? signature)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, SimulatorMessages.Path)) { Content = new ByteArrayContent(body) };
            if (signature is not null)
            {
                request.Headers.Add(SimulatorMessages.SignatureHeader, signature);
            }

            using var response = await client.SendAsync(request, Cancel);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Simulator_WhenTheKeyIsMissing_TakesNothing()
    {
        await using var host = await ChargingHost.StartAsync(database, pumps: false);
        using var client = new HttpClient();

        using var response = await client.PostAsync(new Uri(host.Address, "simulator/v1/charges"), new StringContent("{\"amount\":100,\"method\":\"card\"}", Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Refunds_InPartAndInFull_GoBackOnceAndEndTheOrder()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database, new SimulatorSettings { LatencyMs = 5, ErrorRate = 0.3 });
        var settlement = await SettlementSeed.AddAsync(database, tenant, [3_000]);
        await database.FinishedAsync(settlement);

        await SettlementSeed.RefundAsync(database, tenant, settlement.Charges[0], 1_000);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "10: 1", 60);
        Assert.Equal(["2 6 1000"], await OrderAsync());

        var last = await SettlementSeed.RefundAsync(database, tenant, settlement.Charges[0], 2_000);
        await Eventually.HoldsAsync(async () => await database.StatusesAsync(settlement) == "9: 1", 60);
        Assert.Equal(["7 5 3000"], await OrderAsync());
        Assert.Equal(0, await database.CountAsync($"SELECT sum(amount) FROM payment_movements WHERE tenant_id = '{tenant}'"));
        Assert.Equal(3_000, await database.CountAsync($"SELECT sum(r.amount) FROM simulator.refunds r JOIN simulator.charges c ON c.reference = r.charge_reference WHERE c.metadata->>'tenant' = '{tenant.Value:N}'"));
        Assert.Equal(2, await database.CountAsync($"SELECT count(*) FROM outbox_events WHERE tenant_id = '{tenant}' AND type = 'refund.succeeded'"));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM order_status_changes WHERE tenant_id = '{tenant}' AND to_status = 7 AND reason = 'refunded'"));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM refunds WHERE id = '{last}' AND status = 3 AND finished_at IS NOT NULL AND gateway_reference LIKE 'simr_%'"));

        Task<List<string>> OrderAsync() => database.ListAsync(
            $"SELECT concat_ws(' ', o.status, o.payment_status, a.refunded) FROM orders o JOIN charge_allocations a ON a.order_id = o.id WHERE o.tenant_id = '{tenant}'");
    }

    [Fact]
    public async Task Refund_WhenTheGatewayRefuses_FailsAndLeavesTheMoney()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = await ChargingHost.StartAsync(database);
        var settlement = await SettlementSeed.AddAsync(database, tenant, [3_000]);
        await database.FinishedAsync(settlement);
        await database.ExecuteAsync($"UPDATE simulator.charges SET refunded = amount WHERE metadata->>'tenant' = '{tenant.Value:N}'");

        var refund = await SettlementSeed.RefundAsync(database, tenant, settlement.Charges[0], 3_000);
        await Eventually.HoldsAsync(async () => await database.CountAsync($"SELECT status FROM refunds WHERE id = '{refund}'") == 4);

        Assert.Equal(["refund_exceeds_charge"], await database.ListAsync($"SELECT failure_code FROM refunds WHERE id = '{refund}'"));
        Assert.Equal(3_000, await database.CountAsync($"SELECT sum(amount) FROM payment_movements WHERE tenant_id = '{tenant}'"));
        Assert.Equal(1, await database.CountAsync($"SELECT count(*) FROM orders WHERE tenant_id = '{tenant}' AND status = 2 AND payment_status = 3"));
    }

    private async Task LeaveAsync(ChargingHost host, SeededSettlement settlement, string verb, HttpStatusCode expected)
    {
        var reference = (await database.ListAsync($"SELECT gateway_reference FROM charges WHERE id = '{settlement.Charges[0]}'"))[0];
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, $"simulator/v1/charges/{reference}/{verb}"));
        request.Headers.Add("Authorization", $"Bearer {host.Services.GetRequiredService<SimulatorKeys>().ApiKey}");
        using var response = await client.SendAsync(request, Cancel);
        Assert.Equal(expected, response.StatusCode);
    }

    private async Task RequestCancelAsync(SeededSettlement settlement)
    {
        await using var connection = await database.Connections.OpenAsync(settlement.Tenant, Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var command = new Npgsql.NpgsqlCommand($"UPDATE charges SET cancel_requested = true WHERE id = '{settlement.Charges[0]}'", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        await WorkQueue.EnqueueAsync(connection, PaymentLanes.Charges("simulator"), settlement.Tenant, [settlement.Charges[0]], TimeSpan.Zero, Cancel);
        await transaction.CommitAsync(Cancel);
    }
}
