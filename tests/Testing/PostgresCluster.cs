using System.Diagnostics;
using System.Globalization;
using OrderPortal.Infrastructure.Shared.Persistence;
using Xunit;

namespace OrderPortal.Testing;

/// <summary>
/// A throw-away cluster, one per test assembly: <c>[assembly: AssemblyFixture(typeof(PostgresCluster))]</c>. Databases in it are
/// <see cref="TestDatabase"/>'s.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private static readonly string Clusters = Path.Combine(Path.GetTempPath(), "orderportal-tests-" + Environment.UserName);
    private static PostgresCluster? _running;
    private EmbeddedPostgres? _postgres;

    /// <summary>The assembly's cluster.</summary>
    public static PostgresCluster Running =>
        _running ?? throw new InvalidOperationException("No cluster runs: the test assembly lacks [assembly: AssemblyFixture(typeof(PostgresCluster))].");

    public EmbeddedPostgres Postgres => _postgres ?? throw new InvalidOperationException("The cluster is not started.");

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
        _running ??= this;
    }

    public async ValueTask DisposeAsync()
    {
        if (ReferenceEquals(_running, this))
        {
            _running = null;
        }

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
}
