using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>
/// The real application as a process of its own, on a test's database. It can be killed without warning and started again at the same
/// address, and several may share one database.
/// </summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Probe = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly ProcessStartInfo _start;
    private readonly string _data;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    private PortalProcess(ProcessStartInfo start, string data, Uri address, TestDatabase database)
    {
        _start = start;
        _data = data;
        Address = address;
        Database = database;
    }

    public Uri Address { get; }

    public TestDatabase Database { get; }

    /// <summary>Everything that it wrote so far, of all its starts.</summary>
    public string Log => string.Join('\n', _log);

    public int Id => _process?.Id ?? throw new InvalidOperationException("The portal does not run.");

    /// <param name="name">Names its connections in the database.</param>
    /// <param name="settings">Configuration keys as environment variables write them.</param>
    public static async Task<PortalProcess> StartAsync(TestDatabase database, string name = "portal", params (string Key, string Value)[] settings)
    {
        var data = Path.Combine(Path.GetTempPath(), $"orderportal-e2e-{Guid.NewGuid():N}");
        Directory.CreateDirectory(data);
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { SourceTree.Application },
            WorkingDirectory = data,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority);
        // Tests count what they made themselves.
        start.Environment["Demo__History"] = "false";
        start.Environment["ASPNETCORE_CONTENTROOT"] = SourceTree.ContentRoot;
        start.Environment["ORDERPORTAL_DATA"] = data;
        start.Environment["ConnectionStrings__OrderPortal"] =
            new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { ApplicationName = name }.ConnectionString;
        for (var i = 0; i < TestKeys.Entries.Length; i++)
        {
            // Instances on one database share the keys.
            start.Environment[$"Encryption__Keys__{i}"] = TestKeys.Entries[i];
        }

        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var portal = new PortalProcess(start, data, address, database);
        await portal.StartAsync();
        return portal;
    }

    /// <summary>Starts it, again after a kill, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Begin();
        await ReadyAsync();
    }

    /// <summary>Waits until it answers.</summary>
    public Task ReadyAsync() => Eventually.IsAsync(
        async () => _process is not { HasExited: false } ? throw new InvalidOperationException($"The portal ended while it started:\n{Log}") : await IsReadyAsync(),
        StartTime,
        () => $"the portal is ready:\n{Log}");

    /// <summary>Starts it and waits for nothing: whoever waits for its work sees that it does it.</summary>
    public void Begin()
    {
        var process = new Process { StartInfo = _start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Ends it as <c>kill -9</c> does: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Nothing that the portal logged is an error: no exception went unhandled behind the screen.</summary>
    public void AssertNoErrors()
    {
        var lines = _log.ToArray();
        var errors = lines.Index().Where(line => line.Item.StartsWith("fail: ", StringComparison.Ordinal) || line.Item.StartsWith("crit: ", StringComparison.Ordinal)
            || line.Item.Contains("Unhandled exception", StringComparison.Ordinal));

        // SignalR itself logs every refusal of a hub method as an error.
        var unexpected = errors.Select(line => string.Join('\n', lines.Skip(line.Index).Take(12)))
            .Where(error => !error.Contains("HubException: not_found", StringComparison.Ordinal))

            // Asked whether it is ready before it is, the portal says no and notes it.
            .Where(error => !error.StartsWith("fail: Microsoft.Extensions.Diagnostics.HealthChecks", StringComparison.Ordinal));
        Assert.Empty(unexpected);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Probe.GetAsync(new Uri(Address, "/health/ready"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
