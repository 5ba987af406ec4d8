using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Benchmarks;

/// <summary>
/// A cluster with so many orders of the demo tenant, of one or two lines each, whose personal values decrypt. In a folder that was named it stays, and is used
/// again where it has as many orders.
/// </summary>
internal sealed class ApiBenchDatabase : IAsyncDisposable
{
    /// <summary>People who order again and again: so many different values there are.</summary>
    private const int People = 1_000;

    private readonly EmbeddedPostgres _postgres;
    private readonly string? _temporary;

    private ApiBenchDatabase(EmbeddedPostgres postgres, string keys, string? temporary)
    {
        (_postgres, Keys, _temporary) = (postgres, keys, temporary);

        // As many connections as help two cores, for both servers alike.
        ConnectionString = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { MaxPoolSize = 32 }.ConnectionString;
    }

    /// <summary>Of the owner, whom row-level security does not bind.</summary>
    public string ConnectionString { get; }

    /// <summary>Entries of the key ring, with commas.</summary>
    public string Keys { get; }

    public static Guid IdOf(long number) => Guid.Parse($"01980000-0000-7000-8000-{number.ToString("x12", CultureInfo.InvariantCulture)}");

    public static DateTimeOffset MomentOf(long number) => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number);

    public static async Task<ApiBenchDatabase> StartAsync(string? folder, long orders)
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
        var (made, wanted) = (Path.Combine(root, "orders"), orders.ToString(CultureInfo.InvariantCulture));
        var isMade = File.Exists(made) && string.Equals(await File.ReadAllTextAsync(made), wanted, StringComparison.Ordinal);
        if (!isMade)
        {
            File.Delete(made);
            await EmbeddedPostgres.RemoveAsync(options);
        }

        var postgres = await EmbeddedPostgres.StartAsync(options);
        var database = new ApiBenchDatabase(postgres, await File.ReadAllTextAsync(keyFile), folder is null ? root : null);
        try
        {
            await DatabaseProvisioning.ProvisionAsync(postgres.ConnectionString);
            if (!isMade)
            {
                await database.FillAsync(orders);
                await File.WriteAllTextAsync(made, wanted);
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

    private async Task FillAsync(long orders)
    {
        var watch = Stopwatch.StartNew();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Making {orders:N0} orders …"));
        await AddPeopleAsync();

        // Indexes are built faster at the end than row by row.
        var indexes = await IndexesAsync();
        await ExecuteAsync(string.Join(';', indexes.Select(static index => $"DROP INDEX {index.Name}")));
        var half = orders / 2;
        await Task.WhenAll(InsertAsync(1, half), InsertAsync(half + 1, orders));
        foreach (var (_, definition) in indexes)
        {
            await ExecuteAsync($"SET maintenance_work_mem = '512MB'; {definition}");
        }

        await ExecuteAsync("DROP TABLE bench_people");
        await ExecuteAsync("VACUUM (ANALYZE) orders, order_lines");
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
        for (var n = 0; n < People; n++)
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

    private Task InsertAsync(long first, long last) => ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SET session_replication_role = replica;
        SET synchronous_commit = off;
        INSERT INTO orders (tenant_id, id, order_number, status, payment_status, source, customer_code, customer_name_encrypted, customer_email_encrypted, customer_phone_encrypted,
            customer_email_index, customer_phone_index, shipping_address_encrypted, ordered_at, payment_method, tax_included, subtotal, shipping_fee, discount,
            taxable_10, tax_10, taxable_8, tax_8, taxable_0, total, batch_id, csv_source, csv_source_sha256, csv_row_number, created_at, modified_at)
        SELECT '{DemoSeed.DemoTenant}', ('01980000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'EC-' || n, 1 + n % 5, 1, 3, 'C-' || n % {People}, p.name, p.email, p.phone,
            p.email_index, p.phone_index, p.address, timestamptz '2024-01-01T00:00Z' + n * interval '1 second', 1, false, 1200 * (1 + n % 2), 0, 0,
            1200 * (1 + n % 2), 120 * (1 + n % 2), 0, 0, 0, 1320 * (1 + n % 2), ('01980000-0000-7000-9000-' || lpad(to_hex(n / 10000), 12, '0'))::uuid, 'orders.csv', sha256('a'),
            2 + n % 10000, timestamptz '2024-01-01T00:00Z' + n * interval '1 second', timestamptz '2024-01-01T00:00Z' + n * interval '1 second'
        FROM generate_series({first}::bigint, {last}::bigint) n JOIN bench_people p ON p.number = n % {People};
        INSERT INTO order_lines (tenant_id, order_id, number, product_code, product_name, quantity, unit_price, tax_rate, amount, row_number)
        SELECT '{DemoSeed.DemoTenant}', ('01980000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, l, 'A-' || (n + l) % 1000, 'ボールペン 黒', 1, 1200, 10, 1200, 1 + l + n % 10000
        FROM generate_series({first}::bigint, {last}::bigint) n, generate_series(1, 1 + n % 2) l
        """));

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
