using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Notifications;

/// <summary>Narrows the list of notifications; what holds stands in the address and, condition by condition, in chips that take it away.</summary>
public sealed partial class NotificationsFilterBar : ComponentBase
{
    private static readonly NotificationChannel[] Channels = [NotificationChannel.Email, NotificationChannel.Webhook];

    private NotificationsFilter _draft = new();
    private NotificationsFilter? _shown;

    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required NotificationMessages Messages { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public required NotificationsFilter Filter { get; set; }

    private IEnumerable<FilterChip> Chips
    {
        get
        {
            if (Filter.TopicOrNull is { } topic)
            {
                yield return Chip(nameof(NotificationsText.FilterTopic), Messages.Name(topic), Filter with { Topic = null });
            }

            if (Filter.ChannelOrNull is { } channel)
            {
                yield return Chip(nameof(NotificationsText.FilterChannel), Messages.Name(channel), Filter with { Channel = null });
            }

            if (Filter.StatusOrNull is { } status)
            {
                yield return Chip(nameof(NotificationsText.FilterStatus), NameOf(status), Filter with { Status = null });
            }

            if (Filter.Import is { } import)
            {
                yield return new FilterChip(Texts[nameof(NotificationsText.FilterImport), import], HrefOf(Filter with { Import = null }));
            }

            if (Filter.OrderNumber is { } order)
            {
                yield return new FilterChip(Texts[nameof(NotificationsText.FilterOrder), order], HrefOf(Filter with { Order = null }));
            }
        }
    }

    protected override void OnParametersSet()
    {
        // Only where the address is another one: what is chosen outlives the rows that move below.
        if (_shown != Filter)
        {
            _shown = Filter;
            _draft = Filter with { };
        }
    }

    private void Apply() => Navigation.NavigateTo(HrefOf(_draft));

    private FilterChip Chip(string key, string value, NotificationsFilter without) => new(Words.Condition(Texts[key], value), HrefOf(without));

    private string NameOf(NotificationStatus status) => Statuses[StatusCatalog.Of(status).TextKey];

    private string HrefOf(NotificationsFilter filter) => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "notifications", filter.ToQuery());
}
