using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Dashboard;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Benchmarks;

/// <summary>
/// A cluster with so many orders of the demo tenant (see <see cref="FilledRows"/>), whose personal values decrypt, and with their rollups. In a folder that was
/// named it stays, and is used again where it has as many orders.
/// </summary>
internal sealed class FilledDatabase : IAsyncDisposable
{
    /// <summary>Of what is written below: data of another form are made anew.</summary>
    private const string Form = "2";

    private readonly EmbeddedPostgres _postgres;
    private readonly string? _temporary;

    private FilledDatabase(EmbeddedPostgres postgres, string application, string keys, FilledRows rows, string? temporary)
    {
        (_postgres, Keys, Rows, _temporary) = (postgres, keys, rows, temporary);

        // As many connections as help two cores, for both servers alike.
        ConnectionString = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { MaxPoolSize = 32 }.ConnectionString;
        ApplicationConnectionString = application;
    }

    /// <summary>Of the owner, whom row-level security does not bind.</summary>
    public string ConnectionString { get; }

    /// <summary>Of the role that the portal works under.</summary>
    public string ApplicationConnectionString { get; }

    /// <summary>Entries of the key ring, with commas.</summary>
    public string Keys { get; }

    public FilledRows Rows { get; }

    public static async Task<FilledDatabase> StartAsync(string? folder, long orders)
    {
        var root = folder is null ? Directory.CreateTempSubdirectory("orderportal-bench-").FullName : Directory.CreateDirectory(folder).FullName;
        var data = Environment.GetEnvironmentVariable("ORDERPORTAL_DATA");
        var keyFile = Path.Combine(root, "keys");
        if (!File.Exists(keyFile))
        {
            await File.WriteAllTextAsync(keyFile, string.Join(',', KeyRing.Generate()));
        }

        var options = new EmbeddedPostgresOptions
        {
            DataFolder = Path.Combine(root, "postgres"),
            FetchedBinariesFolder = data is null ? null : Path.Combine(data, "postgres-bin"),
        };

        // Written when the orders are there: what was broken off is made anew.
        var made = Path.Combine(root, "orders");
        var rows = File.Exists(made) ? Read(await File.ReadAllTextAsync(made)) : null;
        var isMade = rows?.Orders == orders;
        if (!isMade)
        {
            File.Delete(made);
            await EmbeddedPostgres.RemoveAsync(options);
            rows = new FilledRows(orders, DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        }

        var postgres = await EmbeddedPostgres.StartAsync(options);
        var application = await DatabaseProvisioning.ProvisionAsync(postgres.ConnectionString);
        var database = new FilledDatabase(postgres, application, await File.ReadAllTextAsync(keyFile), rows!, folder is null ? root : null);
        try
        {
            if (!isMade)
            {
                await database.FillAsync();
                await File.WriteAllTextAsync(made, string.Create(CultureInfo.InvariantCulture, $"{Form} {orders} {rows!.Now.ToUnixTimeSeconds()}"));
            }

            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static FilledRows? Read(string text) => text.Split(' ') is [Form, var orders, var now]
        ? new FilledRows(long.Parse(orders, CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeSeconds(long.Parse(now, CultureInfo.InvariantCulture)))
        : null;

    private async Task FillAsync()
    {
        var watch = Stopwatch.StartNew();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {Rows.Orders:N0} orders …"));
        await AddPeopleAsync();

        // Indexes are built faster at the end than row by row.
        var indexes = await IndexesAsync();
        await ExecuteAsync(string.Join(';', indexes.Select(static index => $"DROP INDEX {index.Name}")));
        var half = Rows.Orders / 2;
        await Task.WhenAll(ExecuteAsync(Rows.Insert(1, half)), ExecuteAsync(Rows.Insert(half + 1, Rows.Orders)));
        foreach (var (_, definition) in indexes)
        {
            await ExecuteAsync($"SET maintenance_work_mem = '512MB'; {definition}");
        }

        await ExecuteAsync("DROP TABLE bench_people");
        await ExecuteAsync("ANALYZE orders, order_lines");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Orders after {watch.Elapsed.TotalSeconds:N0} s; rollups …"));

        // The orders were written past the triggers.
        await using (var source = NpgsqlDataSource.Create(ApplicationConnectionString))
        {
            await new Rollups(new TenantConnections(source)).RebuildAsync(DemoSeed.DemoTenant, default);
        }

        await ExecuteAsync("VACUUM (ANALYZE)");
        await ExecuteAsync("CHECKPOINT");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Made in {watch.Elapsed.TotalSeconds:N0} s."));
    }

    private async Task AddPeopleAsync()
    {
        var keys = KeyRing.Parse(Keys.Split(',')).Ring!;
        using var cipher = new FieldCipher(keys);
        using var blind = new BlindIndex(keys);
        await ExecuteAsync("DROP TABLE IF EXISTS bench_people; CREATE UNLOGGED TABLE bench_people (number int PRIMARY KEY, name bytea, email bytea, phone bytea, address bytea, email_index bytea, phone_index bytea)");
        await using var connection = await OpenAsync();
        await using var writer = await connection.BeginBinaryImportAsync("COPY bench_people FROM STDIN (FORMAT binary)");
        for (var n = 0; n < FilledRows.People; n++)
        {
            var (email, phone) = (string.Create(CultureInfo.InvariantCulture, $"customer-{n}@customer.example"), string.Create(CultureInfo.InvariantCulture, $"0312{n:000000}"));
            var address = new ShippingAddress("1500001", "東京都", "渋谷区", string.Create(CultureInfo.InvariantCulture, $"神宮前1-2-{n}"), "第一ビル4階");
            await writer.StartRowAsync();
            await writer.WriteAsync(n, NpgsqlDbType.Integer);
            foreach (var value in (byte[][])[
                cipher.Encrypt(string.Create(CultureInfo.InvariantCulture, $"山田 太郎 {n}"), FieldContexts.OrderCustomerName), cipher.Encrypt(email, FieldContexts.OrderCustomerEmail),
                cipher.Encrypt(phone, FieldContexts.OrderCustomerPhone), ShippingAddressText.Encrypt(address, cipher), blind.ForEmail(DemoSeed.DemoTenant, email), blind.ForPhone(DemoSeed.DemoTenant, phone)])
            {
                await writer.WriteAsync(value, NpgsqlDbType.Bytea);
            }
        }

        await writer.CompleteAsync();
    }

    /// <summary>Those that belong to no constraint.</summary>
    private async Task<List<(string Name, string Definition)>> IndexesAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid IN ('orders'::regclass, 'order_lines'::regclass) AND NOT i.indisprimary
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var indexes = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            indexes.Add((reader.GetString(0), reader.GetString(1)));
        }

        return indexes;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
