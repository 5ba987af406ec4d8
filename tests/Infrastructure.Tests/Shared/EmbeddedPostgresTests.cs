using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

/// <summary>Every test runs real servers in a folder of its own, and ends them.</summary>
public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly EmbeddedPostgresOptions _options = PostgresCluster.NewOptions() with { Throwaway = false };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PostmasterFile => Path.Combine(_options.DataFolder, "cluster", "postmaster.pid");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_options.DataFolder))
        {
            Assert.True(await EmbeddedPostgres.RemoveAsync(_options, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Start_OnAnEmptyFolder_ServesItsDatabaseAsOwner()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);

        Assert.False(postgres.WasRunning);
        Assert.Equal("orderportal", await QueryAsync(postgres, "SELECT current_database()"));
        Assert.Equal("on", await QueryAsync(postgres, "SELECT current_setting('is_superuser')"));
        Assert.Equal("on", await QueryAsync(postgres, "SHOW fsync"));
        Assert.Equal("on", await QueryAsync(postgres, "SHOW data_checksums"));
        Assert.Equal("UTF8", await QueryAsync(postgres, "SHOW server_encoding"));
    }

    [Fact]
    public async Task Start_AfterAnOrderlyStop_FindsTheDataAgain()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(_options, Token))
        {
            await WriteRowAsync(first);
        }

        Assert.False(File.Exists(PostmasterFile));
        await using var second = await EmbeddedPostgres.StartAsync(_options, Token);

        Assert.False(second.WasRunning);
        Assert.Equal("kept", await ReadRowAsync(second));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Start_ListensOnNoTcpAddressAndOnlyInAPrivateFolder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at Linux's own tables and folder rights.");
        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);
        var serverId = await ServerProcessIdAsync();

        Assert.Equal("", await QueryAsync(postgres, "SHOW listen_addresses"));
        Assert.Empty(await ListeningTcpSocketsAsync(serverId));
        var folder = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_options.DataFolder, "password")));
    }

    [Fact]
    public async Task Start_WithoutThePassword_IsRefusedByTheServer()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);
        var builder = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "another", Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Token));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Start_WhenTheServerWasKilled_RecoversWhatWasCommitted()
    {
        var first = await EmbeddedPostgres.StartAsync(_options, Token);
        await WriteRowAsync(first);
        await KillServerAsync();
        Assert.True(File.Exists(PostmasterFile));

        await using var second = await EmbeddedPostgres.StartAsync(_options, Token);

        Assert.False(second.WasRunning);
        Assert.Equal("kept", await ReadRowAsync(second));
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Start_WhenThePortalWasKilled_UsesTheServerThatStillRuns()
    {
        using var portal = await StartHolderAsync();
        portal.Kill();
        await portal.WaitForExitAsync(Token);
        var serverId = await ServerProcessIdAsync();

        await using (var postgres = await EmbeddedPostgres.StartAsync(_options, Token))
        {
            Assert.True(postgres.WasRunning);
            Assert.Equal(serverId, await ServerProcessIdAsync());
            await WriteRowAsync(postgres);
        }

        Assert.False(File.Exists(PostmasterFile));
    }

    [Fact]
    public async Task Start_WhenPortalAndServerWereKilled_Recovers()
    {
        using var portal = await StartHolderAsync();
        portal.Kill();
        await portal.WaitForExitAsync(Token);
        await KillServerAsync();

        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);

        Assert.False(postgres.WasRunning);
        await WriteRowAsync(postgres);
    }

    [Fact]
    public async Task Start_WhenTheProcessNumberOfADeadServerBelongsToAnotherProgram_Starts()
    {
        await using (await EmbeddedPostgres.StartAsync(_options, Token))
        {
            await KillServerAsync();
            var lines = await File.ReadAllLinesAsync(PostmasterFile, Token);
            lines[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(PostmasterFile, lines, Token);
        }

        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);

        Assert.False(postgres.WasRunning);
        await WriteRowAsync(postgres);
    }

    [Fact]
    public async Task Start_WhenInitialisationWasCutShort_BeginsAgain()
    {
        var half = Directory.CreateDirectory(Path.Combine(_options.DataFolder, "cluster.new"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "PG_VERSION"), "15", Token);

        await using var postgres = await EmbeddedPostgres.StartAsync(_options, Token);

        await WriteRowAsync(postgres);
        Assert.False(half.Exists && Directory.Exists(half.FullName));
    }

    [Fact]
    public async Task Dispose_WhileAnotherProcessUsesTheServer_LeavesItRunning()
    {
        using var other = await StartHolderAsync();
        await using (var second = await EmbeddedPostgres.StartAsync(_options, Token))
        {
            Assert.True(second.WasRunning);
        }

        Assert.True(File.Exists(PostmasterFile));
        await using (var third = await EmbeddedPostgres.StartAsync(_options, Token))
        {
            await WriteRowAsync(third);
        }

        other.StandardInput.Close();
        await other.WaitForExitAsync(Token);
        Assert.False(File.Exists(PostmasterFile));
    }

    [Fact]
    public async Task Dispose_OfTheStarterWhileAnotherProcessUsesTheServer_LeavesItRunningUntilThatLeaves()
    {
        var starter = await EmbeddedPostgres.StartAsync(_options, Token);
        using var other = await StartHolderAsync();
        await starter.DisposeAsync();
        Assert.True(File.Exists(PostmasterFile));
        Assert.False(await EmbeddedPostgres.RemoveAsync(_options, Token));

        other.StandardInput.Close();
        await other.WaitForExitAsync(Token);

        Assert.False(File.Exists(PostmasterFile));
    }

    [Fact]
    public async Task Start_OfTwoAtOnce_GivesBothTheSameServer()
    {
        var both = await Task.WhenAll(EmbeddedPostgres.StartAsync(_options, Token), EmbeddedPostgres.StartAsync(_options, Token));

        Assert.Single(both, postgres => postgres.WasRunning);
        Assert.Equal(both[0].ConnectionString, both[1].ConnectionString);
        await both[0].DisposeAsync();
        await WriteRowAsync(both[1]);
        await both[1].DisposeAsync();
        Assert.False(File.Exists(PostmasterFile));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Start_BelowAFolderThatOthersCannotEnter_Works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at Linux's own tables and folder rights.");
        var closed = Directory.CreateDirectory(Path.Combine(_options.DataFolder, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = _options with { DataFolder = Path.Combine(closed.FullName, "postgres") };

        await using (var first = await EmbeddedPostgres.StartAsync(options, Token))
        {
            await WriteRowAsync(first);
        }

        await using (var second = await EmbeddedPostgres.StartAsync(options, Token))
        {
            Assert.Equal("kept", await ReadRowAsync(second));
        }

        await EmbeddedPostgres.RemoveAsync(options, Token);
    }

    [Fact]
    public async Task Dispose_OfAThrowawayCluster_LeavesNothing()
    {
        var options = _options with { Throwaway = true };
        string socketFolder;
        await using (var postgres = await EmbeddedPostgres.StartAsync(options, Token))
        {
            Assert.Equal("off", await QueryAsync(postgres, "SHOW fsync"));
            socketFolder = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        }

        Assert.False(Directory.Exists(options.DataFolder));
        Assert.False(Directory.Exists(socketFolder));
    }

    private async Task<Process> StartHolderAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PostgresCluster).Assembly.Location, _options.DataFolder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var holder = Process.Start(start)!;
        Assert.Equal("ready", await holder.StandardOutput.ReadLineAsync(Token));
        return holder;
    }

    private async Task<int> ServerProcessIdAsync() => int.Parse((await File.ReadAllLinesAsync(PostmasterFile, Token))[0], CultureInfo.InvariantCulture);

    private async Task KillServerAsync()
    {
        using var server = Process.GetProcessById(await ServerProcessIdAsync());
        server.Kill();
        await server.WaitForExitAsync(Token);
    }

    /// <summary>Inodes of the process's sockets that the kernel lists as listening for TCP, of either version.</summary>
    private static async Task<IReadOnlyList<string>> ListeningTcpSocketsAsync(int processId)
    {
        const string Listening = "0A";
        var inodes = new List<string>();
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            var rows = await File.ReadAllLinesAsync($"/proc/{processId}/net/{table}", Token);
            inodes.AddRange(rows.Skip(1).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row[3] == Listening).Select(row => $"socket:[{row[9]}]"));
        }

        var held = Directory.EnumerateFiles($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget).ToList();
        Assert.Contains(held, target => target?.StartsWith("socket:", StringComparison.Ordinal) == true);
        return [.. held.OfType<string>().Intersect(inodes)];
    }

    private static Task<string?> WriteRowAsync(EmbeddedPostgres postgres) =>
        QueryAsync(postgres, "CREATE TABLE IF NOT EXISTS kept (value text); INSERT INTO kept VALUES ('kept')");

    private static Task<string?> ReadRowAsync(EmbeddedPostgres postgres) => QueryAsync(postgres, "SELECT value FROM kept");

    private static async Task<string?> QueryAsync(EmbeddedPostgres postgres, string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(statement, connection);
        return (string?)await command.ExecuteScalarAsync(Token);
    }
}
