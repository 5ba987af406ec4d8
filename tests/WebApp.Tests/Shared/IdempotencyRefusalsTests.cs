using System.Net;
using System.Text;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tests.Shared;

/// <summary>Keys and bodies that are not taken, and requests that keys do not concern.</summary>
public sealed class IdempotencyRefusalsTests(IdempotencyHost host) : IClassFixture<IdempotencyHost>
{
    private readonly string _key = $"key-{Guid.NewGuid():N}";
    private readonly ThingBody _body = new($"thing-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("tab\there")]
    [InlineData("255+")]
    [InlineData("one", "two")]
    public async Task Key_OutsideOfWhatItMayBe_IsRefused(params string[] keys)
    {
        var sent = await host.SendAsync(HttpMethod.Post, "/api/v1/things", [.. keys.Select(Long)], IdempotencyHost.Json(_body));

        Assert.Equal((400, "bad_idempotency_key"), (sent.Status, sent.Code));
        Assert.Equal(0, host.EffectsOf(_body.Name));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")]
    [InlineData("~!#$%&'()*+,-./:;<=>?@[]^_`{|}")]
    [InlineData("255")]
    public async Task Key_OfVisibleCharacters_IsTaken(string key)
    {
        var sent = await host.SendAsync(HttpMethod.Post, "/api/v1/things", [Long(key)], IdempotencyHost.Json(_body), caller: Guid.NewGuid());

        Assert.Equal(201, sent.Status);
    }

    [Theory]
    [InlineData("en", "visible ASCII")]
    [InlineData("ja", "表示可能なASCII文字")]
    public async Task Refusal_OfAKey_IsInTheReadersLanguage(string language, string text)
    {
        var sent = await host.PostAsync("with space", _body, language: language);

        Assert.Contains(text, sent.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "another request")]
    [InlineData("ja", "別のリクエスト")]
    public async Task Key_WithAnotherBody_IsRefused(string language, string text)
    {
        await host.PostAsync(_key, _body);

        var sent = await host.PostAsync(_key, _body with { Note = "another" }, language: language);

        Assert.Equal((422, "idempotency_key_reused"), (sent.Status, sent.Code));
        Assert.Contains(text, sent.Text, StringComparison.Ordinal);
        Assert.Equal(1, host.EffectsOf(_body.Name));
    }

    [Theory]
    [InlineData("/api/v1/things?dryRun=true")]
    [InlineData("/api/v1/things/form")]
    public async Task Key_WithAnotherAddress_IsRefused(string path)
    {
        await host.PostAsync(_key, _body);

        Assert.Equal("idempotency_key_reused", (await host.SendAsync(HttpMethod.Post, path, [_key], IdempotencyHost.Json(_body))).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OverItsLimit_IsRefusedAndClaimsNothing(bool saysItsLength)
    {
        var content = new ByteArrayContent(new byte[IdempotencyHost.SmallLimit + 1]);
        HttpContent body = saysItsLength ? content : new UnknownLength(content);

        var sent = await host.SendAsync(HttpMethod.Post, "/api/v1/things/form", [_key], body);

        Assert.Equal((413, "body_too_large"), (sent.Status, sent.Code));
        Assert.Equal((201, false), ((await host.PostAsync(_key, _body)).Status, (await host.PostAsync(_key, _body)).Code is not null));
    }

    /// <summary>Its length alone is reason enough to refuse it, but a caller that writes on into a closed connection does not read why.</summary>
    [Theory]
    [InlineData(5_000_000)]
    [InlineData(50_000_000)]
    public async Task Body_FarOverItsLimit_IsReadToItsEndSoThatTheRefusalIsHeard(int length)
    {
        for (var i = 0; i < 3; i++)
        {
            var sent = await host.SendAsync(HttpMethod.Post, "/api/v1/things/form", [_key], new ByteArrayContent(new byte[length]));
            Assert.Equal((413, "body_too_large"), (sent.Status, sent.Code));
        }
    }

    [Fact]
    public async Task Body_OverItsLimitByOurOwnCount_IsNull()
    {
        await using var spooled = await SpooledBody.ReadAsync(new MemoryStream(new byte[1_001]), 1_000, TestContext.Current.CancellationToken);

        Assert.Null(spooled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SpooledBody.MemoryBytes)]
    [InlineData(SpooledBody.MemoryBytes + 1)]
    [InlineData(3_000_000)]
    public async Task Body_ReadTwice_IsTheSameAndNothingReadableOnDisk(int length)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("山田太郎 ", (length / 13) + 1)))[..length];
        var body = (await SpooledBody.ReadAsync(new MemoryStream(bytes), 10_000_000, TestContext.Current.CancellationToken))!;

        for (var i = 0; i < 2; i++)
        {
            using var read = new MemoryStream();
            await using var opened = body.Open();
            await opened.CopyToAsync(read, TestContext.Current.CancellationToken);
            Assert.Equal(bytes, read.ToArray());
        }

        var file = body.FilePath;
        Assert.Equal(length > SpooledBody.MemoryBytes, file is not null);
        if (file is not null)
        {
            Assert.Equal(-1, (await ReadAsync(file)).AsSpan().IndexOf("山田"u8));
        }

        await body.DisposeAsync();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Request_WithoutTheRight_IsRefusedAndClaimsNothing()
    {
        var refused = await host.SendAsync(HttpMethod.Post, "/api/v1/things", [_key], IdempotencyHost.Json(_body with { Note = "no right" }), scope: "orders.read");
        var first = await host.PostAsync(_key, _body);

        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
        Assert.Equal((201, false), (first.Status, first.Replayed));
    }

    [Fact]
    public async Task Replay_ToACallerWhoLostTheRight_IsRefused()
    {
        await host.PostAsync(_key, _body);

        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, "/api/v1/things", [_key], IdempotencyHost.Json(_body), scope: "orders.read")).Status);
    }

    [Fact]
    public async Task Requests_ThatKeysDoNotConcern_AreCarriedOutEachTime()
    {
        for (var i = 1; i <= 2; i++)
        {
            await host.SendAsync(HttpMethod.Put, "/api/v1/things", [_key], IdempotencyHost.Json(_body));
            await host.SendAsync(HttpMethod.Post, "/api/v1/unmarked", [_key], IdempotencyHost.Json(_body));
            await host.SendAsync(HttpMethod.Post, "/api/v1/things", [], IdempotencyHost.Json(_body));
            Assert.Equal(3 * i, host.EffectsOf(_body.Name));
        }
    }

    private static string Long(string key) => key switch
    {
        "255" => new string('k', 255),
        "255+" => new string('k', 256),
        _ => key,
    };

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Assert.NotEmpty(bytes);
        return bytes;
    }

    private sealed class UnknownLength(HttpContent content) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => content.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
