using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Infrastructure.Tenancy.Accounts;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy.Accounts;

/// <summary>People of one tenant with sessions, on two instances and one clock.</summary>
public abstract class AccountFixture : IAsyncDisposable
{
    protected const string Password = "correct horse battery";

    protected AccountFixture(TestDatabase database)
    {
        Database = database;
        (Here, Elsewhere) = (Instance(), Instance());
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected TestDatabase Database { get; }

    protected ManualClock Clock { get; } = new();

    protected ServiceProvider Here { get; }

    protected ServiceProvider Elsewhere { get; }

    protected TenantId Tenant { get; } = TenantId.New();

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await Elsewhere.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A person who is signed in.</summary>
    protected async Task<UserSessionKey> PersonAsync()
    {
        await using var scope = Here.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(Tenant, Actor.System);
        var user = new PortalUser { Email = $"{Guid.NewGuid():N}@example.jp", DisplayName = "佐藤", LockoutEnabled = true };
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password)).Succeeded);
        return await SignInAsync(user.Id, user.SecurityStamp!);
    }

    /// <summary>A further browser of the same person.</summary>
    protected async Task<UserSessionKey> SignInAgainAsync(UserSessionKey person)
    {
        await using var scope = Here.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(Tenant, Actor.System);
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().FindByIdAsync(person.User.ToString());
        return await SignInAsync(person.User, user!.SecurityStamp!);
    }

    protected async Task<T> AsAsync<TService, T>(UserSessionKey person, Func<TService, Task<T>> work, ServiceProvider? instance = null)
        where TService : notnull
    {
        await using var scope = (instance ?? Here).CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(
            person.Tenant, new Actor(ActorKind.User, person.User, "佐藤"), sourceAddress: "192.0.2.7",
            userAgent: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", sessionId: person.Session.ToString("N"));
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    protected Task<bool> IsOpenAsync(UserSessionKey session, ServiceProvider? instance = null, bool isActive = false) =>
        (instance ?? Here).GetRequiredService<ISessionGate>().IsOpenAsync(session, isActive, Cancel).AsTask();

    private async Task<UserSessionKey> SignInAsync(Guid user, string stamp)
    {
        var session = new UserSessionKey(Tenant, user, Guid.CreateVersion7());
        await AsAsync<UserSessions, bool>(session, async sessions =>
        {
            await sessions.BeginAsync(session.Session, stamp, Cancel);
            return true;
        });
        return session;
    }

    private ServiceProvider Instance()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Staging });
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddPersistence(Database.ConnectionString).AddAuditing().AddTenancy();
        return services.BuildServiceProvider();
    }
}
