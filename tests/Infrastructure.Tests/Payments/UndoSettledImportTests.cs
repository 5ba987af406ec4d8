using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Payments;

/// <summary>An import that is undone while its orders are being settled.</summary>
public sealed class UndoSettledImportTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly SettlementHost _host = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Undo_TakesBackWhatNobodyHasBegunToCharge_AndLeavesTheRest()
    {
        var tenant = await _host.AddTenantAsync();
        await using var imports = new ImportHost(database, chunkOrders: 2);
        var import = await imports.ImportAsync(tenant, ImportHost.File([("A", "K-1"), ("B", "K-1"), ("C", "K-2"), ("D", "K-2"), ("E", "K-3"), ("F", "K-4")]));
        await _host.ExecuteAsync(tenant, "UPDATE orders SET delivery_time = '午前中' WHERE order_number = 'F'");
        var started = (await _host.RunAsync(tenant, SettlementRequest.Of(import.Id, SettlementGrouping.ByCustomer))).Value;
        var charges = await _host.ChargesAsync(tenant, started.Id);
        Assert.Equal(["K-1", "K-2", "K-3", "K-4"], charges.Select(charge => charge.CustomerCode));

        // One is in a worker's hands, one has been sent before and may have been charged.
        await _host.ExecuteAsync(tenant, $"UPDATE work_queue SET worker = gen_random_uuid(), due_at = now() + interval '12 seconds' WHERE id = '{charges[1].Id}'");
        await _host.ExecuteAsync(tenant, $"UPDATE charges SET outcome_known = false WHERE id = '{charges[2].Id}'");

        await imports.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import.Id, ImportRequest.Undo, Cancel));
        await imports.RunAsync(import.Id, Cancel);

        var undone = await imports.GetAsync(tenant, import.Id);
        Assert.Equal((ImportStatus.Undone, new UndoCounts(2, 0, 4)), (undone.Status, undone.Undo));
        Assert.Equal("C2,D2,E2,F1", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(order_number || payment_status, ',' ORDER BY order_number) FROM orders"));
        Assert.Equal(
            [ChargeStatus.Cancelled, ChargeStatus.Planned, ChargeStatus.Planned, ChargeStatus.Cancelled], (await _host.ChargesAsync(tenant, started.Id)).Select(charge => charge.Status));
        Assert.Equal(
            $"{charges[1].Id},{charges[2].Id}",
            await _host.ScalarAsync<string>(tenant, $"SELECT string_agg(id::text, ',' ORDER BY id) FROM work_queue WHERE tenant_id = '{tenant}' AND lane = 'charge:simulator'"));
        Assert.Equal(2L, await _host.ScalarAsync<long>(tenant, "SELECT count(*) FROM outbox_events WHERE type = 'charge.cancelled'"));
    }

    [Fact]
    public async Task Undo_OfAnOrderOfWhichOnePartIsBeingSent_LeavesAllItsParts()
    {
        var tenant = await _host.AddTenantAsync();
        await using var imports = new ImportHost(database);
        var import = await imports.ImportAsync(tenant, ImportHost.File([("A", "K-1"), ("B", "K-1")]));
        await _host.ExecuteAsync(tenant, "UPDATE orders SET total = 2500000, created_at = now(), modified_at = now() WHERE order_number = 'A'");
        await _host.RunAsync(tenant, SettlementRequest.Of(import.Id, SettlementGrouping.PerOrder));
        await _host.ExecuteAsync(tenant, "UPDATE charges SET status = 2, outcome_known = false WHERE id = (SELECT id FROM charges WHERE amount > 800000 ORDER BY id LIMIT 1)");

        await imports.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import.Id, ImportRequest.Undo, Cancel));
        await imports.RunAsync(import.Id, Cancel);

        Assert.Equal("A", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(order_number, ',') FROM orders"));
        Assert.Equal("1,1,2,8", await _host.ScalarAsync<string>(tenant, "SELECT string_agg(status::text, ',' ORDER BY status) FROM charges"));
    }
}
