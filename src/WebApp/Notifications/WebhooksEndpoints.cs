using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Webhooks over HTTP: setting them up. What went to them is with <see cref="WebhookDeliveriesEndpoints"/>.</summary>
internal static class WebhooksEndpoints
{
    public const string Path = ApiRoutes.Base + "/webhooks";

    /// <summary>What the caller says of a webhook cannot be; each fault is named.</summary>
    private const string BadWebhook = "bad_webhook";

    private static readonly ListShape Listed = ListShape.Of<WebhookResource>(modifiedSince: true, ["createdAt", "-createdAt"]);

    public static void Map(IEndpointRouteBuilder routes)
    {
        WebhooksExport.Map(routes);

        // Addresses often hold tokens: they are the administrators' to read, too.
        var webhooks = routes.MapApi("/webhooks", "Webhooks", Permissions.WebhooksWrite);
        webhooks.MapGet("/", ListAsync).Named("listWebhooks", "List webhooks", "A tenant has 20 at most. With `modifiedSince` deleted ones are listed too, with `deletedAt`.").Lists<WebhookResource>(Listed);
        webhooks.MapGet("/{id:guid}", GetAsync).Named("getWebhook", "Get a webhook", "The tag is another one when it is set up otherwise, whatever becomes of deliveries.")
            .HasTag().Answers<WebhookResource>().Refuses(404);
        webhooks.MapPost("/", CreateAsync).Named("createWebhook", "Create a webhook", "The answer holds the secret that messages are signed with: it is shown this once.")
            .Changes(Permissions.WebhooksWrite).AddEndpointFilter(FreshPassword.RequireAsync).Takes<WebhookBody>().Answers<NewWebhookResource>(201).Refuses(400, 409, 413, 415, 422);
        webhooks.MapPut("/{id:guid}", ChangeAsync).Named(
            "changeWebhook", "Change a webhook", "Replaces address, description, event types and switch; the secret stays. What waits for a webhook that is turned off is given up, and can be replayed.")
            .Changes(Permissions.WebhooksWrite).HeedsTag().Takes<WebhookBody>().Answers<WebhookResource>().Refuses(400, 404, 413, 415, 422);
        webhooks.MapDelete("/{id:guid}", DeleteAsync).Named("deleteWebhook", "Delete a webhook").Changes(Permissions.WebhooksWrite).HeedsTag().Produces(204).Refuses(404);
        webhooks.MapPost("/{id:guid}/rotate", RotateAsync).Named(
            "rotateWebhookSecret", "Rotate a webhook's secret", "The answer holds the new secret, shown this once. For 24 hours messages are signed with the old one too.")
            .Changes(Permissions.WebhooksWrite).AddEndpointFilter(FreshPassword.RequireAsync).HeedsTag().Answers<WebhookSecretResource>().Refuses(404);
        WebhookDeliveriesEndpoints.Map(webhooks);
    }

    private static Task<IResult> ListAsync(HttpContext http, IWebhookEndpoints endpoints, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        return ListAnswer.ReadAsync(
            http, query, async () => PageOf(await endpoints.ListAsync(cancellationToken), query), since => endpoints.ListModifiedAsync(since, cancellationToken), WebhookResource.Of);
    }

    /// <summary>There are few, so the page is cut out of all of them.</summary>
    private static Page<WebhookEndpoint> PageOf(IReadOnlyList<WebhookEndpoint> all, ListQuery query)
    {
        var rows = all.Select(static endpoint => (Place: (Sort: endpoint.CreatedAt.UtcTicks, endpoint.Id), Endpoint: endpoint)).OrderBy(static row => row.Place).AsEnumerable();
        var direction = 1;
        if (query.Sort == "-createdAt")
        {
            (rows, direction) = (rows.Reverse(), -1);
        }

        if (Cursor.Read(query.Cursor) is { } place)
        {
            rows = rows.Where(row => row.Place.CompareTo(place) * direction > 0);
        }

        var found = rows.Take(query.Limit + 1).ToList();
        return new Page<WebhookEndpoint>(
            [.. found.Take(query.Limit).Select(static row => row.Endpoint)],
            found.Count > query.Limit ? Cursor.Write(found[query.Limit - 1].Place.Sort, found[query.Limit - 1].Place.Id) : null);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IWebhookEndpoints endpoints, CancellationToken cancellationToken) =>
        await endpoints.GetAsync(id, cancellationToken) is { } endpoint ? EntityTag.Answer(http, TagOf(endpoint), WebhookResource.Of(endpoint)) : Problems.NotFound();

    private static async Task<IResult> CreateAsync(HttpContext http, AddWebhookEndpoint add, WebhookMessages messages, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<WebhookBody>(http.Request, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var saved = await add.ExecuteAsync(read.Value.ToDraft(), cancellationToken);
        if (saved.Endpoint is not { } endpoint)
        {
            return Refuse(saved.Errors, messages);
        }

        http.Response.Headers.ETag = TagOf(endpoint);
        return Results.Created($"{Path}/{endpoint.Id}", NewWebhookResource.Of(endpoint, saved.Secret!));
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, HttpContext http, IWebhookEndpoints endpoints, ChangeWebhookEndpoint change, WebhookMessages messages, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<WebhookBody>(http.Request, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var (version, obstacle) = await SeenAsync(id, http.Request, endpoints, cancellationToken);
        if (obstacle is not null)
        {
            return obstacle;
        }

        var saved = await change.ExecuteAsync(id, read.Value.ToDraft(), version, cancellationToken);
        if (saved.Endpoint is not { } endpoint)
        {
            return Refuse(saved.Errors, messages);
        }

        http.Response.Headers.ETag = TagOf(endpoint);
        return Results.Ok(WebhookResource.Of(endpoint));
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpRequest request, IWebhookEndpoints endpoints, CancellationToken cancellationToken)
    {
        var (version, obstacle) = await SeenAsync(id, request, endpoints, cancellationToken);
        if (obstacle is not null)
        {
            return obstacle;
        }

        var deleted = await endpoints.DeleteAsync(id, version, cancellationToken);
        return deleted.Error is not null ? EntityTag.Refuse() : deleted.Value ? Results.NoContent() : Problems.NotFound();
    }

    private static async Task<IResult> RotateAsync(Guid id, HttpRequest request, IWebhookEndpoints endpoints, RotateWebhookSecret rotate, CancellationToken cancellationToken)
    {
        var (version, obstacle) = await SeenAsync(id, request, endpoints, cancellationToken);
        if (obstacle is not null)
        {
            return obstacle;
        }

        var rotated = await rotate.ExecuteAsync(id, version, cancellationToken);
        return rotated.Error is not null ? EntityTag.Refuse()
            : rotated.Value is { } secret ? Results.Ok(new WebhookSecretResource(secret.Reveal(), (await endpoints.GetAsync(id, cancellationToken))?.PreviousSecretUntil))
            : Problems.NotFound();
    }

    /// <summary>The version that the caller insists on, or null; or why it cannot go on.</summary>
    private static async Task<(string? Version, IResult? Obstacle)> SeenAsync(Guid id, HttpRequest request, IWebhookEndpoints endpoints, CancellationToken cancellationToken) =>
        await endpoints.GetAsync(id, cancellationToken) is not { } seen ? (null, Problems.NotFound())
        : EntityTag.Check(request, TagOf(seen)) is { } outdated ? (null, outdated)
        : (EntityTag.IsNamed(request) ? seen.Version : null, null);

    private static string TagOf(WebhookEndpoint endpoint) => $"\"{endpoint.Version}\"";

    /// <param name="errors">None: it is not there any more.</param>
    private static IResult Refuse(IReadOnlyList<Error> errors, WebhookMessages messages) => errors switch
    {
        [] => Problems.NotFound(),
        [{ Code: WebhookErrors.ChangedMeanwhile }] => EntityTag.Refuse(),
        [{ Code: WebhookErrors.TooMany } error] => Problems.Of(StatusCodes.Status409Conflict, error),
        _ => Problems.Of(StatusCodes.Status422UnprocessableEntity, BadWebhook, [.. errors.Select(error => new FieldProblem(FieldOf(error), error.Code, messages.Refusal(Shortened(error))))]),
    };

    private static Error Shortened(Error error) => error with { Arguments = [.. error.Arguments.Select(ListQuery.Shorten)] };

    private static string FieldOf(Error error) => error.Code switch
    {
        WebhookErrors.DescriptionTooLong => "description",
        WebhookErrors.EventTypesMissing or WebhookErrors.EventTypeUnknown => "eventTypes",
        _ => "url",
    };
}
