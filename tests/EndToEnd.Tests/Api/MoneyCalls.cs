using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Makes what calls about payments, notifications and webhooks need.</summary>
internal static class MoneyCalls
{
    public const string NoId = "0197f5a0-0000-7000-8000-000000000000";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An import with an order for each price.</summary>
    /// <param name="prices">Yen; 4,004 is never taken by the simulated gateway.</param>
    public static async Task<string> ImportAsync(HttpClient client, params IEnumerable<int> prices)
    {
        var prefix = $"M{Guid.NewGuid():N}"[..12];
        var file = new StringBuilder("注文番号,注文日時,顧客コード,顧客名,メールアドレス,郵便番号,都道府県,市区町村,住所1,商品コード,商品名,数量,単価,税率,値引額,送料,支払方法\r\n");
        foreach (var (price, place) in prices.Select(static (price, place) => (price, place)))
        {
            file.Append(
                CultureInfo.InvariantCulture, $"{prefix}-{place},2026/11/27 10:00,{prefix},田中商店,{prefix}@customer.example,100-0001,東京都,千代田区,千代田1-1,P-1,見本,1,{price},0,0,0,クレジットカード\r\n");
        }

        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())), "file", $"{prefix}.csv" }, { new StringContent("perOrder"), "notify" } };
        using var answer = await client.PostAsync(new Uri("/api/v1/imports", UriKind.Relative), form, Cancel);
        var id = (await ReadAsync(answer)).GetProperty("id").GetString()!;
        await UntilAsync(client, $"/api/v1/imports/{id}", static import => import.GetProperty("phase").GetString() == "finished");
        return id;
    }

    /// <summary>A settlement whose charges have all had their answers.</summary>
    public static async Task<string> SettleAsync(HttpClient client, params IEnumerable<int> prices)
    {
        using var run = await PostAsync(client, "/api/v1/settlements", new { importId = await ImportAsync(client, prices) });
        var id = (await ReadAsync(run)).GetProperty("id").GetString()!;
        await UntilAsync(client, $"/api/v1/settlements/{id}", static settlement => settlement.GetProperty("finishedAt").ValueKind == JsonValueKind.String);
        return id;
    }

    /// <summary>Path of a charge that has had its answer.</summary>
    public static async Task<string> ChargeAsync(HttpClient client, int price = 3_300)
    {
        var settlement = await SettleAsync(client, price);
        return $"/api/v1/charges/{(await GetAsync(client, $"/api/v1/charges?settlementId={settlement}")).GetProperty("items")[0].GetProperty("id").GetString()}";
    }

    /// <summary>Path of a notification of an import's orders that has gone out.</summary>
    public static async Task<string> NotificationAsync(HttpClient client)
    {
        var list = $"/api/v1/notifications?status=sent&channel=email&importId={await ImportAsync(client, 3_300)}";
        var found = await UntilAsync(client, list, static page => page.GetProperty("items").GetArrayLength() > 0);
        return $"/api/v1/notifications/{found.GetProperty("items")[0].GetProperty("id").GetString()}";
    }

    /// <summary>Path of a new webhook.</summary>
    public static async Task<string> WebhookAsync(HttpClient client, bool enabled = true, string url = "https://receiver.invalid/hooks")
    {
        using var answer = await PostAsync(client, "/api/v1/webhooks", Webhook(url, enabled));
        return $"/api/v1/webhooks/{(await ReadAsync(answer)).GetProperty("id").GetString()}";
    }

    public static object Webhook(string url = "https://receiver.invalid/hooks", bool enabled = true) => new { url, eventTypes = new[] { "refund.failed" }, enabled };

    public static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return await ReadAsync(answer);
    }

    public static Task<HttpResponseMessage> FetchAsync(HttpClient client, string path) => client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

    /// <summary>Asks for what the caller has already.</summary>
    public static async Task<HttpResponseMessage> AgainAsync(HttpClient client, string path)
    {
        using var first = await FetchAsync(client, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        return await client.SendAsync(request, Cancel);
    }

    public static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body = null) => SendAsync(client, HttpMethod.Post, path, body);

    /// <param name="tag">For <c>If-Match</c>.</param>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null, string? tag = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };

        // A body that is too large is refused before it is sent; a server that hangs up in the middle of it would look like an outage.
        request.Headers.ExpectContinue = body is ByteArrayContent;
        if (tag is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        }

        return await client.SendAsync(request, Cancel);
    }

    /// <summary>The cases of every operation that reads a JSON body: it is none, it cannot be read, it is too large.</summary>
    public static IEnumerable<ApiCase> BodyCases(string operation, HttpMethod method, Func<ApiWorld, Task<string>> path)
    {
        yield return new ApiCase(operation, 400, async world => await SendAsync(world.Demo, method, await path(world), new { noSuchMember = 1 }));
        yield return new ApiCase(operation, 413, async world => await SendAsync(world.Demo, method, await path(world), new ByteArrayContent(new byte[(10 * 1024 * 1024) + 1]) { Headers = { ContentType = new("application/json") } }));
        yield return new ApiCase(operation, 415, async world => await SendAsync(world.Demo, method, await path(world), new StringContent("x", Encoding.UTF8, "text/plain")));
    }

    public static async Task<JsonElement> UntilAsync(HttpClient client, string path, Func<JsonElement, bool> holds)
    {
        JsonElement now = default;
        await Eventually.IsAsync(async () => holds(now = await GetAsync(client, path)), Deadline, () => $"{path} is as wanted: {now}");
        return now;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
