using System.Globalization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>The list of notifications to be taken home. It holds mail addresses, as the list does, so it asks for the same permission.</summary>
public static class NotificationsExport
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/notifications/export", OpenAsync).RequireAuthorization(Permissions.NotificationsRead).WithName("exportNotifications");

    private static async Task<IResult> OpenAsync(
        HttpContext http, ListExport export, NotificationMessages messages, IStringLocalizer<NotificationsText> texts, IStringLocalizer<StatusText> statuses, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        var written = new NotificationsFilter
        {
            Topic = query["topic"], Channel = query["channel"], Status = query["status"], Import = long.TryParse(query["import"], NumberStyles.None, CultureInfo.InvariantCulture, out var import) ? import : null, Order = query["order"], Sort = query["sort"],
        };
        var filter = await written.ToDomainAsync(http.RequestServices, cancellationToken);
        var notifications = http.RequestServices.GetRequiredService<INotificationQueries>();
        return await export.OpenAsync(
            query, written.ToQuery(), List(messages, texts, statuses), filter is null ? null : (limit, cursor, ct) => notifications.ListAsync(filter, limit, cursor, ct), cancellationToken);
    }

    private static ExportedList<NotificationListItem> List(NotificationMessages messages, IStringLocalizer<NotificationsText> texts, IStringLocalizer<StatusText> statuses) => new("notification", () => texts[nameof(NotificationsText.ListTitle)],
    [
        (() => texts[nameof(NotificationsText.ColumnTopic)], item => TableCell.Of(item.EventType ?? messages.Name(item.Topic))),
        (() => texts[nameof(NotificationsText.FilterChannel)], item => TableCell.Of(messages.Name(item.Channel))),
        (() => texts[nameof(NotificationsText.ColumnRecipient)], item => TableCell.Of(item.Recipient)),
        (() => texts[nameof(NotificationsText.ColumnStatus)], item => TableCell.Of(statuses[NotificationMessages.Look(item).TextKey])),
        (() => texts[nameof(NotificationsText.ColumnAbout)], item => TableCell.Of(item.OrderNumber ?? (item.ImportNumber is { } import ? texts[nameof(NotificationsText.FilterImport), import].Value : null))),
        (() => texts[nameof(NotificationsText.ColumnCreatedAt)], item => TableCell.Moment(item.CreatedAt)),
        (() => texts[nameof(NotificationsText.ColumnAttempts)], item => TableCell.Count(item.Attempts)),
        (() => texts[nameof(NotificationsText.ColumnNote)], item => TableCell.Of(item.FailureCode is { } failure ? messages.Failure(failure) : null)),
    ]);
}
