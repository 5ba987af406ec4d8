using System.Text.Json;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Notifications.Webhooks;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

public sealed class WebhookDeliveryTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly WebhookHost _host = new(database);
    private TenantId _tenant;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _tenant = await database.AddTenantAsync();
        await _host.StartAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Event_GoesOnceToEachEndpointThatChoseItsType()
    {
        await using var receiver = new WebhookReceiver();
        await using var other = new WebhookReceiver();
        var (endpoint, secret) = await _host.AddEndpointAsync(_tenant, receiver.Address, EventTypes.OrderShipped);
        await _host.AddEndpointAsync(_tenant, other.Address, EventTypes.OrderPlaced);
        await _host.AddEndpointAsync(await database.AddTenantAsync(), other.Address);
        var (order, import) = (Guid.NewGuid(), Guid.NewGuid());
        var happened = WebhookHost.Event() with { OrderId = order, ImportId = import, Data = "{\"orderNumber\":\"注文-1\",\"amount\":1200,\"orderId\":\"never\"}" };

        await _host.HappenAsync(_tenant, happened);
        await Eventually.HoldsAsync(() => receiver.Calls.Count > 0);
        await RepeatAsync(happened);

        var delivery = Assert.Single(await _host.DeliveriesAsync(_tenant, endpoint.Id));
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)).All(one => one.Status == NotificationStatus.Sent));
        var call = Assert.Single(receiver.Calls);
        Assert.Empty(other.Calls);
        Assert.Equal(delivery.MessageId, call.Headers["webhook-id"]);
        Assert.Equal(WebhookSignature.Sign(delivery.MessageId, DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)), call.Body, secret), call.Headers["webhook-signature"]);
        using var body = JsonDocument.Parse(call.Body);
        Assert.Equal(EventTypes.OrderShipped, body.RootElement.GetProperty("type").GetString());
        Assert.Equal(happened.OccurredAt, body.RootElement.GetProperty("timestamp").GetDateTimeOffset());
        var data = body.RootElement.GetProperty("data");
        Assert.Equal((order, import, "注文-1", 1200), (data.GetProperty("orderId").GetGuid(), data.GetProperty("importId").GetGuid(), data.GetProperty("orderNumber").GetString(), data.GetProperty("amount").GetInt32()));
    }

    [Fact]
    public async Task Failure_IsTriedAgainUnderTheSameIdAndShownWithItsAnswer()
    {
        var answers = new Queue<string>(["HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\ndatabase!", WebhookReceiver.Ok]);
        await using var receiver = new WebhookReceiver(_ => Task.FromResult<string?>(answers.Dequeue()));
        var (endpoint, _) = await _host.AddEndpointAsync(_tenant, receiver.Address);

        await _host.HappenAsync(_tenant, WebhookHost.Event());
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)) is [{ Attempts: 1, Status: NotificationStatus.Waiting }]);

        var failed = Assert.Single(await _host.DeliveriesAsync(_tenant, endpoint.Id));
        Assert.Equal((WebhookFailures.Status, 500, "database!"), (failed.Failure, failed.AnswerStatus, failed.Answer));
        Assert.NotNull(failed.NextAttemptAt);
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)) is [{ Attempts: 2, Status: NotificationStatus.Sent, Failure: null, AnswerStatus: 204 }]);
        Assert.Equal(2, receiver.Calls.Count);
        Assert.Single(receiver.Calls.Select(call => call.Headers["webhook-id"]).Distinct());
    }

    [Fact]
    public async Task Endpoint_ThatIsGone_IsTurnedOffAndPeopleAreTold()
    {
        await using var receiver = new WebhookReceiver("HTTP/1.1 410 Gone\r\n\r\n");
        var (endpoint, _) = await _host.AddEndpointAsync(_tenant, receiver.Address);

        await _host.HappenAsync(_tenant, WebhookHost.Event());
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)) is [{ Status: NotificationStatus.Dead }]);

        var stored = await _host.OperateAsync<IWebhookEndpoints, WebhookEndpoint?>(_tenant, endpoints => endpoints.GetAsync(endpoint.Id, Cancel));
        Assert.Equal((false, WebhookErrors.Gone), (stored!.IsEnabled, stored.DisabledCode));
        await _host.HappenAsync(_tenant, WebhookHost.Event());
        var notices = await _host.OperateAsync<IPortalNotices, Page<PortalNotice>>(_tenant, notices => notices.ListAsync([Permissions.WebhooksWrite], 10, null, Cancel));
        var notice = Assert.Single(notices.Items);
        Assert.Equal((NoticeCodes.WebhookGone, "127.0.0.1", $"/settings/webhooks/{endpoint.Id}"), (notice.Code, Assert.Single(notice.Arguments), notice.Href));
        Assert.Empty((await _host.OperateAsync<IPortalNotices, Page<PortalNotice>>(_tenant, all => all.ListAsync([Permissions.ImportsRead], 10, null, Cancel))).Items);
        Assert.Single(receiver.Calls);
    }

    [Fact]
    public async Task Endpoint_ThatFailsAgainAndAgain_RestsAndHoldsUpNobody()
    {
        await using var broken = new WebhookReceiver(_ => Task.FromResult<string?>(null));
        await using var good = new WebhookReceiver();
        var (bad, _) = await _host.AddEndpointAsync(_tenant, broken.Address, EventTypes.OrderPlaced);
        var (fine, _) = await _host.AddEndpointAsync(_tenant, good.Address, EventTypes.OrderShipped);
        await _host.HappenAsync(_tenant, [.. Enumerable.Range(0, 600).Select(_ => WebhookHost.Event(EventTypes.OrderPlaced))]);
        await Eventually.HoldsAsync(() => broken.Calls.Count >= 40);

        // Behind hundreds that nobody answers, ten seconds each.
        await _host.HappenAsync(_tenant, [.. Enumerable.Range(0, 20).Select(_ => WebhookHost.Event())]);
        await Eventually.HoldsAsync(() => good.Calls.Count == 20, seconds: 30);

        await Eventually.HoldsAsync(async () => (await _host.OperateAsync<IWebhookEndpoints, WebhookEndpoint?>(_tenant, endpoints => endpoints.GetAsync(bad.Id, Cancel)))!.RestsUntil is not null);
        await Task.Delay(1_000, Cancel);
        var calls = broken.Calls.Count;
        Assert.InRange(calls, 40, 599);
        await Task.Delay(2_000, Cancel);
        Assert.Equal(calls, broken.Calls.Count);
        Assert.All(await _host.DeliveriesAsync(_tenant, fine.Id), delivery => Assert.Equal((NotificationStatus.Sent, 1), (delivery.Status, delivery.Attempts)));
        Assert.Equal(600L - calls, await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM notifications WHERE endpoint_id = '{bad.Id}' AND attempts = 0 AND status = 1"));
    }

    [Fact]
    public async Task Replay_SendsTheSameMessageAgain()
    {
        await using var receiver = new WebhookReceiver();
        var (endpoint, _) = await _host.AddEndpointAsync(_tenant, receiver.Address);
        await _host.HappenAsync(_tenant, WebhookHost.Event(), WebhookHost.Event(EventTypes.OrderPlaced));
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)) is { Count: 2 } both && both.All(one => one.Status == NotificationStatus.Sent));
        var first = (await _host.DeliveriesAsync(_tenant, endpoint.Id))[0];

        Assert.True((await ReplayAsync(endpoint.Id, first.Id)).Value);
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 3);
        Assert.Equal(2, receiver.Calls.Count(call => call.Headers["webhook-id"] == first.MessageId && call.Text == receiver.Calls.First(one => one.Headers["webhook-id"] == first.MessageId).Text));

        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)).All(one => one.Status == NotificationStatus.Sent));
        var since = await _host.OperateAsync<IWebhookDeliveries, Result<int>>(_tenant, deliveries => deliveries.ReplaySinceAsync(endpoint.Id, TimeProvider.System.GetUtcNow().AddMinutes(-5), Cancel));
        Assert.Equal(2, since.Value);
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 5);
        Assert.Equal(2L, await _host.ScalarAsync(_tenant, "SELECT count(*) FROM audit_log WHERE action = 'notifications.webhook_replayed'"));
    }

    [Fact]
    public async Task Replay_OfWhatCannotBe_IsRefused()
    {
        await using var receiver = new WebhookReceiver(_ => Task.FromResult<string?>("HTTP/1.1 500 Oh\r\n\r\n"));
        var (endpoint, _) = await _host.AddEndpointAsync(_tenant, receiver.Address);
        await _host.HappenAsync(_tenant, WebhookHost.Event());
        await Eventually.HoldsAsync(async () => (await _host.DeliveriesAsync(_tenant, endpoint.Id)) is [{ Attempts: 1, Status: NotificationStatus.Waiting }]);
        var waiting = (await _host.DeliveriesAsync(_tenant, endpoint.Id))[0];

        Assert.Equal(WebhookErrors.UnderWay, (await ReplayAsync(endpoint.Id, waiting.Id)).Error?.Code);
        Assert.False((await ReplayAsync(endpoint.Id, Guid.NewGuid())).Value);
        var foreign = await database.AddTenantAsync();
        Assert.False((await _host.OperateAsync<IWebhookDeliveries, Result<bool>>(foreign, deliveries => deliveries.ReplayAsync(endpoint.Id, waiting.Id, Cancel))).Value);
        Assert.Equal(WebhookErrors.SinceTooLongAgo, (await _host.OperateAsync<IWebhookDeliveries, Result<int>>(_tenant, deliveries => deliveries.ReplaySinceAsync(endpoint.Id, TimeProvider.System.GetUtcNow().AddDays(-31), Cancel))).Error?.Code);

        // Turned off: what waits is given up, and is not sent again before it is turned on.
        var off = new WebhookDraft(endpoint.Url.ToString(), "off", endpoint.EventTypes, false);
        await _host.OperateAsync<ChangeWebhookEndpoint, WebhookSaved>(_tenant, change => change.ExecuteAsync(endpoint.Id, off, null, Cancel));
        var dead = Assert.Single(await _host.DeliveriesAsync(_tenant, endpoint.Id));
        Assert.Equal((NotificationStatus.Dead, WebhookErrors.Disabled), (dead.Status, dead.Failure));
        Assert.Equal(0L, await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE id = '{dead.Id}'"));
        Assert.Equal(WebhookErrors.Disabled, (await ReplayAsync(endpoint.Id, dead.Id)).Error?.Code);
    }

    [Fact]
    public async Task Test_GoesOutEvenToAnEndpointThatIsTurnedOff()
    {
        await using var receiver = new WebhookReceiver();
        var (endpoint, _) = await _host.AddEndpointAsync(_tenant, receiver.Address);
        await _host.OperateAsync<ChangeWebhookEndpoint, WebhookSaved>(_tenant, change => change.ExecuteAsync(endpoint.Id, new WebhookDraft(endpoint.Url.ToString(), null, endpoint.EventTypes, false), null, Cancel));

        Assert.True(await _host.OperateAsync<IWebhookDeliveries, bool>(_tenant, deliveries => deliveries.SendTestAsync(endpoint.Id, Cancel)));
        await _host.HappenAsync(_tenant, WebhookHost.Event());
        await Eventually.HoldsAsync(() => receiver.Calls.Count == 1);

        Assert.Contains($"\"type\":\"{WebhookPayload.TestType}\"", receiver.Calls[0].Text, StringComparison.Ordinal);
        Assert.False(await _host.OperateAsync<IWebhookDeliveries, bool>(_tenant, deliveries => deliveries.SendTestAsync(Guid.NewGuid(), Cancel)));
    }

    private Task<Result<bool>> ReplayAsync(Guid endpoint, Guid delivery) =>
        _host.OperateAsync<IWebhookDeliveries, Result<bool>>(_tenant, deliveries => deliveries.ReplayAsync(endpoint, delivery, Cancel));

    /// <summary>The event comes a second time, as after a crash.</summary>
    private async Task RepeatAsync(PortalEvent happened)
    {
        await _host.ScalarAsync(_tenant, $"INSERT INTO work_queue (lane, id, tenant_id) VALUES ('event', '{happened.Id}', '{_tenant}')");
        await Eventually.HoldsAsync(async () => await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE id = '{happened.Id}'") is 0L);
    }
}
