using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What went to a webhook, over HTTP: trying it out, looking at deliveries, and having them sent again.</summary>
internal static class WebhookDeliveriesEndpoints
{
    private static readonly ListShape Listed = ListShape.Of<WebhookDeliveryResource>(modifiedSince: true, ["-createdAt", "createdAt"]);

    /// <param name="webhooks">The group of webhooks.</param>
    public static void Map(RouteGroupBuilder webhooks)
    {
        webhooks.MapPost("/{id:guid}/test", TestAsync).Named("testWebhook", "Try a webhook out", "Sends an event that never happened, `webhook.test`, also to a webhook that is turned off.")
            .Changes(Permissions.WebhooksWrite).Produces(202).Refuses(404);
        webhooks.MapGet("/{id:guid}/deliveries", ListAsync).Named("listWebhookDeliveries", "List a webhook's deliveries", "Messages that went out or are to go, with the receiver's last answer.")
            .Lists<WebhookDeliveryResource>(Listed).Refuses(404);
        webhooks.MapPost("/{id:guid}/deliveries/{delivery:guid}/replay", ReplayAsync).Named(
            "replayWebhookDelivery", "Send a delivery again", "Under the same `webhook-id`. 409 while it waits or is on its way, and for a webhook that is turned off.")
            .Changes(Permissions.WebhooksWrite).Produces(202).Refuses(404, 409);
        webhooks.MapPost("/{id:guid}/replay", ReplaySinceAsync).Named("replayWebhook", "Send a webhook's deliveries since a moment again", "All that were sent or given up and tell of something since then; no tests.")
            .Changes(Permissions.WebhooksWrite).Takes<WebhookReplayBody>().Answers<WebhookReplayResource>(202).Refuses(400, 404, 409, 413, 415, 422);
    }

    private static async Task<IResult> TestAsync(Guid id, IWebhookDeliveries deliveries, CancellationToken cancellationToken) =>
        await deliveries.SendTestAsync(id, cancellationToken) ? Results.Accepted($"{WebhooksEndpoints.Path}/{id}/deliveries") : Problems.NotFound();

    private static async Task<IResult> ListAsync(Guid id, HttpContext http, IWebhookEndpoints endpoints, IWebhookDeliveries deliveries, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        if (query.Error is { } error)
        {
            return Problems.OfField(StatusCodes.Status400BadRequest, error);
        }

        if (await endpoints.GetAsync(id, cancellationToken) is null)
        {
            return Problems.NotFound();
        }

        return await ListAnswer.ReadAsync(
            http, query, () => deliveries.ListAsync(id, query.Sort == "createdAt", query.Limit, query.Cursor, cancellationToken), since => deliveries.ListModifiedAsync(id, since, cancellationToken),
            WebhookDeliveryResource.Of);
    }

    private static async Task<IResult> ReplayAsync(Guid id, Guid delivery, IWebhookEndpoints endpoints, IWebhookDeliveries deliveries, CancellationToken cancellationToken)
    {
        if (await endpoints.GetAsync(id, cancellationToken) is null)
        {
            return Problems.NotFound();
        }

        var replayed = await deliveries.ReplayAsync(id, delivery, cancellationToken);
        return replayed.Error is { } error ? Problems.Of(StatusCodes.Status409Conflict, error)
            : replayed.Value ? Results.Accepted($"{WebhooksEndpoints.Path}/{id}/deliveries")
            : Problems.NotFound();
    }

    private static async Task<IResult> ReplaySinceAsync(Guid id, HttpRequest request, IWebhookEndpoints endpoints, IWebhookDeliveries deliveries, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<WebhookReplayBody>(request, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        if (read.Value.Since is not { } since)
        {
            return Problems.OfField(StatusCodes.Status422UnprocessableEntity, ListQuery.Bad("since", ""));
        }

        if (await endpoints.GetAsync(id, cancellationToken) is null)
        {
            return Problems.NotFound();
        }

        var replayed = await deliveries.ReplaySinceAsync(id, since, cancellationToken);
        return replayed.Error is not { } error
            ? Results.Accepted($"{WebhooksEndpoints.Path}/{id}/deliveries", new WebhookReplayResource(replayed.Value))
            : Problems.Of(error.Code == WebhookErrors.Disabled ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity, error);
    }
}
