using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OrderPortal.Benchmarks;

/// <summary>A server in a process of its own, on a free port of the loopback address.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private BenchServer(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Built with the bench.</summary>
    public static string Portal => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/WebApp/bin/Release/net10.0/OrderPortal.WebApp.dll"));

    public Uri Address { get; }

    /// <summary>Returns when it answers.</summary>
    public static async Task<BenchServer> StartAsync(string assembly, string[] arguments, Dictionary<string, string> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments]) { UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(assembly)! };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_CONTENTROOT"] = start.WorkingDirectory;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var server = new BenchServer(Process.Start(start) ?? throw new InvalidOperationException($"{assembly} does not start."), address);
        using var client = new HttpClient { BaseAddress = address };
        var watch = Stopwatch.StartNew();
        while (!await AnswersAsync(client))
        {
            if (server._process.HasExited || watch.Elapsed > Deadline)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{assembly} does not answer.");
            }

            await Task.Delay(100);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
