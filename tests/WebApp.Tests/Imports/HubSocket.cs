using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Just enough of SignalR's protocol: messages end with 0x1E; 1 is an event, 3 an answer, 6 a sign of life.</summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonElement> _received = [];
    private string _rest = "";
    private int _call;

    public List<JsonElement> Heard { get; } = [];

    public static async Task<HubSocket> OpenAsync(PortalHost host, string client) =>
        await OpenAsync(host, $"?access_token={Uri.EscapeDataString(await host.TokenAsync(client))}", "X-None", "");

    /// <param name="query">With its question mark.</param>
    public static async Task<HubSocket> OpenAsync(PortalHost host, string query, string header, string value)
    {
        var one = new HubSocket();
        one._socket.Options.SetRequestHeader(header, value);
        await one._socket.ConnectAsync(new Uri($"ws://{host.Address.Authority}/hubs/progress{query}"), TestContext.Current.CancellationToken);
        await one.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await one.NextAsync()).GetRawText());
        return one;
    }

    public async Task<JsonElement> InvokeAsync(string method, params string[] arguments)
    {
        var call = (++_call).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = call, target = method, arguments }));
        while (true)
        {
            var message = await NextAsync();
            if (message.GetProperty("type").GetInt32() == 3 && message.GetProperty("invocationId").GetString() == call)
            {
                return message;
            }

            Hear(message);
        }
    }

    public async Task<List<JsonElement>> EventsAsync(Func<JsonElement, bool> isLast)
    {
        while (!Heard.Exists(one => isLast(one)))
        {
            Hear(await NextAsync());
        }

        return [.. Heard];
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Hear(JsonElement message)
    {
        if (message.GetProperty("type").GetInt32() == 1)
        {
            Assert.Equal("importProgress", message.GetProperty("target").GetString());
            Heard.Add(message.GetProperty("arguments")[0]);
        }
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private async Task<JsonElement> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        var buffer = new byte[16 * 1024];
        while (_received.Count == 0)
        {
            var received = await _socket.ReceiveAsync(buffer, deadline.Token);
            var parts = (_rest + Encoding.UTF8.GetString(buffer, 0, received.Count)).Split(End);
            foreach (var part in parts[..^1])
            {
                using var json = JsonDocument.Parse(part);
                _received.Enqueue(json.RootElement.Clone());
            }

            _rest = parts[^1];
        }

        return _received.Dequeue();
    }
}
