using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Notifications;

/// <summary>What the list is narrowed by, as the address has it. Names that are none of ours narrow nothing.</summary>
public sealed record NotificationsFilter
{
    public string? Topic { get; set; }

    public string? Channel { get; set; }

    public string? Status { get; set; }

    /// <summary>Number of an import.</summary>
    public long? Import { get; set; }

    /// <summary>Number of an order.</summary>
    public string? Order { get; set; }

    /// <summary><c>createdAt</c>; anything else: the newest first.</summary>
    public string? Sort { get; set; }

    public NotificationTopic? TopicOrNull => Parse<NotificationTopic>(Topic);

    public NotificationChannel? ChannelOrNull => Parse<NotificationChannel>(Channel);

    public NotificationStatus? StatusOrNull => Parse<NotificationStatus>(Status);

    /// <summary>Nothing that is stored holds a control character, and the database refuses to look for NUL.</summary>
    public string? OrderNumber => string.IsNullOrWhiteSpace(Order) || Order.Any(char.IsControl) ? null : Order.Trim();

    public bool OldestFirst => Sort == "createdAt";

    public bool IsSet => TopicOrNull is not null || ChannelOrNull is not null || StatusOrNull is not null || Import is not null || OrderNumber is not null;

    /// <summary>Parameters of the address; null where there is no such condition, so that it disappears.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["topic"] = TopicOrNull is null ? null : Topic,
        ["channel"] = ChannelOrNull is null ? null : Channel,
        ["status"] = StatusOrNull is null ? null : Status,
        ["import"] = Import?.ToString(CultureInfo.InvariantCulture),
        ["order"] = OrderNumber,
        ["sort"] = Sort is "createdAt" or "-createdAt" ? Sort : null,
    };

    /// <summary>What the numbers stand for looked up; null where one of them stands for nothing, so that nothing can fit.</summary>
    public async Task<NotificationFilter?> ToDomainAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var filter = new NotificationFilter { Topic = TopicOrNull, Channel = ChannelOrNull, Status = StatusOrNull, OldestFirst = OldestFirst };
        if (Import is { } number)
        {
            if (await services.GetRequiredService<IImportQueries>().FindAsync(number, cancellationToken) is not { } import)
            {
                return null;
            }

            filter = filter with { Import = import.Id };
        }

        if (OrderNumber is { } order)
        {
            if (await services.GetRequiredService<IOrderQueries>().FindAsync(order, cancellationToken) is not { } found)
            {
                return null;
            }

            filter = filter with { Order = found.Id };
        }

        return filter;
    }

    private static T? Parse<T>(string? name)
        where T : struct, Enum => string.IsNullOrEmpty(name) ? null : ImportNames.Parse<T>(name);
}
