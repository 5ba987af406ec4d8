using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Payments;
using OrderPortal.Infrastructure.Payments.Simulator;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Measures a settlement from the moment its charges are in the queue until the last one is booked: the portal's own pump against its own simulator, over
/// HTTP on loopback, on a PostgreSQL that forces everything to disk. Beside it the sequential flow: one call after the other, each committed.
/// </summary>
internal static class SettleBenchmark
{
    private const int WarmUpCharges = 1_000;
    private const int SequentialOrders = 200;

    /// <summary>Figures of one settlement; the names are fixed.</summary>
    /// <param name="Seconds">From the commit that starts it to the commit that finishes it.</param>
    /// <param name="IdealSeconds">charges × latency ÷ parallel: the gateway's own time.</param>
    /// <param name="SequentialSeconds">Of the orders that were settled one after the other.</param>
    /// <param name="SequentialSecondsForAll">Extrapolated from these to all charges, not measured.</param>
    private sealed record Figures(
        int Charges, int LatencyMs, int Parallel, double Seconds, double IdealSeconds, double Ratio, int SequentialOrders, double SequentialSeconds, double SequentialSecondsForAll, double Speedup);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryRead(arguments, out var charges, out var latency, out var parallel, out var json))
        {
            return Usage.Print("portal bench settle [--charges 10000] [--latency 200] [--parallel 64] [--json FILE]");
        }

        Report.Header(("charges", 10), ("latency ms", 12), ("parallel", 10), ("seconds", 10), ("ideal", 10), ("ratio", 8), ("sequential", 12), ("speedup", 9));
        await using var database = await BenchDatabase.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Encryption:Keys", string.Join(',', KeyRing.Generate())), new("Payments:Gateway", PaymentOptions.Simulator),
            new("Payments:Parallel", parallel.ToString(CultureInfo.InvariantCulture)), new("Payments:Simulator:LatencyMs", latency.ToString(CultureInfo.InvariantCulture)),
        ]).Build();
        await using var app = await StartAsync(database, configuration);
        await SettleAsync(database, app.Services, WarmUpCharges);
        await database.ExecuteAsync("CHECKPOINT");

        var seconds = await SettleAsync(database, app.Services, charges);
        var sequential = await SequentialAsync(database, app.Services);
        var ideal = charges * (latency / 1000.0) / parallel;
        var extrapolated = sequential / SequentialOrders * charges;
        var figures = new Figures(
            charges, latency, parallel, Math.Round(seconds, 2), Math.Round(ideal, 2), Math.Round(seconds / ideal, 3), SequentialOrders, Math.Round(sequential, 2), Math.Round(extrapolated, 1),
            Math.Round(extrapolated / seconds, 1));
        Report.Row(
            (figures.Charges, "N0", 10), (figures.LatencyMs, "0", 12), (figures.Parallel, "0", 10), (figures.Seconds, "0.00", 10), (figures.IdealSeconds, "0.00", 10), (figures.Ratio, "0.000", 8),
            (figures.SequentialSecondsForAll, "N0", 12), (figures.Speedup, "0.0", 9));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The sequential flow was measured on {SequentialOrders} orders ({sequential:0.0} s, one call after the other, each committed) and extrapolated to {charges:N0}."));
        await Report.WriteAsync("settle", [figures], json);
        await app.StopAsync();
        return 0;
    }

    private static async Task<WebApplication> StartAsync(BenchDatabase database, IConfiguration configuration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddEncryption().AddPersistence(database.ApplicationConnectionString).AddWork().AddCharging(builder.Configuration, builder.Environment);
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.MapSimulator();
        await app.StartAsync();
        return app;
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> SettleAsync(BenchDatabase database, IServiceProvider services, int charges)
    {
        var settlement = await SettlementRows.AddAsync(services, database.Tenant, charges, start: true);
        var watch = Stopwatch.StartNew();
        while (await database.CountAsync($"SELECT count(*) FROM settlements WHERE id = '{settlement.Id}' AND finished_at IS NULL") == 1)
        {
            await Task.Delay(20);
        }

        var seconds = watch.Elapsed.TotalSeconds;
        var booked = await database.CountAsync($"SELECT count(*) FROM payment_movements m JOIN charges c ON c.id = m.charge_id WHERE c.settlement_id = '{settlement.Id}'");
        return booked == charges ? seconds : throw new InvalidOperationException($"{booked} of {charges} charges were booked.");
    }

    /// <summary>As a program does that knows no queue: an order is sent, its answer awaited, committed, and only then comes the next.</summary>
    private static async Task<double> SequentialAsync(BenchDatabase database, IServiceProvider services)
    {
        var settlement = await SettlementRows.AddAsync(services, database.Tenant, SequentialOrders, start: false);
        var (starts, results, queue) = (services.GetRequiredService<ChargeStarts>(), services.GetRequiredService<ChargeResults>(), services.GetRequiredService<WorkQueue>());
        var gateway = services.GetRequiredService<IPaymentGateways>().Current!;
        var worker = Guid.NewGuid();
        var watch = Stopwatch.StartNew();
        foreach (var _ in settlement.Charges)
        {
            var item = (await queue.ClaimAsync(SettlementRows.HeldLane, worker, 1, default))[0];
            var held = (await starts.StartAsync(item.Lane, worker, item.Tenant, [item.Id], default))[0]!;
            var answer = await gateway.ChargeAsync(held.Charge, default);
            await results.WriteAsync(item.Lane, worker, item.Tenant, [new ChargeResult(held, answer, true, TimeSpan.Zero, [])], default);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static bool TryRead(string[] arguments, out int charges, out int latency, out int parallel, out string? json)
    {
        (charges, latency, parallel, json) = (10_000, 200, 64, null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--charges" when IsNumber(value, 1, 1_000_000, out charges):
                case "--latency" when IsNumber(value, 1, 60_000, out latency):
                case "--parallel" when IsNumber(value, 1, 256, out parallel):
                    break;
                case "--json" when value.Length > 0:
                    json = value;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool IsNumber(string value, int least, int most, out int number) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
