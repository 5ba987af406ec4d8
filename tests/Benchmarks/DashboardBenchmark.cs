using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Dashboard;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Measures what the dashboard and the list of orders read, through the portal's own services: under the application's role and row-level security, each time in
/// an operation of its own, from asking for a connection to the last row. Without a browser and what it is shown.
/// </summary>
internal static class DashboardBenchmark
{
    private const int WarmUps = 10;
    private const int Tries = 100;

    /// <summary>After so much a query has been measured long enough.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int PageSize = 50;
    private const int PagesOn = 100;
    private const int ImportedOrders = 10_000;

    private static readonly DashboardParts Everything = new(Imports: true, Charges: true, Notifications: true);

    /// <summary>Figures of one query; the names are fixed.</summary>
    private sealed record Figures(string Query, long DatabaseOrders, double P50Ms, double P95Ms);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryRead(arguments, out var orders, out var folder, out var json))
        {
            return Usage.Print("portal bench dashboard [--orders 10000000] [--data FOLDER] [--json FILE]");
        }

        await using var database = await FilledDatabase.StartAsync(folder, orders);
        await database.ExecuteAsync(
            $"""
            INSERT INTO tenants (id, key, name, created_at, free_product_codes, split_settlement, tax_rounding, default_payment_method)
            VALUES ('{DemoSeed.DemoTenant}', 'demo', 'デモ商事株式会社', now(), true, true, 1, 1) ON CONFLICT DO NOTHING
            """);
        await using var services = new BenchServices(database.ApplicationConnectionString, database.Keys, DemoSeed.DemoTenant);
        Report.Header(("p50 ms", 9), ("p95 ms", 9), ("  query", 0));
        var rows = new List<Figures>();
        async Task AddAsync(string query, Func<IServiceProvider, Task> work) => rows.Add(await MeasureAsync(services, query, orders, work));
        foreach (var (query, asked) in Views(database.Rows))
        {
            await AddAsync(query, provider => ViewAsync(provider, asked));
        }

        foreach (var (query, filter) in Lists(database.Rows))
        {
            await AddAsync($"{query}, first page", provider => PageAsync(provider, filter, null));
            if (filter == new OrderFilter { Sort = filter.Sort })
            {
                var place = await PlaceAsync(services, filter);
                await AddAsync($"{query}, {PagesOn} pages on", provider => PageAsync(provider, filter, place));
            }
        }

        // As a portal at work has it: with differences that no job has folded yet.
        await FoldAsync(services);
        var import = await services.ImportAsync(ImportedOrders, SampleErrors.None);
        if (import.TotalsMatch != true)
        {
            throw new InvalidOperationException("The control totals of the import do not match.");
        }

        foreach (var (query, asked) in Views(database.Rows))
        {
            await AddAsync($"{query}, {ImportedOrders:N0} orders just imported", provider => ViewAsync(provider, asked));
        }

        // A folder that is kept is as it was before.
        await database.ExecuteAsync($"DELETE FROM orders WHERE batch_id = '{import.Id}'");
        await FoldAsync(services);
        await Report.WriteAsync("dashboard", rows, json);
        return 0;
    }

    private static IEnumerable<(string Query, DashboardQuery Asked)> Views(FilledRows rows)
    {
        foreach (var days in (int[])[1, 7, 30, 90, DashboardRange.MaxDays])
        {
            yield return ($"dashboard {days} days", Days(rows, days));
        }

        yield return ("dashboard 30 days, busiest customer", Days(rows, 30) with { CustomerCode = FilledRows.BusiestCustomer });
        yield return ("dashboard 90 days, busiest customer", Days(rows, 90) with { CustomerCode = FilledRows.BusiestCustomer });
        yield return ("dashboard 90 days, usual customer", Days(rows, 90) with { CustomerCode = FilledRows.UsualCustomer });
        yield return ("dashboard 30 days, group", Days(rows, 30) with { Group = rows.LatestGroup });
        yield return ("dashboard 90 days, busiest customer and group", Days(rows, 90) with { CustomerCode = FilledRows.BusiestCustomer, Group = rows.LatestGroup });
    }

    private static DashboardQuery Days(FilledRows rows, int days) => DashboardQuery.Of(DashboardRange.DayOf(rows.Now).AddDays(1 - days), null, rows.Now).Value;

    /// <summary>Every sequence that the page has, and its filters.</summary>
    private static IEnumerable<(string Query, OrderFilter Filter)> Lists(FilledRows rows)
    {
        yield return ("orders", new OrderFilter());
        foreach (var key in Enum.GetValues<OrderSortKey>())
        {
            foreach (var down in (bool[])[true, false])
            {
                yield return ($"orders by {key}{(down ? " descending" : "")}", new OrderFilter { Sort = new OrderSort(key, down) });
            }
        }

        yield return ("orders of a status", new OrderFilter { Status = OrderStatus.Pending });
        yield return ("orders of a payment status", new OrderFilter { PaymentStatus = PaymentStatus.Failed });
        yield return ("orders unpaid", new OrderFilter { PaymentStatus = PaymentStatus.Unpaid });
        yield return ("orders of a source", new OrderFilter { Source = OrderSource.Api });
        yield return ("orders of the busiest customer", new OrderFilter { CustomerCode = FilledRows.BusiestCustomer });
        yield return ("orders of a usual customer", new OrderFilter { CustomerCode = FilledRows.UsualCustomer });
        yield return ("orders of a group", new OrderFilter { Group = rows.LatestGroup });
        yield return ("orders of a week", new OrderFilter { OrderedFrom = rows.Now.AddDays(-40), OrderedBefore = rows.Now.AddDays(-33) });
        yield return ("orders over 15,000 yen", new OrderFilter { TotalFrom = 15_000 });
        yield return ("orders of a status by total", new OrderFilter { Status = OrderStatus.Cancelled, Sort = new OrderSort(OrderSortKey.Total, Descending: true) });
        yield return ("order of a number", new OrderFilter { OrderNumber = string.Create(CultureInfo.InvariantCulture, $"EC-{rows.Orders / 2}") });
        yield return ("orders of an e-mail address", new OrderFilter { Contact = "customer-7@customer.example" });
    }

    private static async Task<bool> ViewAsync(IServiceProvider services, DashboardQuery asked) =>
        (await services.GetRequiredService<IDashboardQueries>().ViewAsync(asked, Everything, default)).Error is not { } error
            ? true
            : throw new InvalidOperationException($"The dashboard was refused: {error}");

    /// <summary>As the page does: the orders, and about how many there are.</summary>
    private static async Task<string?> PageAsync(IServiceProvider services, OrderFilter filter, string? cursor)
    {
        var orders = services.GetRequiredService<IOrderQueries>();
        var page = await orders.ListAsync(filter, PageSize, cursor, default);
        await orders.EstimateAsync(filter, default);
        return page.Next;
    }

    private static async Task<string?> PlaceAsync(BenchServices services, OrderFilter filter)
    {
        string? place = null;
        for (var i = 0; i < PagesOn; i++)
        {
            place = await services.RunAsync(provider => PageAsync(provider, filter, place));
        }

        return place;
    }

    private static Task<bool> FoldAsync(BenchServices services) => services.RunAsync(async provider =>
    {
        await provider.GetRequiredService<Rollups>().FoldAsync(DemoSeed.DemoTenant, default);
        return true;
    });

    private static async Task<Figures> MeasureAsync(BenchServices services, string query, long orders, Func<IServiceProvider, Task> work)
    {
        var times = new List<float>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < WarmUps + Tries && (i < WarmUps * 2 || watch.Elapsed < Patience); i++)
        {
            var took = await services.RunAsync(async provider =>
            {
                var one = Stopwatch.StartNew();
                await work(provider);
                return (float)one.Elapsed.TotalMilliseconds;
            });
            if (i >= WarmUps)
            {
                times.Add(took);
            }
        }

        var figures = new Figures(query, orders, Report.Percentile(times, 0.5), Report.Percentile(times, 0.95));
        Report.Row((figures.P50Ms, "0.0", 9), (figures.P95Ms, "0.0", 9), (Report.Text($"  {query}"), "", 0));
        return figures;
    }

    private static bool TryRead(string[] arguments, out long orders, out string? folder, out string? json)
    {
        (orders, folder, json) = (10_000_000, null, null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            var ok = arguments[i] switch
            {
                "--orders" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out orders) && orders is >= 20_000 and <= 100_000_000,
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
