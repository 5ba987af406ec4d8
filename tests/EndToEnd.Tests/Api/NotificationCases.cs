using static OrderPortal.EndToEnd.Tests.Api.MoneyCalls;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Calls about notifications.</summary>
internal sealed class NotificationCases : IApiCases
{
    private const string Path = "/api/v1/notifications";

    public IEnumerable<ApiCase> All =>
    [
        new("listNotifications", 200, static async world =>
        {
            await NotificationAsync(world.Demo);
            return await FetchAsync(world.Demo, $"{Path}?topic=orderAccepted&limit=2&sort=createdAt");
        }),
        new("listNotifications", 200, static world => FetchAsync(world.Demo, $"{Path}?modifiedSince=2026-01-01&limit=2")),
        new("listNotifications", 400, static world => FetchAsync(world.Demo, $"{Path}?status=gone")),
        new("getNotification", 200, static async world => await FetchAsync(world.Demo, await NotificationAsync(world.Demo))),
        new("getNotification", 304, static async world => await AgainAsync(world.Demo, await NotificationAsync(world.Demo))),
        new("getNotification", 404, static async world => await FetchAsync(world.Other, await NotificationAsync(world.Demo))),
        new("resendNotification", 202, static async world => await PostAsync(world.Demo, $"{await NotificationAsync(world.Demo)}/resend")),
        new("resendNotification", 404, static world => PostAsync(world.Demo, $"{Path}/{NoId}/resend")),
        new("resendNotification", 409, static async world => await PostAsync(world.Demo, $"{await TestOfAWebhookAsync(world.Demo)}/resend")),
    ];

    /// <summary>A message to a receiver that cannot be found: it waits for its next attempt for a long time.</summary>
    private static async Task<string> TestOfAWebhookAsync(HttpClient client)
    {
        var webhook = await WebhookAsync(client);
        using var test = await PostAsync(client, $"{webhook}/test");
        return $"{Path}/{(await GetAsync(client, $"{webhook}/deliveries")).GetProperty("items")[0].GetProperty("id").GetString()}";
    }
}
