using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Notifications.Webhooks;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

/// <summary>Nothing is sent here: the pumps stand still.</summary>
public sealed class WebhookTargetStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private static readonly WebhookAnswer Broken = new(500, null, null, null);
    private readonly WebhookHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WebhookTargetStore Targets => _host.Services.GetRequiredService<WebhookTargetStore>();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Take_WhileItRests_PutsAllThatWaitsOffAtOnce()
    {
        var (tenant, endpoint) = await PrepareAsync(waiting: 50);
        var (_, other) = await PrepareAsync(waiting: 3, tenant);
        await _host.ScalarAsync(tenant, $"UPDATE webhook_endpoints SET failures = 5, rests_until = now() + interval '60 seconds' WHERE id = '{endpoint}'");

        var (target, wait) = await Targets.TakeAsync(tenant, endpoint, Cancel);

        Assert.NotNull(target);
        Assert.InRange(wait!.Value, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(66));
        Assert.Equal(50L, await DueAfterAsync(tenant, endpoint, seconds: 55));
        Assert.Equal(0L, await DueAfterAsync(tenant, other, seconds: 0));
        Assert.Null((await Targets.TakeAsync(tenant, other, Cancel)).Wait);
    }

    [Fact]
    public async Task Take_WhenTheRestIsOver_LetsOneThroughAndTheOthersWaitForIt()
    {
        var (tenant, endpoint) = await PrepareAsync(waiting: 20);
        await _host.ScalarAsync(tenant, $"UPDATE webhook_endpoints SET failures = 7, rests_until = now() - interval '1 second' WHERE id = '{endpoint}'");

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Targets.TakeAsync(tenant, endpoint, Cancel)));

        var trial = Assert.Single(taken, one => one.Wait is null);
        Assert.Equal(20L, await DueAfterAsync(tenant, endpoint, seconds: 10));
        await Targets.RecordAsync(trial.Target!, new WebhookAnswer(204, null, null, null), TimeProvider.System.GetUtcNow(), Cancel);
        Assert.Null((await Targets.TakeAsync(tenant, endpoint, Cancel)).Wait);
        Assert.Equal(WebhookHealth.Good, (await Targets.TakeAsync(tenant, endpoint, Cancel)).Target!.Health);
    }

    [Fact]
    public async Task Record_OfADayOfFailures_TurnsTheEndpointOffAndGivesUpWhatWaits()
    {
        var (tenant, endpoint) = await PrepareAsync(waiting: 4);
        await _host.ScalarAsync(tenant, $"UPDATE webhook_endpoints SET failures = 30, failing_since = now() - interval '25 hours' WHERE id = '{endpoint}'");
        var (target, _) = await Targets.TakeAsync(tenant, endpoint, Cancel);

        await Targets.RecordAsync(target!, Broken, TimeProvider.System.GetUtcNow(), Cancel);
        await Targets.RecordAsync(target!, Broken, TimeProvider.System.GetUtcNow(), Cancel);

        Assert.Equal(WebhookErrors.Failing, (await Targets.TakeAsync(tenant, endpoint, Cancel)).Target!.OffCode);
        Assert.Equal(4L, await _host.ScalarAsync(tenant, $"SELECT count(*) FROM notifications WHERE endpoint_id = '{endpoint}' AND status = 4 AND failure_code = 'webhook_failing'"));
        Assert.Equal(0L, await DueAfterAsync(tenant, endpoint, seconds: -60));
        Assert.Equal("webhook_failing", await _host.ScalarAsync(tenant, "SELECT string_agg(code, ',') FROM portal_notices"));
    }

    private async Task<(TenantId Tenant, Guid Endpoint)> PrepareAsync(int waiting, TenantId? tenant = null)
    {
        var owner = tenant ?? await database.AddTenantAsync();
        var (endpoint, _) = await _host.AddEndpointAsync(owner, new Uri("http://127.0.0.1:9/"), Domain.Shared.EventTypes.OrderShipped);
        await using var connection = await database.Connections.OpenAsync(owner, Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var events = Enumerable.Range(0, waiting).Select(_ => new StoredEvent(owner, WebhookHost.Event())).ToList();
        var notifications = events.Select(stored => new NewNotification(
            Guid.CreateVersion7(), stored.Event.OccurredAt, stored.Event.Id, Domain.Notifications.NotificationTopic.Webhook, Domain.Notifications.NotificationChannel.Webhook, "{}") { EndpointId = endpoint.Id });
        await _host.Services.GetRequiredService<NotificationWriter>().WriteAsync(connection, owner, [.. notifications], Cancel);
        await transaction.CommitAsync(Cancel);
        return (owner, endpoint.Id);
    }

    private Task<object?> DueAfterAsync(TenantId tenant, Guid endpoint, int seconds) => _host.ScalarAsync(
        tenant, $"SELECT count(*) FROM work_queue WHERE due_at > now() + interval '{seconds} seconds' AND id IN (SELECT id FROM notifications WHERE endpoint_id = '{endpoint}')");
}
