using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Domain.Tests.Notifications.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();

    /// <summary>The vector of the scheme's own libraries.</summary>
    [Fact]
    public void Sign_OfTheKnownMessage_IsTheKnownSignature() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.Sign(Id, At, Body, WebhookSecret.Read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!));

    [Fact]
    public void Sign_WithTwoSecrets_NamesBothSignaturesInTheirOrder()
    {
        var (one, other) = (WebhookSecret.New(), WebhookSecret.New());

        var both = WebhookSignature.Sign(Id, At, Body, one, other);

        Assert.Equal($"{WebhookSignature.Sign(Id, At, Body, one)} {WebhookSignature.Sign(Id, At, Body, other)}", both);
        Assert.NotEqual(both.Split(' ')[0], both.Split(' ')[1]);
    }

    [Fact]
    public void Sign_OfAnyBody_IsTheHashOfIdTimeAndBody() => Prop.ForAll<byte[], NonNegativeInt>((body, seconds) =>
    {
        var secret = WebhookSecret.New();
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds.Get).AddMilliseconds(999);

        var key = Convert.FromBase64String(secret.Reveal()["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{seconds.Get}."), .. body];
        var expected = HMACSHA256.HashData(key, content);

        return WebhookSignature.Sign(Id, at, body, secret) == "v1," + Convert.ToBase64String(expected);
    }).Holds();

    [Fact]
    public void Sign_OfAnIdThatCouldBeReadInTwoWays_IsABug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookSignature.Sign("a.1", At, Body, WebhookSecret.New()));

    [Theory]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(23, false)]
    [InlineData(65, false)]
    [InlineData(0, false)]
    public void Read_TakesKeysOfTheSchemesLength(int bytes, bool taken)
    {
        var text = "whsec_" + Convert.ToBase64String(new byte[bytes]);

        Assert.Equal(taken ? text : null, WebhookSecret.Read(text)?.Reveal());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64, but long enough to be one!!")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Read_OfAnythingElse_IsNothing(string? text) => Assert.Null(WebhookSecret.Read(text));

    [Fact]
    public void New_IsLongAndNeverTheSame()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSecret.New()).ToList();

        Assert.Equal(100, secrets.Select(secret => secret.Reveal()).Distinct().Count());
        Assert.All(secrets, secret => Assert.InRange(Convert.FromBase64String(secret.Reveal()["whsec_".Length..]).Length, 24, 64));
    }

    [Fact]
    public void ToString_OfASecret_KeepsIt() => Assert.Equal("whsec_***", $"{WebhookSecret.New()}");
}
