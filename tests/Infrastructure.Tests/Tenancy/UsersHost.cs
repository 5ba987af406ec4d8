using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Notifications;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Users;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

/// <summary>A tenant with administrators, and what they and strangers do with users.</summary>
public sealed class UsersHost : IAsyncLifetime
{
    public static readonly Uri Address = new("https://portal.example");

    private ServiceProvider _services = null!;

    public TestDatabase Database { get; } = new();

    public MovingClock Clock { get; } = new();

    public IServiceProvider Services => _services;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        var configuration = new ConfigurationBuilder().Build();
        var environment = new HostingEnvironment { EnvironmentName = Environments.Development };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(environment);
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddPersistence(Database.ConnectionString).AddSharedDataProtection().AddWork().AddAuditing().AddTenancy().AddUsers().AddNotifications(configuration, environment);
        _services = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A person with a password.</summary>
    public async Task<Guid> AddAsync(TenantId tenant, string role, string? email = null, string name = "田中 花子")
    {
        await using var scope = Begin(tenant, Actor.System);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = new PortalUser { Email = email ?? $"{Guid.NewGuid():N}@example.jp", DisplayName = name, LockoutEnabled = true, CreatedAt = Clock.GetUtcNow() };
        Assert.True((await users.CreateAsync(user, "correct horse battery")).Succeeded);
        Assert.True((await users.AddToRoleAsync(user, role)).Succeeded);
        return user.Id;
    }

    public async Task<T> ActAsync<T>(TenantId tenant, Guid actor, Func<ManageUsers, Task<T>> work)
    {
        await using var scope = Begin(tenant, new Actor(ActorKind.User, actor, "青木 管理"));
        return await work(scope.ServiceProvider.GetRequiredService<ManageUsers>());
    }

    /// <summary>Somebody whom nobody knows yet.</summary>
    public async Task<T> ComeAsync<T>(Func<IAccountLinks, Task<T>> work, string address = "10.1.2.3")
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().ArriveFrom("trace", address, "test");
        return await work(scope.ServiceProvider.GetRequiredService<IAccountLinks>());
    }

    /// <summary>The newest mail about an account.</summary>
    public async Task<SentMail> LastMailAsync(TenantId tenant)
    {
        await using var connection = await Services.GetRequiredService<TenantConnections>().OpenAsync(tenant, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT id, recipient_encrypted, language, content_encrypted FROM notifications WHERE topic = 10 ORDER BY modified_seq DESC LIMIT 1", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        return new SentMail(
            reader.GetGuid(0),
            TestKeys.Cipher.Decrypt(reader.GetFieldValue<byte[]>(1), FieldContexts.NotificationRecipient),
            reader.GetString(2),
            JsonSerializer.Deserialize<MailContent>(TestKeys.Cipher.Decrypt(reader.GetFieldValue<byte[]>(3), FieldContexts.NotificationContent))!);
    }

    public async Task<long> CountMailsAsync(TenantId tenant)
    {
        await using var connection = await Services.GetRequiredService<TenantConnections>().OpenAsync(tenant, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM notifications WHERE topic = 10", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task<string> AuditTextAsync(TenantId tenant)
    {
        await using var context = Database.CreateContext(tenant);
        return string.Concat(context.AuditLog.AsEnumerable().Select(entry => entry.Action + entry.Before + entry.After));
    }

    public static string TokenOf(MailContent content) => content.Text.Split("/welcome/")[1].Split('\n')[0].Trim();

    public AsyncServiceScope Begin(TenantId tenant, Actor actor)
    {
        var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, actor);
        return scope;
    }
}

/// <summary>As it waits to be sent.</summary>
public sealed record SentMail(Guid Id, string Recipient, string Language, MailContent Content);

/// <summary>Runs by itself, and is moved on beside that.</summary>
public sealed class MovingClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
