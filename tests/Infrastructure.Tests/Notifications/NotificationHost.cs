using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Shared.Outbox;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications;

/// <summary>An instance of the portal as far as notifications need it: the product's own registrations on a test database.</summary>
internal sealed class NotificationHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _running = [];

    /// <param name="settings">Configuration beside the transport, key and value.</param>
    public NotificationHost(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddPersistence(database.ConnectionString).AddWork().AddAuditing().AddNotifications(configuration, new TestEnvironment());
        _services = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts everything that runs by itself.</summary>
    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancel);
            _running.Add(service);
        }
    }

    public async Task<T> OperateAsync<T>(TenantId tenant, Func<IServiceProvider, Task<T>> operation)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, new Actor(ActorKind.User, Guid.NewGuid(), "佐藤"));
        return await operation(scope.ServiceProvider);
    }

    public Task PublishAsync(TenantId tenant, params IReadOnlyList<PortalEvent> events) => InTransactionAsync(tenant, async transaction =>
    {
        await EventOutbox.WriteAsync(transaction.Connection!, tenant, events, Cancel);
        return true;
    });

    public async Task<T> InTransactionAsync<T>(TenantId tenant, Func<NpgsqlTransaction, Task<T>> work)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var result = await work(transaction);
        await transaction.CommitAsync(Cancel);
        return result;
    }

    public Task ExecuteAsync(TenantId tenant, string sql) => ScalarAsync(tenant, sql);

    public async Task<object?> ScalarAsync(TenantId tenant, string sql)
    {
        await using var connection = await _services.GetRequiredService<TenantConnections>().OpenAsync(tenant, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    public async Task<long> CountAsync(TenantId tenant, string where = "true") => (long)(await ScalarAsync(tenant, $"SELECT count(*) FROM notifications WHERE {where}"))!;

    /// <summary>Waits until all events of the tenant are expanded.</summary>
    public Task ExpandedAsync(TenantId tenant, int seconds = 30) => Imports.Eventually.HoldsAsync(
        async () => (long)(await ScalarAsync(tenant, $"SELECT count(*) FROM work_queue WHERE lane = 'event' AND tenant_id = '{tenant.Value}'"))! == 0, seconds);

    /// <summary>Writes mails that wait, without an event that they come of.</summary>
    public Task<int> WriteMailsAsync(TenantId tenant, int count, string recipient = "yamada@customer.example") => InTransactionAsync(tenant, transaction =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var mails = Enumerable.Range(1, count).Select(n => new NewNotification(
            Guid.CreateVersion7(), new DateTimeOffset(now.Ticks - (now.Ticks % 10) + (n * 10), TimeSpan.Zero), Guid.NewGuid(), NotificationTopic.OrderAccepted, NotificationChannel.Email,
            System.Text.Json.JsonSerializer.Serialize(new MailContent($"Order {n}", "text", "<p>html</p>"))) { Recipient = recipient });
        return _services.GetRequiredService<NotificationWriter>().WriteAsync(transaction.Connection!, tenant, [.. mails], Cancel);
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_running))
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private sealed class TestEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Staging;

        public string ApplicationName { get; set; } = "OrderPortal.Tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

/// <summary>Orders and imports straight in the tables, as far as mails look at them.</summary>
internal static class StoredOrders
{
    /// <summary>An order of a customer with an address.</summary>
    public static Order Order(TenantId tenant, string number, string? email, OrderSource source = OrderSource.Api, ImportOrigin? origin = null, string name = "山田太郎", PaymentMethod method = PaymentMethod.CreditCard) =>
        Domain.Orders.Order.Place(
            tenant,
            new OrderDraft
            {
                OrderNumber = number,
                Customer = new OrderCustomer("C-1", name, email, null),
                OrderedAt = new DateTimeOffset(2026, 1, 5, 1, 21, 0, TimeSpan.Zero),
                PaymentMethod = method,
                Lines = [new OrderLineDraft("A-1", "りんご", 1, 1_000, TaxRate.Standard, null)],
            },
            source,
            TaxRounding.Down,
            TimeProvider.System.GetUtcNow(),
            origin);

    /// <summary>Writes one order through the context.</summary>
    public static async Task<OrderId> AddAsync(TestDatabase database, TenantId tenant, Order order)
    {
        await using var context = database.CreateContext(tenant);
        context.Add(order);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return order.Id;
    }
}
