using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Domain.Tests.Notifications.Webhooks;

public sealed class WebhookHealthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly WebhookAnswer Ok = new(204, null, null, null);
    private static readonly WebhookAnswer Broken = new(500, null, null, null);

    [Fact]
    public void After_AFewFailures_GoesOn()
    {
        var health = Fail(4);

        Assert.Equal((4, Start, null, false), (health.Failures, health.FailingSince, health.RestsUntil, health.IsOnTrial));
        Assert.Equal(WebhookHealth.Good, health.After(Ok, Start, out _));
    }

    [Theory]
    [InlineData(5, 15)]
    [InlineData(6, 30)]
    [InlineData(8, 120)]
    [InlineData(11, 600)]
    [InlineData(5_000, 600)]
    public void After_MoreFailures_RestsEverLongerUpToABound(int failures, int seconds)
    {
        var health = Fail(failures);

        Assert.True(health.IsOnTrial);
        Assert.Equal(Start.AddSeconds(seconds), health.RestsUntil);
    }

    [Fact]
    public void After_ASuccess_IsAsGoodAsNew() => Assert.Equal(WebhookHealth.Good, Fail(20).After(Ok, Start, out _));

    [Theory]
    [InlineData(429, 90, 90)]
    [InlineData(503, 7_200, 3_600)] // no receiver holds everything up for longer than an hour
    [InlineData(500, 90, null)]
    public void After_BeingAskedToWait_WaitsBeforeTheNextOfAnyKind(int status, int asked, int? seconds)
    {
        var health = WebhookHealth.Good.After(new WebhookAnswer(status, null, TimeSpan.FromSeconds(asked), null), Start, out var disabled);

        Assert.Equal((seconds is { } some ? Start.AddSeconds(some) : (DateTimeOffset?)null, null), (health.RestsUntil, disabled));
    }

    [Fact]
    public void After_ALateFailureOfTheSameRest_DoesNotShortenIt()
    {
        var resting = Fail(9);

        Assert.True(resting.After(Broken, Start.AddMinutes(-3), out _).RestsUntil >= resting.RestsUntil);
    }

    [Fact]
    public void After_ADayOfFailures_TurnsOff()
    {
        Fail(9).After(Broken, Start.AddHours(24).AddSeconds(-1), out var before);
        Fail(9).After(Broken, Start.AddHours(24), out var after);

        Assert.Equal((null, WebhookErrors.Failing), (before, after));
    }

    [Fact]
    public void After_AReceiverThatIsGone_TurnsOffAtOnce()
    {
        WebhookHealth.Good.After(new WebhookAnswer(410, null, null, null), Start, out var disabled);

        Assert.Equal(WebhookErrors.Gone, disabled);
    }

    private static WebhookHealth Fail(int times)
    {
        var health = WebhookHealth.Good;
        for (var i = 0; i < times; i++)
        {
            health = health.After(Broken, Start, out _);
        }

        return health;
    }
}
