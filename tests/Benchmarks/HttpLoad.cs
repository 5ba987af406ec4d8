using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace OrderPortal.Benchmarks;

/// <summary>What a load saw, over all its rounds.</summary>
internal sealed class LoadResult
{
    private readonly List<float> _milliseconds = [];
    private double _seconds;

    public double PerSecond => Math.Round(_milliseconds.Count / _seconds, 1);

    public void Add((IEnumerable<float> Milliseconds, double Seconds) round)
    {
        _milliseconds.AddRange(round.Milliseconds);
        _seconds += round.Seconds;
    }

    public double Percentile(double share) => Report.Percentile(_milliseconds, share);
}

/// <summary>A closed loop: each connection asks for the next address as soon as it has read the answer before.</summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly HttpClient _client;

    public HttpLoad(Uri server, int connections, string? token)
    {
        Connections = connections;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, ActivityHeadersPropagator = null }) { BaseAddress = server };
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public int Connections { get; }

    public Task<byte[]> BodyAsync(string address) => _client.GetByteArrayAsync(new Uri(address, UriKind.Relative));

    public async Task<(IEnumerable<float> Milliseconds, double Seconds)> RunAsync(string[] addresses, TimeSpan length)
    {
        var uris = Array.ConvertAll(addresses, static address => new Uri(address, UriKind.Relative));
        var watch = Stopwatch.StartNew();
        var loops = await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(() => LoopAsync(uris, number * 7919, watch, length))));
        return (loops.SelectMany(static one => one), watch.Elapsed.TotalSeconds);
    }

    public void Dispose() => _client.Dispose();

    private async Task<List<float>> LoopAsync(Uri[] addresses, int next, Stopwatch watch, TimeSpan length)
    {
        var times = new List<float>();
        var buffer = new byte[64 * 1024];
        while (watch.Elapsed < length)
        {
            var start = watch.Elapsed;
            using var response = await _client.GetAsync(addresses[next++ % addresses.Length], HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync();
            while (await body.ReadAsync(buffer) > 0)
            {
                // The bytes are read, and not looked at.
            }

            times.Add((float)(watch.Elapsed - start).TotalMilliseconds);
        }

        return times;
    }
}
