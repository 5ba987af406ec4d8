using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Tests.Tenancy;

namespace OrderPortal.Infrastructure.Tests.Auditing;

public sealed class AuditSearchTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static readonly Actor Aoki = new(ActorKind.User, Guid.NewGuid(), "青木");
    private static readonly Actor Program = new(ActorKind.ApiClient, Guid.NewGuid(), "=基幹");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_IsReadPageByPage_NewestFirst_OfTheTenantAlone()
    {
        var tenant = TenantId.New();
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(tenant, Aoki, new AuditEntry(AuditActions.SignIn));
        }

        var first = await SearchAsync(tenant, search => search.ListAsync(new AuditFilter(), 3, null, Cancel));
        var second = await SearchAsync(tenant, search => search.ListAsync(new AuditFilter(), 3, first.Next, Cancel));

        Assert.Equal([5, 4, 3], first.Items.Select(line => line.Number));
        Assert.Equal([2, 1], second.Items.Select(line => line.Number));
        Assert.Null(second.Next);
        Assert.Empty((await SearchAsync(TenantId.New(), search => search.ListAsync(new AuditFilter(), 3, null, Cancel))).Items);
        Assert.Null(await SearchAsync(TenantId.New(), search => search.GetAsync(5, Cancel)));
    }

    [Fact]
    public async Task List_IsNarrowedByEveryCondition()
    {
        var (tenant, thing) = (TenantId.New(), Guid.NewGuid());
        await WriteAsync(tenant, Aoki, new AuditEntry(AuditActions.SignIn, "user", Aoki.Id));
        await WriteAsync(tenant, Program, new AuditEntry(AuditActions.OrdersExported, "order", thing, Result: AuditResult.Failed));

        Assert.Equal(1L, Assert.Single(await NumbersAsync(new AuditFilter(Action: AuditActions.SignIn))));
        Assert.Equal(2L, Assert.Single(await NumbersAsync(new AuditFilter(Actor: Program.Id))));
        Assert.Equal(2L, Assert.Single(await NumbersAsync(new AuditFilter(EntityType: "order", EntityId: thing))));
        Assert.Equal(2L, Assert.Single(await NumbersAsync(new AuditFilter(Result: AuditResult.Failed))));
        Assert.Empty(await NumbersAsync(new AuditFilter(From: TimeProvider.System.GetUtcNow().AddDays(1))));
        Assert.Empty(await NumbersAsync(new AuditFilter(Until: TimeProvider.System.GetUtcNow().AddDays(-1))));
        Assert.Equal(["=基幹", "青木"], (await SearchAsync(tenant, search => search.ActorsAsync(Cancel))).Select(actor => actor.Name));

        async Task<long[]> NumbersAsync(AuditFilter filter) => [.. (await SearchAsync(tenant, search => search.ListAsync(filter, 10, null, Cancel))).Items.Select(line => line.Number)];
    }

    [Fact]
    public async Task Check_OfAChainThatHolds_SaysSoAndIsWrittenDown()
    {
        var tenant = TenantId.New();
        await WriteAsync(tenant, Aoki, new AuditEntry(AuditActions.SignIn));
        Assert.Equal(new AuditChain(1, null), await SearchAsync(tenant, search => search.CheckAsync(Cancel)));
        var line = await SearchAsync(tenant, search => search.GetAsync(2, Cancel));
        Assert.Equal((AuditActions.AuditChainChecked, AuditResult.Success), (line!.Action, line.Result));
    }

    [Fact]
    public async Task Check_OfAChainThatWasTamperedWith_NamesTheFirstThatDoesNotFit()
    {
        var tenant = TenantId.New();
        for (var i = 0; i < 3; i++)
        {
            await WriteAsync(tenant, Aoki, new AuditEntry(AuditActions.SignIn));
        }

        await TestDatabaseOwner.ExecuteAsync(host.Database, $"SET session_replication_role = replica; UPDATE audit_log SET actor_name = '伊藤' WHERE seq = 2 AND tenant_id = '{tenant}'");
        Assert.Equal(new AuditChain(3, 2), await SearchAsync(tenant, search => search.CheckAsync(Cancel)));
    }

    private async Task WriteAsync(TenantId tenant, Actor actor, AuditEntry entry)
    {
        await using var scope = host.Begin(tenant, actor);
        await scope.ServiceProvider.GetRequiredService<IAuditLog>().WriteAsync(entry, Cancel);
    }

    private async Task<T> SearchAsync<T>(TenantId tenant, Func<IAuditSearch, Task<T>> work)
    {
        await using var scope = host.Begin(tenant, Aoki);
        return await work(scope.ServiceProvider.GetRequiredService<IAuditSearch>());
    }
}
