using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Notifications;

/// <summary>The list of webhooks to be taken home; their secrets are nobody's to read.</summary>
public static class WebhooksExport
{
    public const string Path = "/settings/webhooks/export";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, OpenAsync).RequireAuthorization(Permissions.WebhooksWrite).WithName("exportWebhooks");

    private static Task<IResult> OpenAsync(
        HttpContext http, ListExport export, IWebhookEndpoints endpoints, IStringLocalizer<WebhooksText> texts, TimeProvider clock, CancellationToken cancellationToken) =>
        export.OpenAsync(http.Request.Query, WebhooksPage.Sequences, List(texts, clock.GetUtcNow()), endpoints.ListAsync, cancellationToken);

    private static ExportedList<WebhookEndpoint> List(IStringLocalizer<WebhooksText> texts, DateTimeOffset now) => new("webhook_endpoint", () => texts[nameof(WebhooksText.Title)],
    [
        (() => texts[nameof(WebhooksText.Url)], endpoint => TableCell.Of(endpoint.Url.ToString())),
        (() => texts[nameof(WebhooksText.Status)], endpoint => TableCell.Of(texts[WebhookStatus.KeyOf(endpoint, now)])),
        (() => texts[nameof(WebhooksText.Events)], static endpoint => TableCell.Of(string.Join(' ', endpoint.EventTypes))),
        (() => texts[nameof(WebhooksText.Description)], static endpoint => TableCell.Of(endpoint.Description)),
        (() => texts[nameof(WebhooksText.CreatedAt)], static endpoint => TableCell.Moment(endpoint.CreatedAt)),
    ]);
}
