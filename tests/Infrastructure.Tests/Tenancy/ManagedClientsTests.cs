using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

public sealed class ManagedClientsTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private static readonly ClientDraft Draft = new(" 基幹システム ", [Scopes.ImportsRead, Scopes.OrdersRead], RateLimited: true);
    private readonly TestDatabase _database;
    private readonly ManualClock _clock = new();
    private readonly ServiceProvider _here;
    private readonly ServiceProvider _elsewhere;
    private readonly TenantId _tenant = TenantId.New();

    public ManagedClientsTests(TestDatabase database)
    {
        _database = database;
        (_here, _elsewhere) = (Instance(), Instance());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task Clients_AreTheTenantsOwn()
    {
        var (client, secret) = await AddAsync();
        var foreign = TenantId.New();

        Assert.Equal(("基幹システム", $"{Scopes.OrdersRead} {Scopes.ImportsRead}"), (client.Name, string.Join(' ', client.Scopes)));
        Assert.Equal((client.ClientId, client.Name, true, true), (await GetAsync(client.Id)) is { } stored ? (stored.ClientId, stored.Name, stored.RateLimited, stored.IsActive) : default);
        Assert.Empty(await OperateAsync(foreign, clients => clients.ListAsync(Cancel)));
        Assert.Null(await OperateAsync(foreign, clients => clients.GetAsync(client.Id, Cancel)));
        Assert.Null((await OperateAsync(foreign, clients => clients.ChangeAsync(client.Id, Draft, Cancel))).Client);
        Assert.Null(await OperateAsync(foreign, clients => clients.RotateAsync(client.Id, 0, Cancel)));
        Assert.False(await OperateAsync(foreign, clients => clients.RevokeAsync(client.Id, Cancel)));
        Assert.True(await FitsAsync(client, secret));
    }

    [Fact]
    public async Task Drafts_ThatAreWrong_AreRefusedAsAWhole()
    {
        var saved = await OperateAsync(_tenant, clients => clients.AddAsync(new ClientDraft(" ", [], true), Cancel));
        Assert.Equal([ClientErrors.NameMissing, ClientErrors.ScopesMissing], saved.Errors.Select(error => error.Code));
        saved = await OperateAsync(_tenant, clients => clients.AddAsync(new ClientDraft(new string('x', 101), ["everything"], true), Cancel));
        Assert.Equal([ClientErrors.NameTooLong, ClientErrors.ScopeUnknown], saved.Errors.Select(error => error.Code));
        Assert.Empty(await OperateAsync(_tenant, clients => clients.ListAsync(Cancel)));
    }

    [Fact]
    public async Task Clients_HaveABound()
    {
        for (var i = 0; i < ClientRules.PerTenant - 1; i++)
        {
            await AddAsync();
        }

        var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OperateAsync(_tenant, clients => clients.AddAsync(Draft, Cancel))));

        Assert.Single(saved, one => one.Client is not null);
        Assert.All(saved.Where(one => one.Client is null), one => Assert.Equal(ClientErrors.TooMany, Assert.Single(one.Errors).Code));
    }

    [Fact]
    public async Task Rotation_WithAnOverlap_TakesBothSecretsUntilThenAndNoOlderOne()
    {
        var (client, first) = await AddAsync();
        var token = Token();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var second = await RotateAsync(client, 24);
        Assert.Equal((true, true), (await FitsAsync(client, first), await FitsAsync(client, second)));
        Assert.Equal(_clock.GetUtcNow().AddHours(24), (await GetAsync(client.Id))!.OldSecretUntil);
        Assert.False(await IsRevokedAsync(_here, client, token));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var third = await RotateAsync(client, 1);
        Assert.Equal((false, true, true), (await FitsAsync(client, first), await FitsAsync(client, second), await FitsAsync(client, third)));

        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal((false, true), (await FitsAsync(client, second), await FitsAsync(client, third)));
        Assert.Null((await GetAsync(client.Id))!.OldSecretUntil);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RotateAsync(client, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OldSecret_WhenItIsEnded_TakesTheTokensAlong(bool atOnce)
    {
        var (client, first) = await AddAsync();
        var token = Token();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await RotateAsync(client, atOnce ? 0 : 168);
        if (!atOnce)
        {
            Assert.False(await IsRevokedAsync(_here, client, token));
            Assert.True(await OperateAsync(_tenant, clients => clients.EndOldSecretAsync(client.Id, Cancel)));
        }

        Assert.Equal((false, true), (await FitsAsync(client, first), await FitsAsync(client, second)));
        Assert.True(await IsRevokedAsync(_here, client, token));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await IsRevokedAsync(_here, client, Token()));
        Assert.False(await OperateAsync(_tenant, clients => clients.EndOldSecretAsync(client.Id, Cancel)));
    }

    [Fact]
    public async Task Revocation_EndsSecretsAndTokensHereAtOnceAndElsewhereInTwoSecondsForGood()
    {
        var (client, secret) = await AddAsync();
        var token = Token();
        Assert.Equal((false, false), (await IsRevokedAsync(_here, client, token), await IsRevokedAsync(_elsewhere, client, token)));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await OperateAsync(_tenant, clients => clients.RevokeAsync(client.Id, Cancel)));
        Assert.True(await IsRevokedAsync(_here, client, token));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await IsRevokedAsync(_elsewhere, client, token));
        Assert.False(await FitsAsync(client, secret));
        Assert.Null(await OperateAsync(_tenant, clients => clients.RotateAsync(client.Id, 24, Cancel)));

        var restored = (await OperateAsync(_tenant, clients => clients.RestoreAsync(client.Id, Cancel)))!.Reveal();
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((false, true), (await FitsAsync(client, secret), await FitsAsync(client, restored)));
        Assert.Equal((true, false), (await IsRevokedAsync(_here, client, token), await IsRevokedAsync(_here, client, Token())));
        Assert.Null(await OperateAsync(_tenant, clients => clients.RestoreAsync(client.Id, Cancel)));
    }

    [Fact]
    public async Task Change_OfScopesOrLimits_EndsTokensAndOfTheNameDoesNot()
    {
        var (client, _) = await AddAsync();
        var token = Token();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await ChangeAsync(client, Draft with { Name = "倉庫" });
        Assert.False(await IsRevokedAsync(_here, client, token));
        await ChangeAsync(client, Draft with { Scopes = [Scopes.OrdersRead] });
        Assert.True(await IsRevokedAsync(_here, client, token));

        _clock.Advance(TimeSpan.FromSeconds(1));
        token = Token();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await ChangeAsync(client, new ClientDraft("倉庫", [Scopes.OrdersRead], RateLimited: false));
        Assert.True(await IsRevokedAsync(_here, client, token));
    }

    [Fact]
    public async Task LastUse_IsKeptToAMinute()
    {
        var (client, _) = await AddAsync();
        Assert.Null((await GetAsync(client.Id))!.LastUsedAt);
        var first = _clock.GetUtcNow();

        await IsRevokedAsync(_here, client, Token());
        _clock.Advance(TimeSpan.FromSeconds(59));
        await IsRevokedAsync(_here, client, Token());
        Assert.Equal(first, (await GetAsync(client.Id))!.LastUsedAt);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await IsRevokedAsync(_elsewhere, client, Token());
        Assert.Equal(_clock.GetUtcNow(), (await GetAsync(client.Id))!.LastUsedAt);
    }

    [Fact]
    public async Task Changes_AreAuditedWithoutSecrets()
    {
        var (client, secret) = await AddAsync();
        await ChangeAsync(client, Draft with { Name = "倉庫" });
        var rotated = await RotateAsync(client, 24);
        await OperateAsync(_tenant, clients => clients.EndOldSecretAsync(client.Id, Cancel));
        await OperateAsync(_tenant, clients => clients.RevokeAsync(client.Id, Cancel));
        await OperateAsync(_tenant, clients => clients.RestoreAsync(client.Id, Cancel));

        await using var context = _database.CreateContext(_tenant);
        var log = context.AuditLog.OrderBy(entry => entry.Seq).ToList();
        Assert.Equal(
            [AuditActions.ClientAdded, AuditActions.ClientChanged, AuditActions.ClientSecretRotated, AuditActions.ClientOldSecretEnded, AuditActions.ClientRevoked, AuditActions.ClientRestored],
            log.Select(entry => entry.Action));
        Assert.All(log, entry => Assert.Equal((client.Id, "佐藤"), (entry.EntityId, entry.ActorName)));
        Assert.All([secret, rotated], one => Assert.DoesNotContain(one, string.Concat(log.Select(entry => entry.Before + entry.After)), StringComparison.Ordinal));
        Assert.Contains("倉庫", System.Text.RegularExpressions.Regex.Unescape(log[1].After!), StringComparison.Ordinal);
    }

    private Guid Token() => Guid.CreateVersion7(_clock.GetUtcNow());

    private async Task<(ManagedClient Client, string Secret)> AddAsync()
    {
        var saved = await OperateAsync(_tenant, clients => clients.AddAsync(Draft, Cancel));
        return (saved.Client!, saved.Secret!.Reveal());
    }

    private async Task<string> RotateAsync(ManagedClient client, int hours) => (await OperateAsync(_tenant, clients => clients.RotateAsync(client.Id, hours, Cancel)))!.Reveal();

    private async Task ChangeAsync(ManagedClient client, ClientDraft draft) => Assert.NotNull((await OperateAsync(_tenant, clients => clients.ChangeAsync(client.Id, draft, Cancel))).Client);

    private Task<ManagedClient?> GetAsync(Guid id) => OperateAsync(_tenant, clients => clients.GetAsync(id, Cancel));

    private async Task<T> OperateAsync<T>(TenantId tenant, Func<ManageApiClients, Task<T>> work)
    {
        await using var scope = _here.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, new Actor(ActorKind.User, Guid.NewGuid(), "佐藤"));
        return await work(scope.ServiceProvider.GetRequiredService<ManageApiClients>());
    }

    private async Task<bool> FitsAsync(ManagedClient client, string secret)
    {
        await using var scope = _elsewhere.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IApiClients>().AuthenticateAsync(client.ClientId, secret, Cancel)).IsSuccess;
    }

    private async Task<bool> IsRevokedAsync(ServiceProvider instance, ManagedClient client, Guid token)
    {
        await using var scope = instance.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ITokenRevocations>().IsRevokedAsync(_tenant, client.Id, token, Cancel);
    }

    private ServiceProvider Instance()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Staging });
        services.AddSingleton<TimeProvider>(_clock).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex);
        services.AddPersistence(_database.ConnectionString).AddAuditing().AddTenancy();
        return services.BuildServiceProvider();
    }
}
