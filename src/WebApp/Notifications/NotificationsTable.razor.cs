using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One page of notifications, to be selected where they can be sent again.</summary>
public sealed partial class NotificationsTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<NotificationListItem> Items { get; set; }

    /// <summary>The page's own set; this changes it and says so.</summary>
    [Parameter, EditorRequired]
    public required ISet<Guid> Selected { get; set; }

    [Parameter]
    public bool MaySelect { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    private IEnumerable<NotificationListItem> Selectable => Items.Where(item => item.CanBeSentAgain);

    private bool AllSelected => Selectable.Any() && Selectable.All(item => Selected.Contains(item.Id));

    private Task ToggleAsync(Guid id)
    {
        if (!Selected.Remove(id))
        {
            Selected.Add(id);
        }

        return OnChanged.InvokeAsync();
    }

    private Task SelectPageAsync()
    {
        if (AllSelected)
        {
            Selected.Clear();
        }
        else
        {
            Selected.UnionWith(Selectable.Select(item => item.Id));
        }

        return OnChanged.InvokeAsync();
    }

    /// <summary>Of webhooks the event says more than the topic.</summary>
    private string NameOf(NotificationListItem item) => item is { Topic: NotificationTopic.Webhook, EventType: { } type } ? type : Messages.Name(item.Topic);
}
