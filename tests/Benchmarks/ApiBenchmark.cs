using System.Globalization;
using System.Text.Json;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Measures the API under a closed loop of so many connections: a page of 100 orders from a random place, and one order at random, of the portal and, in turns
/// with it, of a bare endpoint that answers the same bytes from the same rows (see <see cref="BareApi"/>). Load, servers and PostgreSQL share the machine.
/// </summary>
internal static class ApiBenchmark
{
    private const int Rounds = 3;
    private const int Addresses = 2_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Figures of one route; the names are fixed.</summary>
    /// <param name="BarePerSecond">Of the bare endpoint.</param>
    /// <param name="Share">Of the bare endpoint's throughput that the portal has.</param>
    /// <param name="CachedPerSecond">Of the same server answering from memory, without database and JSON: what HTTP and the load alone allow.</param>
    private sealed record Figures(string Route, long Orders, int Connections, double P50Ms, double P95Ms, double PerSecond, double BarePerSecond, double Share, double BareP95Ms, double CachedPerSecond);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryRead(arguments, out var orders, out var connections, out var seconds, out var folder, out var json))
        {
            return Usage.Print("portal bench api [--orders 10000000] [--connections 100] [--seconds 10] [--data FOLDER] [--json FILE]");
        }

        await using var database = await FilledDatabase.StartAsync(folder, orders);
        await using var portal = await BenchServer.StartAsync(
            BenchServer.Portal, [], new() { ["ConnectionStrings__OrderPortal"] = database.ConnectionString, ["Encryption__Keys"] = database.Keys, ["Demo__Enabled"] = "true", ["ASPNETCORE_ENVIRONMENT"] = "Staging" });
        await using var bare = await BenchServer.StartAsync(
            typeof(ApiBenchmark).Assembly.Location, ["bare"], new() { [BareApi.DatabaseVariable] = database.ConnectionString, [BareApi.KeysVariable] = database.Keys });
        using var ours = new HttpLoad(portal.Address, connections, await TokenAsync(portal.Address));
        using var theirs = new HttpLoad(bare.Address, connections, null);
        var length = TimeSpan.FromSeconds(seconds);
        Report.Header(("route", 8), ("connections", 13), ("p50 ms", 9), ("p95 ms", 9), ("/s", 10), ("bare /s", 10), ("share", 8), ("bare p95", 10), ("cached /s", 11));
        var rows = new List<Figures>
        {
            await MeasureAsync("list", [.. Enumerable.Range(0, Addresses).Select(_ => $"?limit=100&cursor={PlaceOf(database.Rows)}")], ours, theirs, orders, length),
            await MeasureAsync("get", [.. Enumerable.Range(0, Addresses).Select(_ => $"/{FilledRows.IdOf(Random.Shared.NextInt64(1, orders + 1))}")], ours, theirs, orders, length),
        };
        Console.WriteLine(BareApi.Note);
        await Report.WriteAsync("api", rows, json);
        return 0;
    }

    /// <summary>Somewhere in the list, the newest first, with at least a page behind it.</summary>
    private static string PlaceOf(FilledRows rows)
    {
        var number = Random.Shared.NextInt64(Math.Min(200, rows.Orders), rows.Orders + 1);
        return Cursor.Write(rows.MomentOf(number).UtcTicks, FilledRows.IdOf(number));
    }

    private static async Task<Figures> MeasureAsync(string route, string[] addresses, HttpLoad ours, HttpLoad theirs, long orders, TimeSpan length)
    {
        string[] portal = [.. addresses.Select(static one => $"/api/v1/orders{one}")], bare = [.. addresses.Select(static one => $"/orders{one}")], cached = [.. bare.Take(100).Select(static one => $"/cached{one}")];
        foreach (var (one, other) in portal.Zip(bare).Take(20))
        {
            var (wanted, given) = (await ours.BodyAsync(one), await theirs.BodyAsync(other));
            if (!wanted.AsSpan().SequenceEqual(given))
            {
                throw new InvalidOperationException($"The bare endpoint does not answer the same bytes: {one}");
            }
        }

        (HttpLoad Load, string[] Addresses, LoadResult Result)[] all = [(ours, portal, new()), (theirs, bare, new()), (theirs, cached, new())];
        foreach (var (load, own, _) in all)
        {
            await load.RunAsync(own, WarmUp);
        }

        for (var i = 0; i < Rounds * all.Length; i++)
        {
            var (load, own, result) = all[i % all.Length];
            result.Add(await load.RunAsync(own, length));
        }

        var (our, their, memory) = (all[0].Result, all[1].Result, all[2].Result);
        var figures = new Figures(
            route, orders, ours.Connections, our.Percentile(0.5), our.Percentile(0.95), our.PerSecond, their.PerSecond, Math.Round(our.PerSecond / their.PerSecond, 3), their.Percentile(0.95), memory.PerSecond);
        Report.Row(
            (Report.Text(route), "", 8), (figures.Connections, "N0", 13), (figures.P50Ms, "0.0", 9), (figures.P95Ms, "0.0", 9), (figures.PerSecond, "N0", 10), (figures.BarePerSecond, "N0", 10),
            (figures.Share, "0.00", 8), (figures.BareP95Ms, "0.0", 10), (figures.CachedPerSecond, "N0", 11));
        return figures;
    }

    private static async Task<string> TokenAsync(Uri portal)
    {
        using var client = new HttpClient { BaseAddress = portal };
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", DemoSeed.ClientId), new("client_secret", "demo-secret-2026")]);
        using var response = await client.PostAsync(new Uri("/oauth/token", UriKind.Relative), form);
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    private static bool TryRead(string[] arguments, out long orders, out int connections, out int seconds, out string? folder, out string? json)
    {
        (orders, connections, seconds, folder, json) = (10_000_000, 100, 10, null, null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            var ok = arguments[i] switch
            {
                "--orders" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out orders) && orders is >= 1_000 and <= 100_000_000,
                "--connections" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out connections) && connections is >= 1 and <= 10_000,
                "--seconds" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= 3_600,
                "--data" => (folder = value).Length > 0,
                "--json" => (json = value).Length > 0,
                _ => false,
            };
            if (!ok)
            {
                return false;
            }
        }

        return true;
    }
}
