using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrderPortal.Infrastructure.Shared.Persistence;
using Xunit;

namespace OrderPortal.Testing;

/// <summary>
/// A throw-away cluster, one per test assembly: <c>[assembly: AssemblyFixture(typeof(PostgresCluster))]</c>, or a derived
/// class that hands over what prepares the template (the real migrations), which runs once; every test class then takes a
/// clone of it, through <see cref="TestDatabase"/> or <see cref="CreateDatabaseAsync"/>.
/// </summary>
/// <param name="prepareTemplate">Gets the connection string of the empty template database; leaves no connection open.</param>
public class PostgresCluster(Func<string, Task>? prepareTemplate) : IAsyncLifetime
{
    private const string TemplateName = "template_orderportal";
    private static readonly string Clusters = Path.Combine(Path.GetTempPath(), "orderportal-tests-" + Environment.UserName);
    private readonly SemaphoreSlim _creating = new(1, 1);
    private EmbeddedPostgres? _postgres;
    private int _lastNumber;

    public PostgresCluster()
        : this(prepareTemplate: null)
    {
    }

    public EmbeddedPostgres Postgres => _postgres ?? throw new InvalidOperationException("The cluster is not started: register it as an assembly fixture.");

    /// <summary>Options of a throw-away cluster in a new folder, with the binaries that the repository's script fetched.</summary>
    public static EmbeddedPostgresOptions NewOptions() => new()
    {
        DataFolder = Path.Combine(Clusters, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Path.GetRandomFileName()}")),
        Throwaway = true,
        FetchedBinariesFolder = RepositoryFolder() is { } repository ? Path.Combine(repository, ".data", "postgres-bin") : null,
    };

    public async ValueTask InitializeAsync()
    {
        await RemoveAbandonedAsync();
        _postgres = await EmbeddedPostgres.StartAsync(NewOptions(), TestContext.Current.CancellationToken);
        if (prepareTemplate is null)
        {
            return;
        }

        await ExecuteAsync($"CREATE DATABASE {TemplateName}");
        await prepareTemplate(WithoutPool(TemplateName));

        // PostgreSQL clones only a database that nobody is connected to.
        await ExecuteAsync($"ALTER DATABASE {TemplateName} ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{TemplateName}'");
    }

    /// <summary>Creates a database and returns its connection string, of the owner.</summary>
    /// <param name="template">The database to clone; by default the prepared template, or an empty one if nothing prepares any.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Interlocked.Increment(ref _lastNumber)}";
        await _creating.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? (prepareTemplate is null ? "template1" : TemplateName)}");
        }
        finally
        {
            _creating.Release();
        }

        return new NpgsqlConnectionStringBuilder(Postgres.ConnectionStringFor(name)) { MaxPoolSize = 20, IncludeErrorDetail = true }.ConnectionString;
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _creating.Dispose();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    /// <summary>A test run that was killed leaves its server and folder; the next one clears them away.</summary>
    private static async Task RemoveAbandonedAsync()
    {
        if (!Directory.Exists(Clusters))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(Clusters).Where(IsAbandoned))
        {
            try
            {
                await EmbeddedPostgres.RemoveAsync(NewOptions() with { DataFolder = folder });
            }
            catch (Exception exception) when (exception is EmbeddedPostgresException or IOException)
            {
                // Another run removes the same one right now.
            }
        }
    }

    /// <summary>The name begins with the number of the process that made it.</summary>
    private static bool IsAbandoned(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string? RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrderPortal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    private string WithoutPool(string database) => new NpgsqlConnectionStringBuilder(Postgres.ConnectionStringFor(database)) { Pooling = false }.ConnectionString;

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(WithoutPool("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A database of one test class, as its class fixture: cloned before the first test, dropped after the last.</summary>
public sealed class TestDatabase(PostgresCluster cluster) : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync() => ConnectionString = await cluster.CreateDatabaseAsync();

    public async ValueTask DisposeAsync() => await cluster.DropDatabaseAsync(ConnectionString);
}
