using System.Globalization;
using System.Net;
using System.Text;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Infrastructure.Notifications.Webhooks;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

public sealed class WebhookClientTests
{
    private static readonly WebhookSecret Secret = WebhookSecret.New();
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"type\":\"order.shipped\",\"data\":{\"number\":\"注文1\"}}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_SignsTheBytesThatArrive()
    {
        await using var receiver = new WebhookReceiver("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nthanks!");
        using var client = Client();
        var old = WebhookSecret.New();

        var answer = await client.SendAsync(receiver.Address, "msg_1", Body, [Secret, old], Cancel);

        Assert.Equal(new WebhookAnswer(200, "thanks!", null, null), answer);
        var call = Assert.Single(receiver.Calls);
        Assert.Equal(Body, call.Body);
        Assert.Equal(("/hook", "application/json", "msg_1"), (call.Path, call.Headers["Content-Type"], call.Headers["webhook-id"]));
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
        Assert.InRange(sentAt, call.At.AddSeconds(-5), call.At);
        Assert.Equal(WebhookSignature.Sign("msg_1", sentAt, Body, Secret, old), call.Headers["webhook-signature"]);
        Assert.False(call.Headers.ContainsKey("traceparent") || call.Headers.ContainsKey("Cookie"));
    }

    [Theory]
    [InlineData("204 No Content", WebhookVerdict.Delivered)]
    [InlineData("202 Accepted", WebhookVerdict.Delivered)]
    [InlineData("304 Not Modified", WebhookVerdict.Failed)]
    [InlineData("400 Bad Request", WebhookVerdict.Failed)]
    [InlineData("410 Gone", WebhookVerdict.Gone)]
    [InlineData("500 Oh", WebhookVerdict.Failed)]
    public async Task Send_TakesNothingButTwoHundredsForASuccess(string status, WebhookVerdict verdict)
    {
        await using var receiver = new WebhookReceiver($"HTTP/1.1 {status}\r\n\r\n");
        using var client = Client();

        var answer = await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], Cancel);

        Assert.Equal((int.Parse(status[..3], CultureInfo.InvariantCulture), verdict), (answer.Status, answer.Verdict));
    }

    [Fact]
    public async Task Send_WhenRedirected_GoesNowhere()
    {
        await using var elsewhere = new WebhookReceiver();
        await using var receiver = new WebhookReceiver($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n");
        using var client = Client();

        var answer = await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], Cancel);

        Assert.Equal((307, WebhookVerdict.Failed), (answer.Status, answer.Verdict));
        Assert.Empty(elsewhere.Calls);
    }

    [Fact]
    public async Task Send_WhenTheAnswerIsLongOrBinary_KeepsAReadableBeginning()
    {
        await using var receiver = new WebhookReceiver($"HTTP/1.1 500 Oh\r\nContent-Length: 9000000\r\n\r\n\0\u001b{new string('あ', 4000)}");
        using var client = Client();

        var answer = await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], Cancel);

        Assert.Equal(500, answer.Status);
        Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text!), 1000, 1024);
        Assert.All(answer.Text!, character => Assert.Equal('あ', character));
    }

    [Fact]
    public async Task Send_WhenTheAnswerBreaksOff_KeepsStatusAndWhatCame()
    {
        await using var receiver = new WebhookReceiver("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhal");
        using var client = Client();

        Assert.Equal(new WebhookAnswer(200, "hal", null, null), await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], Cancel));
    }

    [Theory]
    [InlineData("429 Too Many Requests", "120", 120)]
    [InlineData("503 Service Unavailable", "7", 7)]
    [InlineData("503 Service Unavailable", "soon", null)]
    [InlineData("500 Oh", "120", null)]
    public async Task Send_WhenAskedToWait_SaysHowLong(string status, string wait, int? seconds)
    {
        await using var receiver = new WebhookReceiver($"HTTP/1.1 {status}\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n");
        using var client = Client();

        var answer = await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], Cancel);

        Assert.Equal(seconds is { } some ? TimeSpan.FromSeconds(some) : null, answer.Wait);
    }

    [Fact]
    public async Task Send_WhenNobodyAnswersInTime_GivesUp()
    {
        await using var receiver = new WebhookReceiver(_ => Task.FromResult<string?>(null));
        using var client = Client();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.Equal(WebhookAnswer.Failed(WebhookFailures.Timeout), await client.SendAsync(receiver.Address, "msg_1", Body, [Secret], soon.Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", WebhookFailures.Unreachable)]
    [InlineData("http://no-such-name.invalid/", WebhookFailures.UnknownHost)]
    public async Task Send_WhenThereIsNobody_SaysWhy(string url, string failure)
    {
        using var client = Client();

        Assert.Equal(WebhookAnswer.Failed(failure), await client.SendAsync(new Uri(url), "msg_1", Body, [Secret], Cancel));
    }

    [Fact]
    public async Task Send_WhenThereIsNoTls_SaysThatThereIsNoTrust()
    {
        await using var receiver = new WebhookReceiver("HTTP/1.1 200 OK\r\n\r\n");
        using var client = Client();
        using var tcp = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        var accepting = AnswerInPlainTextAsync(tcp);

        var answer = await client.SendAsync(new Uri($"https://127.0.0.1:{((IPEndPoint)tcp.LocalEndpoint).Port}/"), "msg_1", Body, [Secret], Cancel);

        await accepting;
        Assert.Equal(WebhookAnswer.Failed(WebhookFailures.NoTrust), answer);
    }

    [Fact]
    public async Task Send_ToAPrivateTarget_IsRefusedBeforeAnythingIsSent()
    {
        await using var receiver = new WebhookReceiver();
        using var client = new WebhookClient(new PrivateAddressGuard(allowsPrivate: false), TimeProvider.System);

        foreach (var host in new[] { "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1" })
        {
            var answer = await client.SendAsync(new UriBuilder(receiver.Address) { Host = host }.Uri, "msg_1", Body, [Secret], Cancel);
            Assert.Equal(WebhookAnswer.Failed(WebhookFailures.PrivateTarget), answer);
        }

        Assert.Empty(receiver.Calls);
    }

    /// <summary>A name that changes its meaning between check and connection must gain nothing by it.</summary>
    [Fact]
    public async Task Send_ConnectsToTheAddressThatWasChecked()
    {
        await using var receiver = new WebhookReceiver();
        var asked = new List<string>();
        var guard = new PrivateAddressGuard(allowsPrivate: true, (host, _) =>
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        using var client = new WebhookClient(guard, TimeProvider.System);

        var answer = await client.SendAsync(new UriBuilder(receiver.Address) { Host = "rebinding.invalid" }.Uri, "msg_1", Body, [Secret], Cancel);

        Assert.Equal(WebhookVerdict.Delivered, answer.Verdict);
        Assert.Equal(["rebinding.invalid"], asked);
    }

    [Fact]
    public async Task Guard_WhenTheNameChangesItsMeaning_RefusesFromThenOn()
    {
        var meaning = IPAddress.Parse("93.184.215.14");
        var guard = new PrivateAddressGuard(allowsPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([meaning]));

        Assert.Equal([meaning], await guard.AddressesAsync("rebinding.example", Cancel));
        meaning = IPAddress.Parse("169.254.169.254");
        await Assert.ThrowsAsync<PrivateTargetException>(() => guard.AddressesAsync("rebinding.example", Cancel));
    }

    [Fact]
    public async Task Guard_WhenANameLeadsToBoth_KeepsToThePublicOnes()
    {
        var (good, bad) = (IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.1"));
        var guard = new PrivateAddressGuard(allowsPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([bad, good]));

        Assert.Equal([good], await guard.AddressesAsync("both.example", Cancel));
        await Assert.ThrowsAsync<PrivateTargetException>(() => guard.AddressesAsync("10.0.0.1", Cancel));
        Assert.Equal([bad], await new PrivateAddressGuard(allowsPrivate: true).AddressesAsync("10.0.0.1", Cancel));
    }

    private static WebhookClient Client() => new(new PrivateAddressGuard(allowsPrivate: true), TimeProvider.System);

    private static async Task AnswerInPlainTextAsync(System.Net.Sockets.TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Cancel);
    }
}
