using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications;

/// <summary>What programs that follow notifications and webhooks read: what changed, both sequences, and changes of the webhook that was seen.</summary>
public sealed class NotificationChangesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly Uri Url = new("https://erp.example/hooks");
    private readonly DateTimeOffset _before = TimeProvider.System.GetUtcNow().AddMinutes(-5);
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
    public async Task Notifications_ThatChanged_ComeOncePageByPageAndAgainWhenTheyChangeAgain()
    {
        await _host.WriteMailsAsync(_tenant, 5);
        var oldest = (await ListAsync(new NotificationFilter { OldestFirst = true })).Select(item => item.Id).ToList();

        var first = await ChangedAsync(_tenant, new NotificationFilter(), null);
        await _host.ExecuteAsync(_tenant, $"UPDATE notifications SET status = 4 WHERE id = '{first.Items[0].Id}'");
        var second = await ChangedAsync(_tenant, new NotificationFilter(), first.Next);

        Assert.Equal(3, first.Items.Count);
        Assert.Equal(first.Items[0].Id, second.Items[^1].Id);
        Assert.Equal((3, null), (second.Items.Count, second.Next));
        Assert.Equal(oldest.Order(), first.Items.Concat(second.Items).Select(item => item.Id).Distinct().Order());
        Assert.Equal([first.Items[0].Id], (await ChangedAsync(_tenant, new NotificationFilter { Status = NotificationStatus.Dead }, null)).Items.Select(item => item.Id));
        Assert.Empty((await ChangedAsync(_tenant, new NotificationFilter(), second.Resume)).Items);
        Assert.Empty((await ChangedAsync(await database.AddTenantAsync(), new NotificationFilter(), null)).Items);
    }

    [Fact]
    public async Task Notifications_OldestFirst_AreTheOtherWayRound()
    {
        await _host.WriteMailsAsync(_tenant, 5);

        var newest = await ListAsync(new NotificationFilter());
        var oldest = await ListAsync(new NotificationFilter { OldestFirst = true });

        Assert.Equal(5, newest.Count);
        Assert.Equal(newest.OrderByDescending(item => item.CreatedAt).Select(item => item.Id), newest.Select(item => item.Id));
        Assert.Equal(Enumerable.Reverse(newest).Select(item => item.Id), oldest.Select(item => item.Id));
    }

    [Fact]
    public async Task Resend_OfOne_NamesTheOneThatWillBeSent()
    {
        await _host.WriteMailsAsync(_tenant, 3);
        var mails = await ListAsync(new NotificationFilter());
        await _host.ExecuteAsync(_tenant, $"UPDATE notifications SET status = 4 WHERE id = '{mails[0].Id}'; UPDATE notifications SET status = 3, sent_at = now() WHERE id = '{mails[1].Id}'");

        var (dead, sent, waiting) = (await ResendAsync(_tenant, mails[0].Id), await ResendAsync(_tenant, mails[1].Id), await ResendAsync(_tenant, mails[2].Id));

        Assert.Equal((mails[0].Id, null), (dead, waiting));
        Assert.NotNull(sent);
        Assert.DoesNotContain(sent.Value, mails.Select(mail => mail.Id));
        Assert.Null(await ResendAsync(await database.AddTenantAsync(), sent.Value));
    }

    [Fact]
    public async Task Webhooks_ThatChanged_ComeAgain_DeletedOnesToo()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await AddAsync()).Id);
        }

        var first = await ChangedAsync(_tenant, null);
        await AskAsync<IWebhookEndpoints, Result<bool>>(_tenant, endpoints => endpoints.DeleteAsync(ids[1], null, Cancel));
        var second = await ChangedAsync(_tenant, first.Next);

        Assert.Equal(ids.Take(3), first.Items.Select(endpoint => endpoint.Id));
        Assert.Equal([ids[3], ids[1]], second.Items.Select(endpoint => endpoint.Id));
        Assert.Equal([false, true], second.Items.Select(endpoint => endpoint.DeletedAt is not null));
        Assert.Empty((await ChangedAsync(_tenant, second.Resume)).Items);
        Assert.Empty((await ChangedAsync(await database.AddTenantAsync(), null)).Items);
    }

    [Fact]
    public async Task Webhook_Version_IsThatOfItsSettingsAndNotOfItsDeliveries()
    {
        var endpoint = await AddAsync();
        await _host.ExecuteAsync(_tenant, $"UPDATE webhook_endpoints SET failures = 3, failing_since = now(), rests_until = now() WHERE id = '{endpoint.Id}'");
        Assert.Equal(endpoint.Version, (await GetAsync(endpoint.Id)).Version);

        Assert.Null((await AskAsync<RotateWebhookSecret, Result<WebhookSecret?>>(_tenant, rotate => rotate.ExecuteAsync(endpoint.Id, endpoint.Version, Cancel))).Error);

        Assert.NotEqual(endpoint.Version, (await GetAsync(endpoint.Id)).Version);
        var draft = new WebhookDraft(Url.ToString(), "ERP", [EventTypes.OrderPlaced], true);
        var changed = await AskAsync<ChangeWebhookEndpoint, WebhookSaved>(_tenant, change => change.ExecuteAsync(endpoint.Id, draft, endpoint.Version, Cancel));
        var rotated = await AskAsync<RotateWebhookSecret, Result<WebhookSecret?>>(_tenant, rotate => rotate.ExecuteAsync(endpoint.Id, endpoint.Version, Cancel));
        var deleted = await AskAsync<IWebhookEndpoints, Result<bool>>(_tenant, endpoints => endpoints.DeleteAsync(endpoint.Id, endpoint.Version, Cancel));
        Assert.All([Assert.Single(changed.Errors), rotated.Error!, deleted.Error!], error => Assert.Equal(WebhookErrors.ChangedMeanwhile, error.Code));
        Assert.Null((await GetAsync(endpoint.Id)).Description);
    }

    [Fact]
    public async Task Deliveries_AreListedBothWaysAndByChange()
    {
        var endpoint = await AddAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await AskAsync<IWebhookDeliveries, bool>(_tenant, deliveries => deliveries.SendTestAsync(endpoint.Id, Cancel)));
        }

        var oldest = await DeliveriesAsync(oldestFirst: true);
        var newest = await DeliveriesAsync(oldestFirst: false);
        await _host.ExecuteAsync(_tenant, $"UPDATE notifications SET status = 3 WHERE id = '{oldest[0]}'");
        var changed = await AskAsync<IWebhookDeliveries, ModifiedPage<WebhookDelivery>>(_tenant, deliveries => deliveries.ListModifiedAsync(endpoint.Id, new ModifiedQuery(_before, null, 10), Cancel));

        Assert.Equal(5, oldest.Count);
        Assert.Equal(Enumerable.Reverse(oldest), newest);
        Assert.Equal([.. oldest.Skip(1), oldest[0]], changed.Items.Select(delivery => delivery.Id));
        Assert.Empty((await AskAsync<IWebhookDeliveries, ModifiedPage<WebhookDelivery>>(
            await database.AddTenantAsync(), deliveries => deliveries.ListModifiedAsync(endpoint.Id, new ModifiedQuery(_before, null, 10), Cancel))).Items);

        async Task<List<Guid>> DeliveriesAsync(bool oldestFirst)
        {
            var ids = new List<Guid>();
            string? cursor = null;
            do
            {
                var page = await AskAsync<IWebhookDeliveries, Page<WebhookDelivery>>(_tenant, deliveries => deliveries.ListAsync(endpoint.Id, oldestFirst, 2, cursor, Cancel));
                ids.AddRange(page.Items.Select(delivery => delivery.Id));
                cursor = page.Next;
            }
            while (cursor is not null);
            return ids;
        }
    }

    private async Task<List<NotificationListItem>> ListAsync(NotificationFilter filter)
    {
        var items = new List<NotificationListItem>();
        string? cursor = null;
        do
        {
            var page = await AskAsync<INotificationQueries, Page<NotificationListItem>>(_tenant, queries => queries.ListAsync(filter, 2, cursor, Cancel));
            items.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return items;
    }

    private Task<ModifiedPage<NotificationListItem>> ChangedAsync(TenantId tenant, NotificationFilter filter, string? cursor) =>
        AskAsync<INotificationQueries, ModifiedPage<NotificationListItem>>(tenant, queries => queries.ListModifiedAsync(filter, new ModifiedQuery(_before, cursor, 3), Cancel));

    private Task<ModifiedPage<WebhookEndpoint>> ChangedAsync(TenantId tenant, string? cursor) =>
        AskAsync<IWebhookEndpoints, ModifiedPage<WebhookEndpoint>>(tenant, endpoints => endpoints.ListModifiedAsync(new ModifiedQuery(_before, cursor, 3), Cancel));

    private Task<Guid?> ResendAsync(TenantId tenant, Guid id) => AskAsync<INotificationResends, Guid?>(tenant, resends => resends.ResendAsync(id, Cancel));

    private async Task<WebhookEndpoint> AddAsync() =>
        (await AskAsync<AddWebhookEndpoint, WebhookSaved>(_tenant, add => add.ExecuteAsync(new WebhookDraft(Url.ToString(), null, [EventTypes.OrderPlaced], true), Cancel))).Endpoint!;

    private async Task<WebhookEndpoint> GetAsync(Guid id) => (await AskAsync<IWebhookEndpoints, WebhookEndpoint?>(_tenant, endpoints => endpoints.GetAsync(id, Cancel)))!;

    private Task<T> AskAsync<TService, T>(TenantId tenant, Func<TService, Task<T>> ask)
        where TService : notnull => _host.OperateAsync(tenant, services => ask(services.GetRequiredService<TService>()));
}
