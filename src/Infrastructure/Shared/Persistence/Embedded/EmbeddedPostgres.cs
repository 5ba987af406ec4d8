using System.Globalization;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>
/// A private PostgreSQL cluster, started when no connection string is configured, and by tests and benchmarks. It listens on
/// a socket in a private folder only (on a loopback port on Windows). Several processes may use one folder: the first starts
/// the server, the last that leaves stops it. A server that outlived a killed process is found and used again.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const string OwnerRole = "postgres";
    public const string DatabaseName = "orderportal";
    private static readonly TimeSpan LogTrimInterval = TimeSpan.FromMinutes(5);

    private readonly ClusterFolder _folder;
    private readonly ClusterServer _server;
    private readonly EmbeddedPostgresOptions _options;
    private readonly string _password;
    private readonly IDisposable _use;
    private readonly ITimer _logTrimming;
    private int _disposed;

    private EmbeddedPostgres(ClusterFolder folder, ClusterServer server, EmbeddedPostgresOptions options, string password, IDisposable use)
    {
        _folder = folder;
        _server = server;
        _options = options;
        _password = password;
        _use = use;
        var log = server.Log;
        _logTrimming = options.Clock.CreateTimer(_ => log.Trim(), state: null, LogTrimInterval, LogTrimInterval);
    }

    /// <summary>Of the owner, a superuser, on the database <see cref="DatabaseName"/>.</summary>
    public string ConnectionString => ConnectionStringFor(DatabaseName);

    /// <summary>Whether a server was running already, started by another process or left by a killed one.</summary>
    public bool WasRunning => _server.WasRunning;

    public int MajorVersion => _server.Binaries.MajorVersion;

    public string DataFolder => _folder.Root;

    /// <exception cref="EmbeddedPostgresException">The cluster cannot be had; the message says why and how to mend it.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var deadline = new CancellationTokenSource(options.StartTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var folder = new ClusterFolder(options.DataFolder);
        folder.Create();
        try
        {
            using var starting = await folder.LockStartAsync(either.Token);
            return await StartLockedAsync(folder, options, either.Token, cancellationToken);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var lastLine = await new ServerLog(folder.LogFile, options.MaximumLogBytes).LastLineAsync();
            throw new EmbeddedPostgresException(
                EmbeddedPostgresFailure.StartTimedOut,
                string.Create(CultureInfo.InvariantCulture, $"PostgreSQL in {folder.Root} was not ready within {options.StartTimeout.TotalSeconds:0} seconds. Its log ends with: {lastLine}"),
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw folder.Explain(exception);
        }
    }

    private static async Task<EmbeddedPostgres> StartLockedAsync(
        ClusterFolder folder, EmbeddedPostgresOptions options, CancellationToken limited, CancellationToken askedByCaller)
    {
        var use = folder.ShareUse();
        try
        {
            var password = await folder.PasswordAsync(limited);
            var server = await ClusterServer.StartAsync(folder, options, password, limited);
            return new EmbeddedPostgres(folder, server, options, password, use);
        }
        catch
        {
            use.Dispose();
            using var alone = folder.TryOwnUse();

            // A start that took too long goes on by itself (it may be replaying much): the next one finds it ready. One that
            // the caller gave up is undone.
            if (alone is not null && (options.Throwaway || askedByCaller.IsCancellationRequested))
            {
                await ClusterServer.StopLeftoverAsync(folder, options, CancellationToken.None);
            }

            throw;
        }
    }

    /// <summary>Stops the server of a folder if one runs and deletes the folder. False when another process uses it.</summary>
    public static async Task<bool> RemoveAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new ClusterFolder(options.DataFolder);
        folder.Create();
        using (await folder.LockStartAsync(cancellationToken))
        {
            using var alone = folder.TryOwnUse();
            if (alone is null)
            {
                return false;
            }

            await ClusterServer.StopLeftoverAsync(folder, options, cancellationToken);
        }

        folder.Delete();
        return true;
    }

    public string ConnectionStringFor(string database) => _server.Address.ToConnectionString(_password, database).ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _logTrimming.DisposeAsync();
        using var patience = new CancellationTokenSource(_options.StartTimeout, _options.Clock);
        try
        {
            using var stopping = await _folder.LockStartAsync(patience.Token);
            _use.Dispose();
            using var alone = _folder.TryOwnUse();
            if (alone is null)
            {
                return;
            }

            await _server.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Somebody else starts or stops it for minutes, or it does not end: it is left to the next start, which finds it.
            _use.Dispose();
            return;
        }

        if (_options.Throwaway)
        {
            _folder.Delete();
        }
    }
}
