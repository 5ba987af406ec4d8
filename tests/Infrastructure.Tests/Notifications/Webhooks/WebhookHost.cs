using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Webhooks;

/// <summary>An instance of the portal as far as webhooks and notices need it, its pumps at work.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    public WebhookHost(TestDatabase database, int ratePerSecond = 50, bool allowsPrivate = true)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("Notifications:RatePerSecond", (string?)ratePerSecond.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            KeyValuePair.Create("Notifications:Webhooks:AllowPrivateTargets", (string?)(allowsPrivate ? "true" : "false")),
        ]).Build();
        var environment = new HostingEnvironment { EnvironmentName = Environments.Staging };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddPersistence(database.ConnectionString).AddWork().AddAuditing();
        services.AddNotifications(configuration, environment);
        _services = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancel);
            _running.Add(service);
        }
    }

    public Task<T> OperateAsync<TService, T>(TenantId tenant, Func<TService, Task<T>> work, Actor? actor = null)
        where TService : notnull => OperateAsync(tenant, services => work(services.GetRequiredService<TService>()), actor);

    public async Task<T> OperateAsync<T>(TenantId tenant, Func<IServiceProvider, Task<T>> work, Actor? actor = null)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, actor ?? new Actor(ActorKind.User, Guid.NewGuid(), "佐藤"));
        return await work(scope.ServiceProvider);
    }

    public async Task<(WebhookEndpoint Endpoint, WebhookSecret Secret)> AddEndpointAsync(TenantId tenant, Uri url, params string[] types)
    {
        var saved = await OperateAsync<AddWebhookEndpoint, WebhookSaved>(tenant, add => add.ExecuteAsync(new WebhookDraft(url.ToString(), null, types.Length == 0 ? EventTypes.All : types, true), Cancel));
        return (saved.Endpoint ?? throw new InvalidOperationException(saved.Errors[0].Code), saved.Secret!);
    }

    public async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(TenantId tenant, Guid endpoint) =>
        (await OperateAsync<IWebhookDeliveries, Page<WebhookDelivery>>(tenant, deliveries => deliveries.ListAsync(endpoint, oldestFirst: false, 100, null, Cancel))).Items;

    public async Task HappenAsync(TenantId tenant, params PortalEvent[] events)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await EventOutbox.WriteAsync(connection, tenant, events, Cancel);
        await transaction.CommitAsync(Cancel);
    }

    public static PortalEvent Event(string type = EventTypes.OrderShipped) => PortalEvent.Of(type, TimeProvider.System.GetUtcNow());

    public async Task<object?> ScalarAsync(TenantId tenant, string sql)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_running))
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
