using System.Net;
using OrderPortal.Testing;
using static OrderPortal.EndToEnd.Tests.Api.MoneyCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Calls about webhooks. What they make they delete: a tenant has 20 at most.</summary>
internal sealed class WebhookCases : IApiCases
{
    private const string Path = "/api/v1/webhooks";
    private const string Outdated = "\"0\"";

    public IEnumerable<ApiCase> All =>
    [
        With("listWebhooks", 200, static (client, _) => FetchAsync(client, $"{Path}?limit=1&sort=-createdAt")),
        With("listWebhooks", 200, static (client, _) => FetchAsync(client, $"{Path}?modifiedSince=2026-01-01")),
        new("listWebhooks", 400, static world => FetchAsync(world.Demo, $"{Path}?limit=0")),
        With("getWebhook", 200, FetchAsync),
        With("getWebhook", 304, AgainAsync),
        new("getWebhook", 404, static world => FetchAsync(world.Demo, $"{Path}/{NoId}")),
        new("createWebhook", 201, static async world => await ForgottenAsync(world.Demo, await PostAsync(world.Demo, Path, Webhook()))),
        new("createWebhook", 409, static world => OneTooManyAsync(world.Other)),
        new("createWebhook", 422, static world => PostAsync(world.Demo, Path, Webhook("ftp://erp.example/hooks"))),
        .. BodyCases("createWebhook", HttpMethod.Post, static _ => Task.FromResult(Path)),
        With("changeWebhook", 200, static (client, path) => SendAsync(client, HttpMethod.Put, path, Webhook(enabled: false))),
        new("changeWebhook", 404, static world => SendAsync(world.Demo, HttpMethod.Put, $"{Path}/{NoId}", Webhook())),
        With("changeWebhook", 412, static (client, path) => SendAsync(client, HttpMethod.Put, path, Webhook(), Outdated)),
        With("changeWebhook", 422, static (client, path) => SendAsync(client, HttpMethod.Put, path, new { })),
        .. BodyCases("changeWebhook", HttpMethod.Put, static _ => Task.FromResult($"{Path}/{NoId}")),
        With("deleteWebhook", 204, static (client, path) => SendAsync(client, HttpMethod.Delete, path)),
        new("deleteWebhook", 404, static world => SendAsync(world.Demo, HttpMethod.Delete, $"{Path}/{NoId}")),
        With("deleteWebhook", 412, static (client, path) => SendAsync(client, HttpMethod.Delete, path, null, Outdated)),
        With("rotateWebhookSecret", 200, static (client, path) => PostAsync(client, $"{path}/rotate")),
        new("rotateWebhookSecret", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/rotate")),
        With("rotateWebhookSecret", 412, static (client, path) => SendAsync(client, HttpMethod.Post, $"{path}/rotate", null, Outdated)),
        With("testWebhook", 202, static (client, path) => PostAsync(client, $"{path}/test")),
        new("testWebhook", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/test")),
        With("listWebhookDeliveries", 200, static async (client, path) =>
        {
            await DeliveryAsync(client, path);
            return await FetchAsync(client, $"{path}/deliveries?sort=createdAt");
        }),
        With("listWebhookDeliveries", 400, static (client, path) => FetchAsync(client, $"{path}/deliveries?sort=size")),
        new("listWebhookDeliveries", 404, static world => FetchAsync(world.Demo, $"{Path}/{NoId}/deliveries")),
        With("replayWebhookDelivery", 202, static async (client, path) =>
        {
            await using var receiver = new WebhookReceiver();
            using var change = await SendAsync(client, HttpMethod.Put, path, Webhook(receiver.Address.ToString()));
            var delivery = await DeliveryAsync(client, path);
            await UntilAsync(client, $"{path}/deliveries", static page => page.GetProperty("items")[0].GetProperty("canBeReplayed").GetBoolean());
            return await PostAsync(client, $"{delivery}/replay");
        }),
        With("replayWebhookDelivery", 404, static (client, path) => PostAsync(client, $"{path}/deliveries/{NoId}/replay")),
        With("replayWebhookDelivery", 409, static async (client, path) => await PostAsync(client, $"{await DeliveryAsync(client, path)}/replay")),
        With("replayWebhook", 202, static (client, path) => PostAsync(client, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow().AddHours(-1) })),
        new("replayWebhook", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/replay", new { since = TimeProvider.System.GetUtcNow() })),
        new("replayWebhook", 409, static world => WithAsync(
            world.Demo, static (client, path) => PostAsync(client, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow() }), enabled: false)),
        With("replayWebhook", 422, static (client, path) => PostAsync(client, $"{path}/replay", new { since = TimeProvider.System.GetUtcNow().AddDays(-31) })),
        .. BodyCases("replayWebhook", HttpMethod.Post, static _ => Task.FromResult($"{Path}/{NoId}/replay")),
    ];

    /// <summary>A case with a webhook of its own.</summary>
    private static ApiCase With(string operation, int status, Func<HttpClient, string, Task<HttpResponseMessage>> call) => new(operation, status, world => WithAsync(world.Demo, call));

    private static async Task<HttpResponseMessage> WithAsync(HttpClient client, Func<HttpClient, string, Task<HttpResponseMessage>> call, bool enabled = true)
    {
        var path = await WebhookAsync(client, enabled);
        var answer = await call(client, path);
        using var delete = await SendAsync(client, HttpMethod.Delete, path);
        return answer;
    }

    /// <summary>Deletes what an answer says was made.</summary>
    private static async Task<HttpResponseMessage> ForgottenAsync(HttpClient client, HttpResponseMessage answer)
    {
        using var delete = await SendAsync(client, HttpMethod.Delete, answer.Headers.Location!.ToString());
        return answer;
    }

    private static async Task<HttpResponseMessage> OneTooManyAsync(HttpClient client)
    {
        var made = new List<string>();
        while (true)
        {
            var answer = await PostAsync(client, Path, Webhook());
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                made.Add(answer.Headers.Location!.ToString());
                answer.Dispose();
                continue;
            }

            foreach (var path in made)
            {
                using var delete = await SendAsync(client, HttpMethod.Delete, path);
            }

            return answer;
        }
    }

    /// <summary>Path of a message that waits: its receiver cannot be found.</summary>
    private static async Task<string> DeliveryAsync(HttpClient client, string webhook)
    {
        using var test = await PostAsync(client, $"{webhook}/test");
        return $"{webhook}/deliveries/{(await GetAsync(client, $"{webhook}/deliveries")).GetProperty("items")[0].GetProperty("id").GetString()}";
    }
}
