using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary><c>kill -9</c> in the middle of an import: it goes on by itself, and nothing is missing or there twice.</summary>
public sealed class CrashTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Import_WhenThePortalIsKilled_GoesOnAtTheNextStart()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        Guid import;
        using (var api = await PortalApi.DemoAsync(portal))
        {
            import = await api.UploadAsync(OrderFiles.Large.Path);
            await InTheMiddleAsync(api, import, OrderFiles.Large.Expected.Rows / 4);
        }

        await portal.KillAsync();
        var orders = await database.CountAsync("SELECT count(*) FROM orders");
        Assert.InRange(orders, 1, OrderFiles.Large.Expected.Orders - OrderFiles.Large.Expected.RejectedOrders - 1);
        await portal.StartAsync();

        using var again = await PortalApi.DemoAsync(portal);
        await AssertExactAsync(await again.EndOfAsync(import, LongEnough), OrderFiles.Large.Expected, database);
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Import_WhenThePortalIsKilledTwentyTimesAtRandomPoints_IsExactInTheEnd()
    {
        const int Kills = 20;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}");
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database, "killed", ("Imports__ChunkOrders", "500"));
        Guid import;
        using (var api = await PortalApi.DemoAsync(portal))
        {
            import = await api.UploadAsync(OrderFiles.Large.Path);
        }

        var points = new List<string>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await Eventually.IsAsync(
                async () => await database.CountAsync("SELECT coalesce(max(attempt), 0) FROM import_queue WHERE lease_until > now()") >= kill, LongEnough, () => $"somebody has the import for the {kill}th time:\n{portal.Log}");

            // Not waiting for anything: a moment that nobody has chosen, from the first look at the file to some chunks later.
            await Task.Delay(random.Next(0, 900), TestContext.Current.CancellationToken);
            await portal.KillAsync();
            points.Add($"{await database.CountAsync("SELECT checkpoint_orders FROM import_batches")} ({await database.CountAsync("SELECT phase FROM import_batches")})");
            Assert.Equal(1, await database.CountAsync("SELECT count(*) FROM import_queue"));

            // As if its lease had run out; how long that takes is the other test's matter.
            await database.CountAsync("WITH freed AS (UPDATE import_queue SET lease_until = now() - interval '1 second' RETURNING 1) SELECT count(*) FROM freed");
            await portal.StartAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Orders committed (phase) at each kill: {string.Join(", ", points)}");
        using var again = await PortalApi.DemoAsync(portal);
        await AssertExactAsync(await again.EndOfAsync(import, LongEnough), OrderFiles.Large.Expected, database);
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Import_WhenOneOfTwoPortalsIsKilled_IsTakenOverWithinThirtySecondsBeforeTheViewersEyes()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        // Small chunks, so that the import takes long enough to be watched.
        await using var first = await PortalProcess.StartAsync(database, "first", ("Imports__ChunkOrders", "200"));
        using var api = await PortalApi.DemoAsync(first);
        await using var second = await PortalProcess.StartAsync(database, "second", ("Imports__ChunkOrders", "200"));
        var import = await api.UploadAsync(OrderFiles.Large.Path);
        await InTheMiddleAsync(api, import, 1);
        var (worker, survivor) = await RunsAtAsync(database, "first") ? (first, second) : (second, first);
        await using var viewer = await PortalPage.OpenAsync(survivor, "en");
        await viewer.WatchBarsAsync();
        await viewer.GoAsync("/imports/1");
        using var onSurvivor = await PortalApi.DemoAsync(survivor);
        var before = await onSurvivor.ImportAsync(import);
        Assert.Equal("running", before.GetProperty("status").GetString());

        await worker.KillAsync();
        var killed = TimeProvider.System.GetTimestamp();
        var orders = await database.CountAsync("SELECT count(*) FROM orders");
        await Eventually.IsAsync(
            async () => await database.CountAsync("SELECT count(*) FROM orders") > orders, TimeSpan.FromSeconds(30), () => $"the survivor writes orders:\n{survivor.Log}");
        var taken = TimeProvider.System.GetElapsedTime(killed);

        // Without a reload: the bar of the survivor's page has moved on, and the result takes its place.
        await viewer.SeeResultAsync(120);
        var shares = (await viewer.SeenBarsAsync()).Where(bar => bar.Now is not null).Select(bar => bar.Text).Distinct().ToList();
        Assert.True(shares.Count >= 3, string.Join(" → ", shares));
        Assert.True(taken < TimeSpan.FromSeconds(30), $"Taken over after {taken}.");
        await AssertExactAsync(await onSurvivor.EndOfAsync(import, LongEnough), OrderFiles.Large.Expected, database);
        viewer.AssertNoComplaints();
        survivor.AssertNoErrors();
        await database.DisposeAsync();
    }

    /// <summary>Some of it is committed, and a good part is not.</summary>
    private static async Task InTheMiddleAsync(PortalApi api, Guid import, int rows)
    {
        JsonElement now = default;
        await Eventually.IsAsync(
            async () => (now = await api.ImportAsync(import)).GetProperty("rows").GetProperty("accepted").GetInt64() >= rows, LongEnough, () => $"rows are written: {now}");
        Assert.Equal("running", now.GetProperty("status").GetString());
    }

    /// <summary>The instance whose connections write.</summary>
    private static async Task<bool> RunsAtAsync(TestDatabase database, string name)
    {
        var first = 0;
        var all = 0;
        while (all < 20)
        {
            all += (int)await database.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query ILIKE 'COPY %'");
            first += (int)await database.CountAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{name}' AND state <> 'idle' AND query ILIKE 'COPY %'");
        }

        return first > 0;
    }

    private static async Task AssertExactAsync(JsonElement import, SampleExpectation expected, TestDatabase database)
    {
        var rows = import.GetProperty("rows");
        var totals = import.GetProperty("controlTotals");
        var orders = expected.Orders - expected.RejectedOrders;
        Assert.Equal("completedWithErrors", import.GetProperty("status").GetString());
        Assert.Equal(
            (expected.Rows, expected.Rows - expected.RejectedRows, expected.RejectedRows, 0),
            (rows.GetProperty("read").GetInt64(), rows.GetProperty("accepted").GetInt64(), rows.GetProperty("rejected").GetInt64(), rows.GetProperty("skipped").GetInt64()));
        Assert.Equal(orders, import.GetProperty("orders").GetProperty("created").GetInt64());
        Assert.Equal(
            (expected.AcceptedQuantity, expected.AcceptedAmount, true),
            (totals.GetProperty("quantity").GetInt64(), totals.GetProperty("amount").GetInt64(), totals.GetProperty("matches").GetBoolean()));

        // And in the tables themselves.
        Assert.Equal(orders, await database.CountAsync("SELECT count(*) FROM orders"));
        Assert.Equal(orders, await database.CountAsync("SELECT count(DISTINCT order_number) FROM orders"));
        Assert.Equal(expected.Rows - expected.RejectedRows, await database.CountAsync("SELECT count(*) FROM order_lines"));
        Assert.Equal(expected.AcceptedAmount, await database.CountAsync("SELECT sum(quantity::bigint * unit_price)::bigint FROM order_lines"));
        Assert.Equal(
            expected.RejectedRows,
            await database.CountAsync("SELECT count(DISTINCT row_number) FROM import_problems WHERE severity = 1"));
        Assert.Equal(0, await database.CountAsync("SELECT count(*) FROM import_queue"));
    }
}
