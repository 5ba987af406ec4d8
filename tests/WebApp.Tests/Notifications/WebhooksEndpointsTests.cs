using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrderPortal.WebApp.Tests.Notifications;

[Collection(PortalCollection.Name)]
public sealed class WebhooksEndpointsTests(PortalHost portal)
{
    private const string Path = "/api/v1/webhooks";

    [Fact]
    public async Task Webhook_FromMakingToDeleting_ShowsItsSecretOnceAndHeedsTags()
    {
        var since = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture));
        using var create = await SendAsync(HttpMethod.Post, Path, Body("https://erp.example/hooks"));
        var made = await PortalHost.JsonAsync(create, HttpStatusCode.Created);
        var path = $"{Path}/{made.GetProperty("id").GetString()}";
        using var get = await portal.GetAsync(path);
        var shown = await PortalHost.JsonAsync(get, HttpStatusCode.OK);

        using var change = await SendAsync(HttpMethod.Put, path, Body("https://erp.example/other"), get.Headers.ETag);
        using var late = await SendAsync(HttpMethod.Put, path, Body("https://erp.example/late"), get.Headers.ETag);
        using var lateRotate = await SendAsync(HttpMethod.Post, $"{path}/rotate", null, get.Headers.ETag);
        using var lateDelete = await SendAsync(HttpMethod.Delete, path, null, get.Headers.ETag);
        using var rotate = await SendAsync(HttpMethod.Post, $"{path}/rotate", null, change.Headers.ETag);
        var rotated = await PortalHost.JsonAsync(rotate, HttpStatusCode.OK);
        var list = (await portal.GetJsonAsync(Path)).GetProperty("items").EnumerateArray().Single(webhook => webhook.GetProperty("id").GetString() == made.GetProperty("id").GetString());
        using var delete = await SendAsync(HttpMethod.Delete, path, null);
        using var gone = await portal.GetAsync(path);
        var changes = (await portal.GetJsonAsync($"{Path}?modifiedSince={since}")).GetProperty("items").EnumerateArray().Last();

        Assert.Equal(path, create.Headers.Location!.ToString());
        Assert.StartsWith("whsec_", made.GetProperty("secret").GetString(), StringComparison.Ordinal);
        Assert.Equal(create.Headers.ETag, get.Headers.ETag);
        Assert.False(shown.TryGetProperty("secret", out _) || list.TryGetProperty("secret", out _));
        Assert.Equal("https://erp.example/other", (await PortalHost.JsonAsync(change, HttpStatusCode.OK)).GetProperty("url").GetString());
        foreach (var refused in (HttpResponseMessage[])[late, lateRotate, lateDelete])
        {
            await PortalHost.ProblemAsync(refused, 412, "precondition_failed");
        }

        Assert.NotEqual(made.GetProperty("secret").GetString(), rotated.GetProperty("secret").GetString());
        Assert.True(rotated.GetProperty("previousSecretUntil").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddHours(23));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (delete.StatusCode, gone.StatusCode));
        Assert.Equal((made.GetProperty("id").GetString(), JsonValueKind.String), (changes.GetProperty("id").GetString(), changes.GetProperty("deletedAt").ValueKind));
    }

    [Theory]
    [InlineData("ja", "この内容ではWebhookを設定できません。項目ごとの説明を確認してください。")]
    [InlineData("en", "The webhook cannot be set up like this. See the fields.")]
    public async Task Create_OfWhatCannotBe_NamesEveryField(string language, string title)
    {
        using var answer = await portal.SendAsync(
            HttpMethod.Post, Path, await portal.TokenAsync(), JsonContent.Create(new { url = $"http://{IPAddress.Loopback}/hooks", description = new string('x', 201), eventTypes = new[] { null, "order.eaten" } }), language);

        var problem = await PortalHost.ProblemAsync(answer, 422, "bad_webhook");
        Assert.Equal(title, problem.GetProperty("title").GetString());
        Assert.Equal(
            ["url webhook_url_private", "description webhook_description_too_long", "eventTypes webhook_event_type_unknown"],
            problem.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()} {error.GetProperty("code").GetString()}"));
    }

    [Fact]
    public async Task Deliveries_AreTriedOutListedAndReplayed()
    {
        using var create = await SendAsync(HttpMethod.Post, Path, Body("https://receiver.invalid/hooks", enabled: false));
        var path = $"{Path}/{(await PortalHost.JsonAsync(create, HttpStatusCode.Created)).GetProperty("id").GetString()}";

        using var test = await SendAsync(HttpMethod.Post, $"{path}/test", null);
        var delivery = Assert.Single((await portal.GetJsonAsync($"{path}/deliveries?sort=createdAt")).GetProperty("items").EnumerateArray());
        var id = delivery.GetProperty("id").GetString();
        using var underWay = await SendAsync(HttpMethod.Post, $"{path}/deliveries/{id}/replay", null);
        using var unknown = await SendAsync(HttpMethod.Post, $"{path}/deliveries/{Guid.NewGuid()}/replay", null);
        using var off = await SendAsync(HttpMethod.Post, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow().AddHours(-1) });
        using var on = await SendAsync(HttpMethod.Put, path, Body("https://receiver.invalid/hooks"));
        using var longAgo = await SendAsync(HttpMethod.Post, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow().AddDays(-31) });
        using var never = await SendAsync(HttpMethod.Post, $"{path}/replay", new { });
        using var since = await SendAsync(HttpMethod.Post, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow().AddHours(-1) });
        await portal.ExecuteAsync($"UPDATE notifications SET status = 4 WHERE id = '{id}'");
        using var replay = await SendAsync(HttpMethod.Post, $"{path}/deliveries/{id}/replay", null);
        using var foreign = await portal.GetAsync($"{path}/deliveries", "other-client");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (test.StatusCode, replay.StatusCode));
        Assert.Equal($"msg_{Guid.Parse(id!):N}", delivery.GetProperty("messageId").GetString());
        await PortalHost.ProblemAsync(underWay, 409, "webhook_delivery_under_way");
        await PortalHost.ProblemAsync(unknown, 404, "not_found");
        await PortalHost.ProblemAsync(off, 409, "webhook_disabled");
        await PortalHost.ProblemAsync(longAgo, 422, "webhook_since_too_long_ago");
        await PortalHost.ProblemAsync(never, 422, "bad_value");
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
        Assert.Equal((HttpStatusCode.OK, 0), (on.StatusCode, (await PortalHost.JsonAsync(since, HttpStatusCode.Accepted)).GetProperty("count").GetInt32()));
        using var delete = await SendAsync(HttpMethod.Delete, path, null);
    }

    [Fact]
    public async Task List_BothWays_PageByPage_IsComplete()
    {
        var token = await portal.TokenAsync("other-client");
        for (var i = 0; i < 3; i++)
        {
            using var create = await portal.SendAsync(HttpMethod.Post, Path, token, JsonContent.Create(Body($"https://erp.example/{i}")));
            Assert.Equal(HttpStatusCode.Created, create.StatusCode);
        }

        var oldest = await UrlsAsync("createdAt");
        var newest = await UrlsAsync("-createdAt");

        Assert.Equal(["https://erp.example/0", "https://erp.example/1", "https://erp.example/2"], oldest);
        Assert.Equal(Enumerable.Reverse(oldest), newest);

        async Task<List<string>> UrlsAsync(string sort)
        {
            var urls = new List<string>();
            string? cursor = null;
            do
            {
                var page = await portal.GetJsonAsync($"{Path}?limit=1&sort={sort}{(cursor is null ? "" : $"&cursor={cursor}")}", "other-client");
                urls.AddRange(page.GetProperty("items").EnumerateArray().Select(webhook => webhook.GetProperty("url").GetString()!));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);
            return urls;
        }
    }

    [Fact]
    public async Task Webhooks_WithoutTheAdministratorsScope_AreClosed()
    {
        using var list = await portal.SendAsync(HttpMethod.Get, Path, await portal.TokenAsync(scope: "notifications.read"));

        Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
    }

    private static object Body(string url, bool enabled = true) => new { url, description = "ERP", eventTypes = new[] { "order.placed" }, enabled };

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, EntityTagHeaderValue? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await portal.TokenAsync());
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        return await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
