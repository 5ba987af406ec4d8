using System.Diagnostics;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Benchmarks;

/// <summary>
/// A cluster of the bench's own, with the settings of the embedded default (everything is forced to disk as in production), and the
/// portal's own services on it.
/// </summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres _postgres;
    private readonly string _folder;

    private BenchDatabase(EmbeddedPostgres postgres, string application, string folder)
    {
        ApplicationConnectionString = application;
        _postgres = postgres;
        Services = new BenchServices(application, string.Join(',', KeyRing.Generate()), Tenant);
        _folder = folder;
    }

    public string OwnerConnectionString => _postgres.ConnectionString;

    /// <summary>Of the role that the portal works under.</summary>
    public string ApplicationConnectionString { get; }

    public TenantId Tenant { get; } = TenantId.New();

    /// <summary>Of the bench's tenant.</summary>
    public BenchServices Services { get; }

    public static async Task<BenchDatabase> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("orderportal-bench-").FullName;
        var data = Environment.GetEnvironmentVariable("ORDERPORTAL_DATA");
        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
        {
            DataFolder = Path.Combine(folder, "postgres"),
            FetchedBinariesFolder = data is null ? null : Path.Combine(data, "postgres-bin"),
        });
        var application = await DatabaseProvisioning.ProvisionAsync(postgres.ConnectionString);
        var database = new BenchDatabase(postgres, application, folder);
        await database.ExecuteAsync(
            $"""
            INSERT INTO tenants (id, key, name, created_at, free_product_codes, split_settlement, tax_rounding, default_payment_method)
            VALUES ('{database.Tenant.Value}', 'bench', 'bench', now(), true, true, 1, 1)
            """);
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs a script of psql, as the owner.</summary>
    public async Task<TimeSpan> PsqlAsync(params string[] commands)
    {
        var connection = new NpgsqlConnectionStringBuilder(OwnerConnectionString);
        var start = new ProcessStartInfo("psql") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", connection.Database!])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var command in commands)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(command);
        }

        start.Environment["PGPASSWORD"] = connection.Password;
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("psql does not start.");
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? watch.Elapsed : throw new InvalidOperationException("psql failed; see above.");
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
