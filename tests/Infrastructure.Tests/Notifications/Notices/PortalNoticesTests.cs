using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Notifications.Notices;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Infrastructure.Tests.Notifications.Webhooks;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Notifications.Notices;

public sealed class PortalNoticesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly string[] All = [.. Permissions.ByRole.Keys];
    private readonly WebhookHost _host = new(database);
    private TenantId _tenant;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _tenant = await database.AddTenantAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Notices_AreNewToEachPersonUntilHeHasSeenThem()
    {
        var (one, other) = (Person("佐藤"), Person("鈴木"));
        var foreign = await database.AddTenantAsync();
        await WriteAsync(NoticeCodes.ImportFailed, null);
        await WriteAsync(NoticeCodes.SettlementFailures, Permissions.PaymentsRead);
        await WriteAsync(NoticeCodes.WebhookGone, Permissions.WebhooksWrite);

        Assert.Equal((3, 1), (await CountAsync(one), await CountAsync(one, [Permissions.ImportsRead])));
        var page = await ListAsync(one, All);
        Assert.Equal([NoticeCodes.WebhookGone, NoticeCodes.SettlementFailures, NoticeCodes.ImportFailed], page.Items.Select(notice => notice.Code));
        Assert.All(page.Items, notice => Assert.True(notice.IsNew));
        Assert.Equal(0, await CountAsync(one, All, foreign));

        await MarkAsync(one, page.Items[1].CreatedAt);
        Assert.Equal((1, 3), (await CountAsync(one), await CountAsync(other)));
        await MarkAsync(one, page.Items[0].CreatedAt);
        await MarkAsync(one, page.Items[2].CreatedAt); // an older window does not bring them back
        Assert.Equal((0, 3), (await CountAsync(one), await CountAsync(other)));
        Assert.All((await ListAsync(one, All)).Items, notice => Assert.False(notice.IsNew));
    }

    [Fact]
    public async Task List_GoesOnWhereThePageEnded()
    {
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync(NoticeCodes.ImportFailed, null, $"{i}");
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await ListAsync(Person("佐藤"), All, 2, next);
            seen.AddRange(page.Items.Select(notice => notice.Arguments[0]));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(["4", "3", "2", "1", "0"], seen);
    }

    [Fact]
    public async Task Count_StopsAtAHundred()
    {
        await _host.ScalarAsync(_tenant, $"INSERT INTO portal_notices (tenant_id, id, created_at, code) SELECT '{_tenant}', gen_random_uuid(), now(), 'import_failed' FROM generate_series(1, 150)");
        await _host.ScalarAsync(_tenant, $"INSERT INTO portal_notices (tenant_id, id, created_at, code) SELECT '{_tenant}', gen_random_uuid(), now() - interval '31 days', 'import_failed' FROM generate_series(1, 5)");

        Assert.Equal(IPortalNotices.MostCounted, await CountAsync(Person("佐藤")));
    }

    [Theory]
    [InlineData(ImportStatus.Completed, NoticeCodes.ImportFinished, "12")]
    [InlineData(ImportStatus.CompletedWithErrors, NoticeCodes.ImportFinishedWithErrors, "12,3")]
    [InlineData(ImportStatus.Failed, NoticeCodes.ImportFailed, "")]
    [InlineData(ImportStatus.Cancelled, null, null)]
    public async Task Import_ThatIsFinished_IsToldOfOnce(ImportStatus status, string? code, string? arguments)
    {
        await _host.StartAsync();
        var import = Guid.CreateVersion7();
        await using (var context = database.CreateContext(_tenant))
        {
            context.ImportBatches.Add(new ImportBatchRecord
            {
                Id = new ImportId(import), FileName = "a.csv", FileId = StoredFileId.New(), FileSha256 = new byte[32], CreatedByName = "佐藤", CreatedAt = TimeProvider.System.GetUtcNow(),
                Status = status, Phase = ImportPhase.Finished, OrdersCreated = 10, OrdersUpdated = 2, RowsRejected = 3,
            });
            await context.SaveChangesAsync(Cancel);
        }

        await _host.HappenAsync(_tenant, WebhookHost.Event(EventTypes.ImportFinished) with { ImportId = import });
        await Eventually.HoldsAsync(async () => await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE tenant_id = '{_tenant}'") is 0L);

        var notices = (await ListAsync(Person("佐藤"), [Permissions.ImportsRead])).Items;
        Assert.Equal(code, notices.SingleOrDefault()?.Code);
        if (code is not null)
        {
            Assert.Equal($"/imports/{notices[0].Arguments[0]}", notices[0].Href);
            Assert.Equal(arguments, string.Join(',', notices[0].Arguments.Skip(1)));
        }
    }

    [Fact]
    public async Task Settlement_WithFailures_IsOneNoticeHoweverManyTheyAre()
    {
        await _host.StartAsync();
        var (failed, good) = (await AddSettlementAsync(4, 5, 3), await AddSettlementAsync(3, 3, 3));

        await _host.HappenAsync(
            _tenant, WebhookHost.Event(EventTypes.SettlementFinished) with { SettlementId = failed }, WebhookHost.Event(EventTypes.SettlementFinished) with { SettlementId = good });
        await Eventually.HoldsAsync(async () => await _host.ScalarAsync(_tenant, $"SELECT count(*) FROM work_queue WHERE tenant_id = '{_tenant}'") is 0L);

        var notice = Assert.Single((await ListAsync(Person("佐藤"), [Permissions.PaymentsRead])).Items);
        Assert.Equal((NoticeCodes.SettlementFailures, "1,2,3", "/settlements/1"), (notice.Code, string.Join(',', notice.Arguments), notice.Href));
        Assert.Empty((await ListAsync(Person("佐藤"), [Permissions.ImportsRead])).Items);
    }

    [Fact]
    public async Task Circuit_ThatIsOpen_IsToldToThoseWhoWaitForItOnceAnHour()
    {
        var (lane, other) = ($"charge:{Guid.NewGuid():N}", await database.AddTenantAsync());
        await _host.ScalarAsync(_tenant, $"INSERT INTO work_queue (lane, id, tenant_id) SELECT '{lane}', gen_random_uuid(), '{_tenant}' FROM generate_series(1, 3)");
        await _host.ScalarAsync(_tenant, $"INSERT INTO workers (lane, worker, instance, circuit, circuit_since) VALUES ('{lane}', gen_random_uuid(), 'a', {(int)CircuitState.Open}, now()), ('{lane}', gen_random_uuid(), 'b', 1, now())");
        var watch = _host.Services.GetRequiredService<CircuitNotices>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => watch.LookAsync(Cancel)));

        var notice = Assert.Single((await ListAsync(Person("佐藤"), [])).Items);
        Assert.Equal((NoticeCodes.CircuitOpen, lane), (notice.Code, Assert.Single(notice.Arguments)));
        Assert.Empty((await ListAsync(Person("佐藤"), [], tenant: other)).Items);
        await _host.ScalarAsync(_tenant, $"UPDATE portal_notices SET created_at = created_at - interval '61 minutes' WHERE tenant_id = '{_tenant}'");
        await watch.LookAsync(Cancel);
        Assert.Equal(2, (await ListAsync(Person("佐藤"), [])).Items.Count);
    }

    private static Actor Person(string name) => new(ActorKind.User, Guid.NewGuid(), name);

    private async Task<Guid> AddSettlementAsync(params short[] statuses)
    {
        var id = Guid.CreateVersion7();
        await _host.ScalarAsync(_tenant, $"""
            INSERT INTO settlements (tenant_id, id, number, grouping, gateway, plan_digest, orders, charges, amount, created_at, actor_kind, actor_id, actor_name)
            VALUES ('{_tenant}', '{id}', 0, 1, 'simulator', ''::bytea, 3, {statuses.Length}, 300, now(), 0, '{Guid.Empty}', 'OrderPortal')
            """);
        foreach (var status in statuses)
        {
            await _host.ScalarAsync(_tenant, $"INSERT INTO charges (tenant_id, id, settlement_id, gateway, method, amount, status, created_at) VALUES ('{_tenant}', gen_random_uuid(), '{id}', 'simulator', 1, 100, {status}, now())");
        }

        return id;
    }

    private async Task WriteAsync(string code, string? permission, params string[] arguments)
    {
        await using var connection = await database.Connections.OpenAsync(_tenant, Cancel);
        await PortalNoticeStore.WriteAsync(connection, _tenant, Guid.CreateVersion7(), code, arguments, null, permission, Cancel);
    }

    private Task<int> CountAsync(Actor actor, string[]? permissions = null, TenantId? tenant = null) =>
        _host.OperateAsync<IPortalNotices, int>(tenant ?? _tenant, notices => notices.CountNewAsync(permissions ?? All, Cancel), actor);

    private Task<Page<PortalNotice>> ListAsync(Actor actor, string[] permissions, int limit = 20, string? cursor = null, TenantId? tenant = null) =>
        _host.OperateAsync<IPortalNotices, Page<PortalNotice>>(tenant ?? _tenant, notices => notices.ListAsync(permissions, limit, cursor, Cancel), actor);

    private Task<bool> MarkAsync(Actor actor, DateTimeOffset until) => _host.OperateAsync<IPortalNotices, bool>(
        _tenant,
        async notices =>
        {
            await notices.MarkSeenAsync(until, Cancel);
            return true;
        },
        actor);
}
