using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace OrderPortal.WebApp.Tests.Tenancy;

/// <summary>Hours of 8 requests and 2 uploads, 3 at a time.</summary>
public sealed class RateLimitingTests(AccessHost host) : IClassFixture<AccessHost>, IAsyncLifetime
{
    private const string Path = "/api/v1/limited";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await CountAsync("DELETE FROM api_usage; DELETE FROM api_requests; SELECT 0");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Requests_OfALimitedClient_AreToldWhatIsLeftAndRefusedWhenNothingIs()
    {
        using var client = await ClientAsync("limited");
        for (var left = 7; left >= 0; left--)
        {
            using var answer = await client.GetAsync(Path, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("8", $"{left}"), (Header(answer, "X-RateLimit-Limit"), Header(answer, "X-RateLimit-Remaining")));
            Assert.InRange(int.Parse(Header(answer, "X-RateLimit-Reset"), System.Globalization.CultureInfo.InvariantCulture), 3_500, 3_600);
            Assert.Null(answer.Headers.RetryAfter);
        }

        using var refused = await client.GetAsync(Path, Cancel);
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
        Assert.Equal("rate_limited", (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
        Assert.Equal(("8", "0"), (Header(refused, "X-RateLimit-Limit"), Header(refused, "X-RateLimit-Remaining")));
        Assert.Equal(Header(refused, "X-RateLimit-Reset"), Header(refused, "Retry-After"));

        // Uploads have an hour of their own; what is no operation of the API has none.
        using var upload = await client.PostAsync(Path, null, Cancel);
        using var other = await client.GetAsync("/api/read", Cancel);
        Assert.Equal((HttpStatusCode.OK, "2", "1"), (upload.StatusCode, Header(upload, "X-RateLimit-Limit"), Header(upload, "X-RateLimit-Remaining")));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.False(other.Headers.Contains("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task Requests_OfAnUnlimitedClient_CostNothing()
    {
        using var client = await ClientAsync("demo");
        for (var i = 0; i < 12; i++)
        {
            using var answer = await client.GetAsync(Path, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("X-RateLimit-Limit"));
        }

        Assert.Equal(0, await CountAsync("SELECT count(*) FROM api_usage"));
    }

    [Fact]
    public async Task Requests_ThatRun_HoldTheirSlotsUntilTheyEndHoweverTheyDo()
    {
        using var client = await ClientAsync("limited");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = Enumerable.Range(0, 3).Select(_ => client.GetAsync($"{Path}/waits", leaving.Token)).ToList();
        await EventuallyAsync(3);

        using (var refused = await client.GetAsync(Path, Cancel))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, "1", "5"), (refused.StatusCode, Header(refused, "Retry-After"), Header(refused, "X-RateLimit-Remaining")));
        }

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await EventuallyAsync(0);

        using var failed = await client.GetAsync($"{Path}/fails", Cancel);
        Assert.Equal((HttpStatusCode.InternalServerError, "4"), (failed.StatusCode, Header(failed, "X-RateLimit-Remaining")));
        await EventuallyAsync(0);
        using var free = await client.GetAsync(Path, Cancel);
        Assert.Equal((HttpStatusCode.OK, "3"), (free.StatusCode, Header(free, "X-RateLimit-Remaining")));
    }

    [Fact]
    public async Task Requests_OverTwoInstances_AreCountedTogether()
    {
        await using var second = await host.StartAsync("Development");
        using var here = await ClientAsync("limited");
        using var there = AccessHost.CreateClient(second);
        there.DefaultRequestHeaders.Authorization = here.DefaultRequestHeaders.Authorization;
        for (var i = 0; i < 4; i++)
        {
            using var first = await here.GetAsync(Path, Cancel);
            using var next = await there.GetAsync(Path, Cancel);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, next.StatusCode));
        }

        using var refused = await there.GetAsync(Path, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private async Task<HttpClient> ClientAsync(string name)
    {
        var client = host.CreateClient();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", $"{name}-client"), new("client_secret", $"{name}-secret-2026")]);
        using var answer = await client.PostAsync("/oauth/token", form, Cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("access_token").GetString());
        return client;
    }

    private async Task EventuallyAsync(long running)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await CountAsync("SELECT count(*) FROM api_requests") != running)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"There are never {running} requests at once.");
            await Task.Delay(10, Cancel);
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(host.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture);
    }
}
