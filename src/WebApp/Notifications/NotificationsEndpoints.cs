using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Api;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Notifications over HTTP: what was told to whom, and having it sent again.</summary>
public static class NotificationsEndpoints
{
    private const string Path = ApiRoutes.Base + "/notifications";

    private static readonly ListShape Listed = ListShape.Of<NotificationResource>(
        modifiedSince: true, ["-createdAt", "createdAt"],
        ApiParameter.Of<NotificationTopic>("topic", "Notifications about this."),
        ApiParameter.Of<NotificationChannel>("channel", "Notifications that go this way."),
        ApiParameter.Of<NotificationStatus>("status", "Notifications in this state."),
        new ApiParameter("importId", ParameterKind.Id, "Notifications about this import or its orders."),
        new ApiParameter("orderId", ParameterKind.Id, "Notifications about this order."));

    /// <summary>Notifications and webhooks.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapApi("/notifications", "Notifications", Permissions.NotificationsRead);
        notifications.MapGet("/", ListAsync).Named("listNotifications", "List notifications", "E-mails to customers and operators, and messages to webhooks.").Lists<NotificationResource>(Listed);
        notifications.MapGet("/{id:guid}", GetAsync).Named("getNotification", "Get a notification", "With what it says and every attempt to deliver it.")
            .HasTag().Answers<NotificationDetailsResource>().Refuses(404);
        notifications.MapPost("/{id:guid}/resend", ResendAsync).Named(
            "resendNotification", "Send a notification again",
            "What was given up is tried from the start. A mail that went out is sent as a new notification, which the answer names; anything else is refused with 409.")
            .Changes(Permissions.NotificationsWrite).Answers<NotificationDetailsResource>(202).Refuses(404, 409);
        WebhooksEndpoints.Map(routes);
        NotificationsExport.Map(routes);
    }

    private static Task<IResult> ListAsync(HttpContext http, INotificationQueries notifications, CancellationToken cancellationToken)
    {
        var query = new ListQuery(http.Request, Listed);
        var filter = new NotificationFilter
        {
            Topic = query.Value("topic", ImportNames.Parse<NotificationTopic>),
            Channel = query.Value("channel", ImportNames.Parse<NotificationChannel>),
            Status = query.Value("status", ImportNames.Parse<NotificationStatus>),
            Import = query.Value("importId", QueryValues.Id) is { } import ? new ImportId(import) : null,
            Order = query.Value("orderId", QueryValues.Id) is { } order ? new OrderId(order) : null,
            OldestFirst = query.Sort == "createdAt",
        };
        return ListAnswer.ReadAsync(
            http, query, () => notifications.ListAsync(filter, query.Limit, query.Cursor, cancellationToken), since => notifications.ListModifiedAsync(filter, since, cancellationToken),
            NotificationResource.Of);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, INotificationQueries notifications, CancellationToken cancellationToken)
    {
        if (await notifications.GetAsync(id, cancellationToken) is not { } detail)
        {
            return Problems.NotFound();
        }

        var resource = NotificationDetailsResource.Of(detail);
        return EntityTag.Answer(http, ContentTag.Of(resource), resource);
    }

    private static async Task<IResult> ResendAsync(Guid id, INotificationQueries notifications, INotificationResends resends, CancellationToken cancellationToken)
    {
        if (await notifications.GetAsync(id, cancellationToken) is null)
        {
            return Problems.NotFound();
        }

        if (await resends.ResendAsync(id, CancellationToken.None) is not { } again)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "notification_not_resendable");
        }

        return Results.Accepted($"{Path}/{again}", NotificationDetailsResource.Of((await notifications.GetAsync(again, cancellationToken))!));
    }
}
