using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Tests.Shared;

/// <summary>Each test has keys and names of its own.</summary>
public sealed class IdempotencyTests(IdempotencyHost host) : IClassFixture<IdempotencyHost>
{
    private readonly string _key = $"key-{Guid.NewGuid():N}";
    private readonly string _name = $"thing-{Guid.NewGuid():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_SentTwiceAtOnceAHundredTimes_TakesEffectOnceAndAnswersTheSame()
    {
        for (var i = 0; i < 100; i++)
        {
            var (key, body) = ($"{_key}-{i}", new ThingBody($"{_name}-{i}"));

            var sent = await Task.WhenAll(host.PostAsync(key, body), host.PostAsync(key, body));

            Assert.Equal(1, host.EffectsOf(body.Name));
            Assert.Equal(201, sent[0].Status);
            AssertSame(sent[0], sent[1]);
            Assert.Single(sent, answer => answer.Replayed);
        }
    }

    [Theory]
    [InlineData("make", 201)]
    [InlineData("none", 204)]
    public async Task Post_SentAgainLater_GetsTheSameAnswer(string what, int status)
    {
        var first = await host.PostAsync(_key, new ThingBody(_name, what));
        var again = await host.PostAsync(_key, new ThingBody(_name, what), language: "ja");

        Assert.Equal((status, false, true), (first.Status, first.Replayed, again.Replayed));
        AssertSame(first, again);
        Assert.Contains("ETag: \"1\"", first.Headers, StringComparison.Ordinal);
        Assert.Contains("Link: </a>; rel=\"next\" | </b>; rel=\"up\"", first.Headers, StringComparison.Ordinal);
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Fact]
    public async Task Post_OfAnotherCaller_IsAnotherRequest()
    {
        await host.PostAsync(_key, new ThingBody(_name));
        var other = await host.PostAsync(_key, new ThingBody(_name), caller: Guid.NewGuid());

        Assert.False(other.Replayed);
        Assert.Equal(2, host.EffectsOf(_name));
    }

    [Theory]
    [InlineData("422")]
    [InlineData("503")]
    [InlineData("bare")]
    public async Task Post_WhenItIsRefused_MayBeMendedUnderTheSameKey(string what)
    {
        var refused = await host.PostAsync(_key, new ThingBody(_name, what));
        var mended = await host.PostAsync(_key, new ThingBody(_name));

        Assert.Equal(what == "bare" ? "not_found" : what == "422" ? "bad_mapping" : "internal_error", refused.Code);
        Assert.Equal((201, false), (mended.Status, mended.Replayed));
    }

    [Fact]
    public async Task Post_SentTwiceAtOnceAndRefused_IsRefusedTwice()
    {
        var sent = await Task.WhenAll(host.PostAsync(_key, new ThingBody(_name, "422")), host.PostAsync(_key, new ThingBody(_name, "422")));

        Assert.All(sent, answer => Assert.Equal((422, "bad_mapping", false), (answer.Status, answer.Code, answer.Replayed)));
    }

    [Fact]
    public async Task Post_WhenItThrowsBehindItsEffect_IsNeverCarriedOutAgain()
    {
        var failed = await host.PostAsync(_key, new ThingBody(_name, "throw"));
        var again = await host.PostAsync(_key, new ThingBody(_name, "throw"));

        Assert.Equal((500, "internal_error"), (failed.Status, failed.Code));
        Assert.DoesNotContain("ETag", failed.Headers, StringComparison.Ordinal);
        Assert.Equal((409, "idempotency_outcome_unknown"), (again.Status, again.Code));
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Fact]
    public async Task Post_WhenItsCallerHangsUp_IsCarriedOutForTheNextTry()
    {
        var body = new ThingBody(_name, "wait");
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var cut = host.PostAsync(_key, body, cancel: hangUp.Token);
        await BegunAsync();
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut);

        var again = host.PostAsync(_key, body);
        host.Open(_name);

        Assert.Equal((201, true), ((await again).Status, (await again).Replayed));
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Post_WhileTheFirstIsInHand_IsToldToWait(string language)
    {
        var body = new ThingBody(_name, "wait");
        var first = host.PostAsync(_key, body);
        await BegunAsync();

        var second = await host.PostAsync(_key, body, language: language);
        var other = await host.PostAsync(_key, body with { Note = "another" }, language: language);
        host.Open(_name);

        Assert.Equal((409, "idempotency_in_flight", "1"), (second.Status, second.Code, second.RetryAfter));
        Assert.Contains(language == "ja" ? "処理中" : "carried out", second.Text, StringComparison.Ordinal);
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal(201, (await first).Status);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Post_WhoseInstanceFellSilent_IsInDoubtUntilItSpeaks(string language)
    {
        var body = new ThingBody(_name, "wait");
        var first = host.PostAsync(_key, body);
        await BegunAsync();
        await host.ChangeAsync(_key, "lease_until = now() - interval '1 second'");

        var second = await host.PostAsync(_key, body, language: language);
        host.Open(_name);
        AssertSame(await first, await host.PostAsync(_key, body));

        Assert.Equal((409, "idempotency_outcome_unknown"), (second.Status, second.Code));
        Assert.Contains(language == "ja" ? "新しいキー" : "new key", second.Text, StringComparison.Ordinal);
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Fact]
    public async Task Post_AfterADay_IsANewRequest()
    {
        await host.PostAsync(_key, new ThingBody(_name));
        await host.ChangeAsync(_key, "expires_at = now() - interval '1 second'");

        Assert.Equal((201, false), ((await host.PostAsync(_key, new ThingBody(_name))).Status, host.EffectsOf(_name) != 2));
    }

    [Fact]
    public async Task Post_WhoseAnswerIsTooLongToKeep_ArrivesAndIsNotCarriedOutAgain()
    {
        var first = await host.PostAsync(_key, new ThingBody(_name, "long"));
        var again = await host.PostAsync(_key, new ThingBody(_name, "long"));

        Assert.Equal((200, HeldAnswer.MaxBytes + 1), (first.Status, first.Body.Length));
        Assert.Equal("idempotency_outcome_unknown", again.Code);
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_000)]
    public async Task Form_WithAnotherBoundary_IsTheSameRequest(int length)
    {
        var first = await FormAsync("one", new string('あ', length / 3));
        var again = await FormAsync("two", new string('あ', length / 3));
        var other = await FormAsync("one", new string('あ', length / 3) + "x");
        var renamed = await FormAsync("one", new string('あ', length / 3), "other.csv");

        Assert.Equal(202, first.Status);
        Assert.Contains($"\"bytes\":{(length / 3 * 3) + _name.Length}", first.Text, StringComparison.Ordinal);
        Assert.True(again.Replayed);
        AssertSame(first, again);
        Assert.Equal((422, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal((422, "idempotency_key_reused"), (renamed.Status, renamed.Code));
        Assert.Equal(1, host.EffectsOf(_name));
    }

    [Fact]
    public async Task Lease_WhileARequestRuns_IsRenewed()
    {
        var keys = host.Services.GetRequiredService<IIdempotencyKeys>();
        var request = new IdempotentRequest(TenantId.New(), Guid.NewGuid(), _key, new byte[32]);
        var claim = await keys.ClaimAsync(request, Cancel);
        await host.ChangeAsync(_key, "lease_until = now() - interval '1 second'");
        var clock = new ManualClock();

        await using (new IdempotencyLease(keys, request, claim.ClaimedAt, clock, NullLogger.Instance))
        {
            clock.Advance(IIdempotencyKeys.Lease / 3);
            await UntilAsync(async () => (await keys.FindAsync(request, Cancel))!.Value.State == IdempotencyState.InHand);
        }
    }

    private static void AssertSame(Sent one, Sent other)
    {
        Assert.Equal((one.Status, one.Headers), (other.Status, other.Headers));
        Assert.Equal(one.Body, other.Body);
    }

    private Task BegunAsync() => UntilAsync(() => Task.FromResult(host.HasBegun(_name)));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "It did not come to pass.");
            await Task.Delay(10, Cancel);
        }
    }

    private async Task<Sent> FormAsync(string boundary, string file, string fileName = "a.csv")
    {
        using var form = new MultipartFormDataContent(boundary);
        form.Add(new StringContent(_name), "name");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "file", fileName);
        return await host.SendAsync(HttpMethod.Post, "/api/v1/things/form", [_key], form);
    }
}
