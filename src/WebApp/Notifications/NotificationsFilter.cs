using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What the list is narrowed by, as the address has it. Names that are none of ours narrow nothing.</summary>
/// <param name="Import">Number of an import.</param>
/// <param name="Order">Number of an order.</param>
public sealed record NotificationsFilter(string? Topic, string? Channel, string? Status, long? Import, string? Order)
{
    public NotificationTopic? TopicOrNull => Parse<NotificationTopic>(Topic);

    public NotificationChannel? ChannelOrNull => Parse<NotificationChannel>(Channel);

    public NotificationStatus? StatusOrNull => Parse<NotificationStatus>(Status);

    /// <summary>Nothing that is stored holds a control character, and the database refuses to look for NUL.</summary>
    public string? OrderNumber => string.IsNullOrWhiteSpace(Order) || Order.Any(char.IsControl) ? null : Order.Trim();

    public bool IsSet => ToDomain() != new NotificationFilter() || Import is not null || OrderNumber is not null;

    /// <summary>Import and order have to be looked up.</summary>
    public NotificationFilter ToDomain() => new() { Topic = TopicOrNull, Channel = ChannelOrNull, Status = StatusOrNull };

    private static T? Parse<T>(string? name)
        where T : struct, Enum => string.IsNullOrEmpty(name) ? null : ImportNames.Parse<T>(name);
}
