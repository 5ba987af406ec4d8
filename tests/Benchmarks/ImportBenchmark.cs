using System.Diagnostics;
using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.Benchmarks;

/// <summary>
/// Measures imports from the start of the job to finished (reading, checking, encryption, writing, audit, control totals), and in the
/// same run <c>\copy</c> of the very rows that the import wrote, into the same tables with the same indexes and triggers.
/// </summary>
internal static class ImportBenchmark
{
    private const int WarmUps = 4;
    private const int ShortOrders = 20_000;
    private const int ShortTries = 5;

    private static readonly string[] Tables = ["customers", "orders", "order_lines", "import_problems"];

    /// <summary>Figures of one import; the names are fixed.</summary>
    /// <param name="Errors"><c>clean</c>, or <c>all</c> for a mistake in every row.</param>
    /// <param name="CopySeconds"><c>\copy</c> of the same rows into the same tables.</param>
    /// <param name="PeakMemoryMb">Of this process, over what it had before the import.</param>
    private sealed record Figures(
        int Orders, string Errors, long DatabaseOrders, double Seconds, double CopySeconds, double Ratio, double RowsPerSecond, double PeakMemoryMb);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryRead(arguments, out var sizes, out var databaseOrders, out var json))
        {
            return Usage.Print("portal bench import [--orders 10000,100000,1000000] [--database-orders 0] [--json FILE]");
        }

        var rows = new List<Figures>();
        Report.Header(("orders", 10), ("errors", 8), ("database", 12), ("seconds", 10), ("\\copy", 10), ("ratio", 8), ("rows/s", 10), ("µs/row", 10), ("peak MB", 10));
        if (databaseOrders > 0)
        {
            // Filling takes longer than all imports together, so they share it.
            await using var filled = await BenchDatabase.StartAsync();
            await FillAsync(filled, databaseOrders);
            foreach (var (size, errors) in Cases(sizes))
            {
                rows.Add(await MeasureAsync(filled, size, errors, databaseOrders));
            }
        }
        else
        {
            foreach (var (size, errors) in Cases(sizes))
            {
                // Each on a database of its own, so that none pays for the vacuum of the one before.
                await using var empty = await BenchDatabase.StartAsync();
                rows.Add(await MeasureAsync(empty, size, errors, 0));
            }
        }

        await Report.WriteAsync("import", rows, json);
        return 0;
    }

    private static IEnumerable<(int Orders, SampleErrors Errors)> Cases(int[] sizes) =>
        sizes.SelectMany(static size => (SampleErrors[])[SampleErrors.None, SampleErrors.All], static (size, errors) => (size, errors));

    private static async Task<Figures> MeasureAsync(BenchDatabase database, int size, SampleErrors errors, long databaseOrders)
    {
        // The first import of a process pays for its compilation; what is measured is a portal that has been running.
        // Methods are compiled again, better, once they have run often: that takes some imports.
        for (var i = 0; i < WarmUps; i++)
        {
            await database.Services.ImportAsync(10_000, SampleErrors.Some);
            await database.Services.ImportAsync(2_000, SampleErrors.All);
        }

        // Short ones are at the mercy of whatever else the machine does: the one in the middle counts.
        var tries = new List<Figures>();
        for (var i = 0; i < (size <= ShortOrders ? ShortTries : 1); i++)
        {
            await EmptyAsync(database, databaseOrders);
            await database.ExecuteAsync("CHECKPOINT");
            tries.Add(await MeasureOnceAsync(database, size, errors, databaseOrders));
        }

        var figures = tries.OrderBy(figure => figure.Seconds).ElementAt(tries.Count / 2);
        Report.Row(
            (figures.Orders, "N0", 10), (Report.Text(figures.Errors), "", 8), (figures.DatabaseOrders, "N0", 12), (figures.Seconds, "0.00", 10),
            (figures.CopySeconds, "0.00", 10), (figures.Ratio, "0.00", 8), (figures.RowsPerSecond, "N0", 10), (1e6 / figures.RowsPerSecond, "0.0", 10),
            (figures.PeakMemoryMb, "0", 10));
        return figures;
    }

    private static async Task<Figures> MeasureOnceAsync(BenchDatabase database, int orders, SampleErrors errors, long databaseOrders)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        using var memory = new MemoryWatch();
        var import = await database.Services.ImportAsync(orders, errors);
        var peak = memory.Stop();
        if (import.TotalsMatch != true)
        {
            throw new InvalidOperationException("The control totals of the measured import do not match.");
        }

        var seconds = (import.FinishedAt!.Value - import.StartedAt!.Value).TotalSeconds;
        var copy = await CopyAsync(database, import, databaseOrders);
        return new Figures(
            orders, errors == SampleErrors.None ? "clean" : "all", databaseOrders, Math.Round(seconds, 3), Math.Round(copy.TotalSeconds, 3),
            Math.Round(seconds / copy.TotalSeconds, 2), Math.Round(import.RowsTotal!.Value / seconds), Math.Round(peak, 1));
    }

    /// <summary>Takes the rows out as text, empties the tables and copies them in again.</summary>
    private static async Task<TimeSpan> CopyAsync(BenchDatabase database, ImportSnapshot import, long databaseOrders)
    {
        var folder = Directory.CreateTempSubdirectory("orderportal-copy-").FullName;
        try
        {
            // Only what the import wrote: in a filled database the other rows stay where they are.
            var own = databaseOrders == 0 ? "" : $" WHERE tenant_id = '{database.Tenant.Value}'";
            await database.PsqlAsync([.. Tables.Select(table => $"\\copy (SELECT * FROM {table}{own}) TO '{folder}/{table}'")]);
            await EmptyAsync(database, databaseOrders);
            await database.ExecuteAsync("CHECKPOINT");
            return await database.PsqlAsync([.. Tables.Select(table => $"\\copy {table} FROM '{folder}/{table}'")]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task EmptyAsync(BenchDatabase database, long databaseOrders)
    {
        if (databaseOrders == 0)
        {
            await database.ExecuteAsync("TRUNCATE customers, orders, order_lines, order_status_changes, import_problems");
            return;
        }

        await database.ExecuteAsync(string.Join(';', Tables.Reverse().Select(table => $"DELETE FROM {table} WHERE tenant_id = '{database.Tenant.Value}'")));

        // The same numbers come again: unique indexes would have to look at the deleted ones.
        await database.ExecuteAsync($"VACUUM (INDEX_CLEANUP ON) {string.Join(", ", Tables)}");
    }

    /// <summary>Orders of another tenant, made in the database: they fill tables and indexes as an old customer's would.</summary>
    private static async Task FillAsync(BenchDatabase database, long orders)
    {
        if (orders == 0)
        {
            return;
        }

        Console.Error.WriteLine($"Filling the database with {orders:N0} orders …");
        await database.ExecuteAsync(
            $"""
            WITH tenant AS (SELECT gen_random_uuid() AS id), made AS (
                INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, customer_email_encrypted,
                    customer_phone_encrypted, customer_email_index, customer_phone_index, shipping_address_encrypted, ordered_at, payment_method, tax_included, subtotal,
                    shipping_fee, discount, taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, created_at, modified_at)
                SELECT tenant.id, lpad(to_hex(n), 32, '0')::uuid, 'F-' || n, 1 + n % 5, 1, 3, 'C' || n % 200000, sha256(n::text::bytea), sha256(n::text::bytea),
                    sha256(n::text::bytea), substring(sha256(n::text::bytea) FROM 1 FOR 16), substring(sha256((-n)::text::bytea) FROM 1 FOR 16),
                    sha256(n::text::bytea) || sha256(n::text::bytea), now() - n * interval '1 second', 1, false, 1000, 0, 0, 1000, 100, 0, 0, 0, 1100, now(), now()
                FROM generate_series(1, {orders}) n, tenant
                RETURNING tenant_id, id)
            INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount)
            SELECT tenant_id, id, 1, 'P-1', 'P', 1, 1000, 10, 1000 FROM made
            """);
        await database.ExecuteAsync("VACUUM ANALYZE orders");
    }

    private static bool TryRead(string[] arguments, out int[] sizes, out long databaseOrders, out string? json)
    {
        (sizes, databaseOrders, json) = ([10_000, 100_000, 1_000_000], 0, null);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--orders" when value.Split(',').All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0):
                    sizes = [.. value.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
                    break;
                case "--database-orders" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out databaseOrders):
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

    /// <summary>Looks at the process's memory ten times a second.</summary>
    private sealed class MemoryWatch : IDisposable
    {
        private readonly long _before = Used();
        private readonly Timer _timer;
        private long _peak;

        public MemoryWatch()
        {
            _peak = _before;
            _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        }

        /// <returns>Megabytes over what was used at the start.</returns>
        public double Stop()
        {
            Look();
            return (Interlocked.Read(ref _peak) - _before) / 1024.0 / 1024.0;
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => Interlocked.Exchange(ref _peak, Math.Max(Interlocked.Read(ref _peak), Used()));

        private static long Used()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
