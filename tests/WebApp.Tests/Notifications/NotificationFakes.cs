using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Notifications;

/// <summary>Renders pages of the notifications over lists instead of a database.</summary>
public abstract class NotificationPageTests : PageTests
{
    protected NotificationPageTests()
    {
        Services.AddScoped<NotificationMessages>();
        Services.AddSingleton<INotificationQueries>(Notifications);
        Services.AddSingleton<INotificationResends>(Notifications);
        Services.AddSingleton<INotificationSettings>(Settings);
        Services.AddSingleton<IMailPreviews>(Settings);
        Services.AddSingleton<IDevMails>(Mailbox);
        Services.AddSingleton<IChangeFeed>(Changes);
    }

    internal FakeNotifications Notifications { get; } = new();

    internal FakeNotificationSettings Settings { get; } = new();

    internal FakeMailbox Mailbox { get; } = new();

    internal FakeChangeFeed Changes { get; } = new();

    internal static NotificationListItem Item(NotificationStatus status, int attempts = 1, string? failure = null) => new(
        Guid.CreateVersion7(), new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero), NotificationTopic.OrderAccepted, NotificationChannel.Email, status, EventTypes.OrderPlaced,
        "yamada@customer.example", attempts, status == NotificationStatus.Waiting && attempts > 0 ? new DateTimeOffset(2026, 1, 5, 6, 9, 0, TimeSpan.Zero) : null, null, failure, false, "EC/1", null);
}

internal sealed class FakeNotifications : INotificationQueries, INotificationResends
{
    public List<NotificationListItem> Stored { get; } = [];

    public NotificationDetail? Detail { get; set; }

    /// <summary>A live page asks while a test reads.</summary>
    public ConcurrentQueue<NotificationFilter> Asked { get; } = [];

    public List<IReadOnlyList<Guid>?> Resent { get; } = [];

    public string? Next { get; set; }

    public Task<Page<NotificationListItem>> ListAsync(NotificationFilter filter, int limit, string? cursor, CancellationToken cancellationToken)
    {
        Asked.Enqueue(filter);
        return Task.FromResult(new Page<NotificationListItem>([.. Stored], Next));
    }

    public Task<ModifiedPage<NotificationListItem>> ListModifiedAsync(NotificationFilter filter, ModifiedQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<NotificationDetail?> GetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Detail);

    public Task<long> CountDeadAsync(CancellationToken cancellationToken) => Task.FromResult(Stored.LongCount(item => item.Status == NotificationStatus.Dead));

    public Task<Guid?> ResendAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> ResendAsync(IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        Resent.Add(ids);
        return Task.FromResult(ids?.Count ?? Stored.Count(item => item.Status == NotificationStatus.Dead));
    }
}

internal sealed class FakeNotificationSettings : INotificationSettings, IMailPreviews
{
    public NotificationSettings Current { get; set; } = new("山田商店", NotificationMode.Automatic, "mailbox", "Shop <shop@shop.example>", 10);

    public Task<NotificationSettings> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

    public Task SetModeAsync(NotificationMode mode, CancellationToken cancellationToken)
    {
        Current = Current with { Mode = mode };
        return Task.CompletedTask;
    }

    public MailContent Preview(NotificationTopic topic, string language, string sender) => new($"{topic} {language} {sender}", "text", "<p>html</p>");
}

internal sealed class FakeMailbox : IDevMails
{
    public bool IsOpen { get; set; }

    public List<DevMail> Mails { get; } = [];

    public Task<Page<DevMail>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) => Task.FromResult(new Page<DevMail>([.. Mails], null));

    public Task<DevMail?> GetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Mails.Find(mail => mail.Id == id));
}
