using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>The server of one cluster folder. Its methods are called under the folder's start lock.</summary>
internal sealed class ClusterServer
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private readonly ClusterFolder _folder;
    private readonly EmbeddedPostgresOptions _options;
    private readonly ServerAccount _account;

    private ClusterServer(ClusterFolder folder, EmbeddedPostgresOptions options, PostgresBinaries binaries, ServerAccount account, ServerAddress address)
    {
        _folder = folder;
        _options = options;
        _account = account;
        Binaries = binaries;
        Address = address;
        Log = new ServerLog(folder.LogFile, options.MaximumLogBytes);
    }

    public PostgresBinaries Binaries { get; }
    public ServerAddress Address { get; private set; }
    public ServerLog Log { get; }
    public bool WasRunning { get; private set; }

    /// <summary>Takes the server that runs, or makes what is missing and starts one.</summary>
    public static async Task<ClusterServer> StartAsync(ClusterFolder folder, EmbeddedPostgresOptions options, string password, CancellationToken cancellationToken)
    {
        var binaries = await PostgresBinaries.FindAsync(options, folder.MajorVersion, cancellationToken);
        var account = await ServerAccount.ChooseAsync(folder, binaries, cancellationToken);
        var server = new ClusterServer(folder, options, binaries, account, ServerAddress.Choose(folder));
        if (!await server.TakeRunningAsync(password, cancellationToken))
        {
            folder.RequireFreeSpace(options.MinimumFreeBytes);
            await account.TakeAsync(folder.LogFolder, cancellationToken);
            await account.TakeSocketFolderAsync(folder.SocketFolder, cancellationToken);
            if (!folder.IsInitialised)
            {
                await server.InitialiseAsync(password, cancellationToken);
            }

            await server.LaunchAsync(cancellationToken);
            await server.WaitUntilReadyAsync(password, running: null, cancellationToken);
        }

        await server.EnsureDatabaseAsync(password, cancellationToken);
        return server;
    }

    public static async Task StopLeftoverAsync(ClusterFolder folder, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        if (await RunningServer.FindAsync(folder, cancellationToken) is { } running)
        {
            var binaries = await PostgresBinaries.FindAsync(options, folder.MajorVersion, cancellationToken);
            var account = await ServerAccount.ChooseAsync(folder, binaries, cancellationToken);
            await new ClusterServer(folder, options, binaries, account, running.Address).StopAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What a throw-away cluster would still write on an orderly stop is deleted a moment later.
        string[] modes = _options.Throwaway ? ["immediate"] : ["fast", "immediate"];
        foreach (var mode in modes)
        {
            // Looked at each time: pg_ctl signals whatever process the file names, be it no server of ours any more.
            if (await RunningServer.FindAsync(_folder, cancellationToken) is null)
            {
                break;
            }

            await _account.RunAsync(Binaries.Program("pg_ctl"), ["stop", "-D", _folder.Cluster, "-m", mode, "-w", "-t", "60", "-s"], cancellationToken);
        }

        if (!OperatingSystem.IsWindows() && Directory.Exists(_folder.SocketFolder))
        {
            Directory.Delete(_folder.SocketFolder, recursive: true);
        }
    }

    private async Task<bool> TakeRunningAsync(string password, CancellationToken cancellationToken)
    {
        if (await RunningServer.FindAsync(_folder, cancellationToken) is not { } running)
        {
            return false;
        }

        var chosen = Address;
        Address = running.Address;
        WasRunning = await WaitUntilReadyAsync(password, running, cancellationToken);
        Address = WasRunning ? running.Address : chosen;
        return WasRunning;
    }

    private async Task InitialiseAsync(string password, CancellationToken cancellationToken)
    {
        // Made under another name and renamed at the end: a start that was killed half-way is simply made again.
        var made = _folder.UnfinishedCluster;
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        ClusterFolder.CreateFolder(made);
        await _account.TakeAsync(made, cancellationToken);

        var passwordFile = Path.Combine(_folder.LogFolder, "initdb.password");
        await ClusterFolder.WritePrivateFileAsync(passwordFile, password, cancellationToken);
        try
        {
            await _account.TakeAsync(passwordFile, cancellationToken);
            List<string> arguments =
            [
                "-D", made, "--username=" + EmbeddedPostgres.OwnerRole, "--pwfile=" + passwordFile, "--auth=scram-sha-256",
                "--encoding=UTF8", "--lc-collate=C", "--lc-messages=C", "--no-instructions", _options.Throwaway ? "--no-sync" : "--data-checksums",
            ];

            // Sorting by code point is the same on every machine; upper and lower case must still know more than ASCII where the system can.
            var result = await _account.RunAsync(Binaries.Program("initdb"), [.. arguments, "--locale=C", OperatingSystem.IsLinux() ? "--lc-ctype=C.UTF-8" : "--lc-ctype=C"], cancellationToken);
            if (result.Output.Contains("invalid locale name", StringComparison.Ordinal))
            {
                result = await _account.RunAsync(Binaries.Program("initdb"), [.. arguments, "--locale=C"], cancellationToken);
            }

            if (!result.Succeeded)
            {
                throw Explain("made", result.Output);
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(made, _folder.Cluster);
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        Address.RemoveLeftovers();
        await ServerSettings.WriteAsync(_folder.Cluster, Address, _options.Throwaway, cancellationToken);
        await _account.TakeAsync(_folder.Cluster, cancellationToken);
        Log.Trim();
        while (true)
        {
            var mark = Log.Length;
            var seconds = Math.Ceiling(_options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            var result = await _account.RunAsync(
                Binaries.Program("pg_ctl"), ["start", "-D", _folder.Cluster, "-l", _folder.LogFile, "-w", "-t", seconds, "-s"], cancellationToken);
            if (result.Succeeded)
            {
                return;
            }

            var log = await Log.ReadSinceAsync(mark);
            if (!ServerLog.TellsOfDyingServer(log))
            {
                throw Explain("started", log.Length > 0 ? log : result.Output);
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    /// <summary>Connects until the server answers. False when the one that ran has ended meanwhile.</summary>
    private async Task<bool> WaitUntilReadyAsync(string password, RunningServer? running, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync("postgres", password, cancellationToken);
                return true;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
            {
                throw new EmbeddedPostgresException(
                    EmbeddedPostgresFailure.FolderUnusable,
                    $"The PostgreSQL that runs on {_folder.Root} does not take the password kept there. Restore the password file, or start empty with ./portal reset.",
                    exception);
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException)
            {
                if (running is not null && !await running.IsAliveAsync(_folder, cancellationToken))
                {
                    return false;
                }
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private async Task EnsureDatabaseAsync(string password, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync("postgres", password, cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = EmbeddedPostgres.DatabaseName } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = new NpgsqlCommand("CREATE DATABASE " + EmbeddedPostgres.DatabaseName, connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(string database, string password, CancellationToken cancellationToken)
    {
        var builder = Address.ToConnectionString(password, database);
        builder.Pooling = false;
        builder.Timeout = 5;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private EmbeddedPostgresException Explain(string what, string output) =>
        ServerLog.TellsOfFullDisk(output)
            ? new EmbeddedPostgresException(EmbeddedPostgresFailure.DiskFull, $"The disk of {_folder.Root} is full: the PostgreSQL cluster could not be {what}. Make room and start again.")
            : new EmbeddedPostgresException(
                output.Contains("did not start in time", StringComparison.Ordinal) ? EmbeddedPostgresFailure.StartTimedOut : EmbeddedPostgresFailure.StartFailed,
                $"The PostgreSQL cluster in {_folder.Root} could not be {what}: {ServerLog.TellingLine(output)}");
}
