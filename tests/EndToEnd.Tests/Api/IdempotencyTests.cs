using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>One order for one key, however often and at however many instances the request arrives.</summary>
public sealed class IdempotencyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const int Rounds = 100;
    private const string Order = """{"customer":{"name":"山田太郎"},"lines":[{"productCode":"P-1","quantity":1,"unitPrice":100}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Order_PlacedTwiceAtOnceAtTwoInstances_IsOneOrder()
    {
        await using var second = await PortalProcess.StartAsync(fixture.Portal.Database, "second");
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        using var one = Caller(fixture.Portal, api.Token);
        using var other = Caller(second, api.Token);
        var before = await CountAsync(api);

        for (var i = 0; i < Rounds; i++)
        {
            var key = Guid.NewGuid().ToString();
            var sent = await Task.WhenAll(SendAsync(one, key, Order), SendAsync(other, key, Order));

            Assert.All(sent, answer => Assert.True(answer.Status == HttpStatusCode.Created, answer.Body));
            Assert.Equal((sent[0].Body, sent[0].Location, sent[0].Tag), (sent[1].Body, sent[1].Location, sent[1].Tag));
            Assert.Single(sent, answer => answer.Replayed);
        }

        Assert.Equal(before + Rounds, await CountAsync(api));
        fixture.Portal.AssertNoErrors();
        second.AssertNoErrors();
    }

    [Fact]
    public async Task Order_WithTheKeyOfAnother_IsRefused()
    {
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        using var caller = Caller(fixture.Portal, api.Token);
        var key = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(caller, key, Order)).Status);

        var refused = await SendAsync(caller, key, Order.Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("idempotency_key_reused", JsonDocument.Parse(refused.Body).RootElement.GetProperty("code").GetString());
    }

    private static HttpClient Caller(PortalProcess portal, string token)
    {
        var http = new HttpClient { BaseAddress = portal.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static async Task<(HttpStatusCode Status, string Body, Uri? Location, EntityTagHeaderValue? Tag, bool Replayed)> SendAsync(HttpClient caller, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await caller.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel), answer.Headers.Location, answer.Headers.ETag, answer.Headers.Contains("Idempotent-Replayed"));
    }

    private static async Task<int> CountAsync(PortalApi api)
    {
        var count = 0;
        for (string? cursor = null; ;)
        {
            var page = await api.GetAsync($"/api/v1/orders?limit=500{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            count += page.GetProperty("items").GetArrayLength();
            cursor = page.GetProperty("nextCursor").GetString();
            if (cursor is null)
            {
                return count;
            }
        }
    }
}
