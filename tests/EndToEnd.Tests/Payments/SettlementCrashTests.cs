using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Payments;

/// <summary>
/// <c>kill -9</c> in the middle of a settlement, again and again, at a gateway that fails in every way: every order is charged exactly once, and every
/// customer is told once of each thing that happened.
/// </summary>
public sealed class SettlementCrashTests
{
    private const int Orders = 1_000;
    private const int Kills = 20;
    private const string Booked = "SELECT count(*) FROM charges WHERE status IN (3, 4)";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Settlement_WhenThePortalIsKilledTwentyTimes_ChargesAndTellsEveryOrderOnce()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");

        // The gateway is another company's: a process and a database of its own, which nobody kills.
        var (gatewayDatabase, database) = (new TestDatabase(), new TestDatabase());
        await gatewayDatabase.InitializeAsync();
        await database.InitializeAsync();
        await using var gateway = await PortalProcess.StartAsync(
            gatewayDatabase, "gateway", ("Payments__Simulator__LatencyMs", "150"), ("Payments__Simulator__TimeoutRate", "0.05"), ("Payments__Simulator__ErrorRate", "0.05"),
            ("Payments__Simulator__ThrottleRate", "0.02"), ("Payments__Simulator__DeclineRate", "0.03"));
        await using var portal = await PortalProcess.StartAsync(
            database, "settling", ("Payments__Simulator__BaseAddress", gateway.Address.ToString()), ("Payments__TimeoutSeconds", "1"), ("Payments__Parallel", "6"),
            ("Notifications__RatePerSecond", "200"));
        var settlement = await SettleAsync(portal);

        var points = new List<string>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            // Some come before the first answer of a start, the others after a few more.
            var wanted = kill % 4 == 0 ? 0 : await database.CountAsync(Booked) + random.Next(1, 30);
            await Eventually.IsAsync(
                async () => await database.CountAsync(Booked) >= wanted
                    && await database.CountAsync("SELECT count(*) FROM charges c JOIN work_queue q ON q.id = c.id WHERE c.status = 2 AND q.worker IS NOT NULL AND q.due_at > now()") > 0,
                LongEnough, () => $"charges are being sent for the {kill}th time ({string.Join(", ", points)}):\n{portal.Log}");

            // Not waiting for anything: a moment that nobody has chosen.
            await Task.Delay(random.Next(0, 600), TestContext.Current.CancellationToken);
            await portal.KillAsync();
            points.Add($"{await database.CountAsync(Booked)}+{await database.CountAsync("SELECT count(*) FROM charges WHERE status = 2")}");

            // As if the lease of the dead one had run out; how long that takes is another test's matter.
            await database.ExecuteAsync("UPDATE work_queue SET due_at = now() - interval '1 second' WHERE worker IS NOT NULL; DELETE FROM workers");
            portal.Begin();
        }

        await portal.ReadyAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"Charges booked + sending at each kill: {string.Join(", ", points)}");
        using (var settings = await PortalApi.DemoAsync(gateway))
        {
            // As unreliable as before, but quicker: what is left need not take as long.
            await settings.SendAsync(HttpMethod.Put, "/simulator/v1/settings", new { latencyMs = 5, timeoutRate = 0.05, errorRate = 0.05, throttleRate = 0.02, declineRate = 0.03 });
        }

        await FinishedAsync(portal, settlement);
        await AssertExactAsync(database, gatewayDatabase, settlement);
        await AssertToldAsync(database, portal);
        portal.AssertNoErrors();
        gateway.AssertNoErrors();
        await database.DisposeAsync();
        await gatewayDatabase.DisposeAsync();
    }

    private static async Task<Guid> SettleAsync(PortalProcess portal)
    {
        using var api = await PortalApi.DemoAsync(portal);
        var path = Path.GetTempFileName();
        try
        {
            var file = new StringBuilder("注文番号,顧客名,メールアドレス,商品コード,数量,単価\r\n");
            for (var order = 1; order <= Orders; order++)
            {
                file.Append(CultureInfo.InvariantCulture, $"PAY-{order},田中商店,payer{order}@customer.example,A-100,1,{6_000 + order}\r\n");
            }

            await File.WriteAllTextAsync(path, file.ToString(), TestContext.Current.CancellationToken);
            var import = await api.EndOfAsync(await api.UploadAsync(path, ("notify", "perOrder")), LongEnough);
            var plan = await api.SendAsync(HttpMethod.Post, "/api/v1/settlements/plan", new { importId = import.GetProperty("id").GetGuid() });
            Assert.Equal((Orders, 0), (plan.GetProperty("orders").GetInt32(), plan.GetProperty("unsettled").GetArrayLength()));
            var started = await api.SendAsync(
                HttpMethod.Post, "/api/v1/settlements", new { importId = import.GetProperty("id").GetGuid(), grouping = "perOrder", token = plan.GetProperty("token").GetString() });
            Assert.Equal(plan.GetProperty("amount").GetInt64(), started.GetProperty("amount").GetInt64());
            return started.GetProperty("id").GetGuid();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task FinishedAsync(PortalProcess portal, Guid settlement)
    {
        using var api = await PortalApi.DemoAsync(portal);
        JsonElement now = default;
        await Eventually.IsAsync(
            async () => (now = await api.GetAsync($"/api/v1/settlements/{settlement}")).GetProperty("finishedAt").ValueKind == JsonValueKind.String,
            TimeSpan.FromMinutes(3), () => $"the settlement is finished: {now}\n{portal.Log}");
    }

    private static async Task AssertExactAsync(TestDatabase database, TestDatabase gateway, Guid settlement)
    {
        // The gateway's own book: one entry for each charge, and exactly those took money that the portal has booked.
        Assert.Equal(Orders, await gateway.CountAsync("SELECT count(*) FROM simulator.charges"));
        Assert.Equal(Orders, await gateway.CountAsync("SELECT count(DISTINCT metadata->>'charge') FROM simulator.charges"));
        var taken = await RowsAsync(gateway, "SELECT metadata->>'charge', amount::text, outcome FROM simulator.charges ORDER BY 1");
        var booked = await RowsAsync(
            database,
            $"SELECT replace(id::text, '-', ''), amount::text, CASE status WHEN 3 THEN 'succeeded' WHEN 4 THEN 'declined' ELSE 'wrong: ' || status END FROM charges WHERE settlement_id = '{settlement}' ORDER BY 1");
        Assert.Equal(taken, booked);
        var declined = await gateway.CountAsync("SELECT count(*) FROM simulator.charges WHERE outcome = 'declined'");
        Assert.InRange(declined, 1, Orders / 10);

        // To the yen, and once: what the gateway took is what the orders are worth and what the book of movements says.
        var amount = await gateway.CountAsync("SELECT sum(amount)::bigint FROM simulator.charges WHERE outcome = 'succeeded'");
        Assert.Equal(amount, await database.CountAsync("SELECT sum(amount)::bigint FROM payment_movements"));
        Assert.Equal(Orders - declined, await database.CountAsync("SELECT count(*) FROM payment_movements"));
        Assert.Equal(amount, await database.CountAsync("SELECT sum(o.total)::bigint FROM orders o WHERE o.order_number LIKE 'PAY-%' AND o.status = 2 AND o.payment_status = 3"));

        // Declined orders are pending, with the reason.
        Assert.Equal(
            declined,
            await database.CountAsync(
                $"""
                SELECT count(*) FROM orders o JOIN charge_allocations a ON a.order_id = o.id JOIN charges c ON c.id = a.charge_id
                WHERE c.settlement_id = '{settlement}' AND o.status = 1 AND o.payment_status = 4 AND c.failure_code = 'card_declined'
                """));
        Assert.Equal(Orders - declined, await database.CountAsync("SELECT count(*) FROM order_status_changes WHERE reason = 'paid'"));
        Assert.Equal(Orders, await database.CountAsync("SELECT count(*) FROM outbox_events WHERE type IN ('charge.succeeded', 'charge.declined')"));
        Assert.Equal(0, await database.CountAsync("SELECT count(*) FROM work_queue WHERE lane = 'charge:simulator'"));

        // Otherwise the kills have hit nothing.
        Assert.InRange(await database.CountAsync("SELECT count(*) FROM charge_attempts WHERE outcome = 7"), 1, 10_000);
        Assert.InRange(await database.CountAsync("SELECT count(*) FROM charge_attempts WHERE outcome = 6"), 1, 10_000);
    }

    private static async Task AssertToldAsync(TestDatabase database, PortalProcess portal)
    {
        await Eventually.IsAsync(
            async () => await database.CountAsync("SELECT count(*) FROM work_queue WHERE lane IN ('event', 'notify:email')") == 0,
            TimeSpan.FromMinutes(2), () => $"everybody is told:\n{portal.Log}");

        // Of being accepted, and of being paid or declined: one mail for each order and event, all sent.
        Assert.Equal(2 * Orders, await database.CountAsync("SELECT count(*) FROM notifications WHERE channel = 1 AND status = 3"));
        Assert.Equal(0, await database.CountAsync("SELECT count(*) FROM notifications WHERE channel = 1 AND status <> 3"));
        Assert.Equal(Orders, await database.CountAsync("SELECT count(DISTINCT order_id) FROM notifications WHERE channel = 1 AND topic = 1"));
        Assert.Equal(
            Orders,
            await database.CountAsync(
                "SELECT count(DISTINCT e.id) FROM outbox_events e JOIN notifications n ON n.event_id = e.id AND n.channel = 1 WHERE e.type IN ('charge.succeeded', 'charge.declined')"));
        Assert.Equal(2 * Orders, await database.CountAsync("SELECT count(*) FROM dev_mails"));

        // Who may have got one twice is marked, and nobody else is.
        const string Lost = "EXISTS (SELECT FROM notification_attempts a WHERE a.notification_id = n.id AND a.outcome = 5)";
        Assert.Equal(0, await database.CountAsync($"SELECT count(*) FROM notifications n WHERE possible_duplicate <> {Lost}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"Possible duplicates: {await database.CountAsync("SELECT count(*) FROM notifications WHERE possible_duplicate")}");
    }

    private static async Task<List<string>> RowsAsync(TestDatabase database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add($"{reader.GetString(0)} {reader.GetString(1)} {reader.GetString(2)}");
        }

        return rows;
    }
}
