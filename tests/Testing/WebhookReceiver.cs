using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderPortal.Testing;

/// <summary>A call that came in.</summary>
public sealed record ReceivedCall(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>An HTTP server on loopback that answers by the byte what a test tells it, however wrong, and remembers who called.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Ok = "HTTP/1.1 204 No Content\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<ReceivedCall> _calls = new();
    private readonly Func<ReceivedCall, Task<string?>> _answer;
    private readonly Task _serving;

    /// <param name="answer">Head and body of the answer, after which the connection is closed; null: none, and the connection stays open.</param>
    public WebhookReceiver(Func<ReceivedCall, Task<string?>> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public WebhookReceiver(string answer = Ok)
        : this(_ => Task.FromResult<string?>(answer))
    {
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    /// <summary>In the order in which they came in.</summary>
    public IReadOnlyList<ReceivedCall> Calls => [.. _calls];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new ConcurrentBag<Task>();
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception exception) when (_end.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is not { } call)
                {
                    return;
                }

                _calls.Enqueue(call);
                if (await _answer(call) is { } answer)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
                    return;
                }

                await Task.Delay(Timeout.Infinite, _end.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The caller went away, or the test is over.
            }
        }
    }

    private async Task<ReceivedCall?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[8192];
        var headEnd = -1;
        var length = 0;
        string[] lines = [];
        while (headEnd < 0 || bytes.Count < headEnd + length)
        {
            var read = await stream.ReadAsync(buffer, _end.Token);
            if (read == 0)
            {
                return null;
            }

            bytes.AddRange(buffer.AsSpan(0, read));
            if (headEnd < 0 && Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                headEnd = end + 4;
                lines = Encoding.Latin1.GetString([.. bytes], 0, end).Split("\r\n");
                length = lines.Select(line => line.Split(": ", 2)).Where(pair => pair[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Select(pair => int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
            }
        }

        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new ReceivedCall(lines[0].Split(' ')[1], headers, [.. bytes.Skip(headEnd)], TimeProvider.System.GetUtcNow());
    }
}
