using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What is to be known of a notification beside its status; nothing where all is well.</summary>
public sealed partial class NotificationNote : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Parameter, EditorRequired]
    public required NotificationListItem Item { get; set; }
}
