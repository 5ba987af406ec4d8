using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications;

/// <summary>What the pages read and do, on the database.</summary>
public sealed class NotificationScreensTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private NotificationHost _host = null!;
    private TenantId _tenant;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await database.AddTenantAsync();
        _host = new NotificationHost(database);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task List_PageByPage_ShowsEveryNotificationOnceNewestFirst()
    {
        await _host.WriteMailsAsync(_tenant, 7);

        var (first, second) = (await ListAsync(new NotificationFilter(), 4, null), (Page<NotificationListItem>?)null);
        second = await ListAsync(new NotificationFilter(), 4, first.Next);

        var all = first.Items.Concat(second.Items).ToList();
        Assert.Equal((4, 3, null), (first.Items.Count, second.Items.Count, second.Next));
        Assert.Equal(7, all.Select(item => item.Id).Distinct().Count());
        Assert.Equal(all.OrderByDescending(item => item.CreatedAt).Select(item => item.Id), all.Select(item => item.Id));
        Assert.All(all, item => Assert.Equal("yamada@customer.example", item.Recipient));
    }

    [Fact]
    public async Task List_WithFilters_ShowsWhatFitsThem()
    {
        var import = ImportId.New();
        await _host.WriteMailsAsync(_tenant, 3);
        await _host.ExecuteAsync(_tenant, $"UPDATE notifications SET import_id = '{import.Value}', status = 4 WHERE id = (SELECT min(id::text)::uuid FROM notifications)");

        Assert.Single((await ListAsync(new NotificationFilter { Import = import }, 10, null)).Items);
        Assert.Single((await ListAsync(new NotificationFilter { Status = NotificationStatus.Dead }, 10, null)).Items);
        Assert.Equal(3, (await ListAsync(new NotificationFilter { Channel = NotificationChannel.Email, Topic = NotificationTopic.OrderAccepted }, 10, null)).Items.Count);
        Assert.Empty((await ListAsync(new NotificationFilter { Topic = NotificationTopic.Shipped }, 10, null)).Items);
    }

    [Fact]
    public async Task Get_OfAMail_HasItsContentAndAttempts()
    {
        await _host.WriteMailsAsync(_tenant, 1);
        await _host.ExecuteAsync(_tenant,
            "INSERT INTO notification_attempts (tenant_id, notification_id, started_at, id, number, outcome, code, answer_status) SELECT tenant_id, id, now(), gen_random_uuid(), 1, 3, 'smtp_recipient_refused', 550 FROM notifications");
        var id = (await ListAsync(new NotificationFilter(), 1, null)).Items[0].Id;

        var detail = await _host.OperateAsync(_tenant, services => services.GetRequiredService<INotificationQueries>().GetAsync(id, Cancel));

        Assert.Equal(new MailContent("Order 1", "text", "<p>html</p>"), detail!.Mail);
        var attempt = Assert.Single(detail.Attempts);
        Assert.Equal((1, DeliveryAttemptOutcome.RefusedForGood, "smtp_recipient_refused", 550), (attempt.Number, attempt.Outcome, attempt.Code, attempt.AnswerStatus));
        var stranger = await database.AddTenantAsync();
        Assert.Null(await _host.OperateAsync(stranger, services => services.GetRequiredService<INotificationQueries>().GetAsync(id, Cancel)));
    }

    [Fact]
    public async Task Resend_OfAllThatWereGivenUp_TriesThemFromTheStart()
    {
        await _host.WriteMailsAsync(_tenant, 3);
        await _host.ExecuteAsync(_tenant, $"DELETE FROM work_queue WHERE tenant_id = '{_tenant.Value}'; UPDATE notifications SET status = 4, attempts = 8, first_attempt_at = now() - interval '1 day', failure_code = 'timeout'");
        await _host.WriteMailsAsync(_tenant, 1);
        Assert.Equal(3, await _host.OperateAsync(_tenant, services => services.GetRequiredService<INotificationQueries>().CountDeadAsync(Cancel)));

        Assert.Equal(3, await ResendAsync(null));

        Assert.Equal(4, await _host.CountAsync(_tenant, "status = 1 AND attempts = 0 AND first_attempt_at IS NULL AND failure_code IS NULL"));
        Assert.Equal(4L, await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE lane = 'notify:email' AND tenant_id = '{_tenant.Value}'"));
        Assert.Equal(1L, await _host.ScalarAsync(_tenant, "SELECT count(*) FROM audit_log WHERE action = 'notifications.resent' AND after->>'count' = '3' AND actor_name = '佐藤'"));
    }

    [Fact]
    public async Task Resend_OfAMailThatWentOut_MakesANewOne()
    {
        await _host.WriteMailsAsync(_tenant, 2);
        await _host.ExecuteAsync(_tenant, $"DELETE FROM work_queue WHERE tenant_id = '{_tenant.Value}'; UPDATE notifications SET status = 3, sent_at = now(), attempts = 1");
        var id = (await ListAsync(new NotificationFilter(), 1, null)).Items[0].Id;

        Assert.Equal(1, await ResendAsync([id]));

        Assert.Equal(2, await _host.CountAsync(_tenant, "status = 3"));
        var copy = Assert.Single((await ListAsync(new NotificationFilter { Status = NotificationStatus.Waiting }, 10, null)).Items);
        Assert.NotEqual(id, copy.Id);
        Assert.Equal(copy.Id, await _host.ScalarAsync(_tenant, $"SELECT id FROM work_queue WHERE lane = 'notify:email' AND tenant_id = '{_tenant.Value}'"));
        Assert.Equal(0, await ResendAsync([copy.Id, Guid.NewGuid()]));
    }

    [Fact]
    public async Task Settings_WhenSaved_HoldAndAreAudited()
    {
        await SaveAsync(NotificationMode.Digest);
        await SaveAsync(NotificationMode.Digest);

        var settings = await _host.OperateAsync(_tenant, services => services.GetRequiredService<INotificationSettings>().GetAsync(Cancel));
        Assert.Equal((NotificationMode.Digest, "none", 10), (settings.Mode, settings.Transport, settings.RatePerSecond));
        Assert.Equal(1L, await _host.ScalarAsync(_tenant, "SELECT count(*) FROM audit_log WHERE action = 'notifications.settings_changed' AND before->>'mode' = 'automatic' AND after->>'mode' = 'digest'"));
    }

    private Task<Page<NotificationListItem>> ListAsync(NotificationFilter filter, int limit, string? cursor) =>
        _host.OperateAsync(_tenant, services => services.GetRequiredService<INotificationQueries>().ListAsync(filter, limit, cursor, Cancel));

    private Task<int> ResendAsync(IReadOnlyList<Guid>? ids) => _host.OperateAsync(_tenant, services => services.GetRequiredService<INotificationResends>().ResendAsync(ids, Cancel));

    private Task<bool> SaveAsync(NotificationMode mode) => _host.OperateAsync(_tenant, async services =>
    {
        await services.GetRequiredService<INotificationSettings>().SetModeAsync(mode, Cancel);
        return true;
    });
}
