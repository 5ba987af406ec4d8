using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Dashboard;

/// <summary>The rollups after what the portal itself does to orders, through its own services.</summary>
public sealed class RollupsOfServicesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly SampleFile File = SampleFile.ForBench(600, SampleErrors.Some);
    private readonly RollupHost _rollups = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ImportsUpdatesChangesOfStatusAndUndo_LeaveTheRollupsExact(bool fold)
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database, chunkOrders: 250);

        var first = await ImportAsync(host, tenant, File, new ImportSettings { Group = "G-1" });
        Assert.True(first.Counts is { OrdersCreated: > 500, OrdersRejected: > 0 });
        await AssertExactAsync(tenant, fold);

        // Others of the same numbers: lines come, go and change.
        var second = await ImportAsync(host, tenant, File with { Seed = 7, Orders = 300 }, new ImportSettings { Duplicates = DuplicatePolicy.Update });
        Assert.True(second.Counts.OrdersUpdated > 200);
        await AssertExactAsync(tenant, fold);

        var changed = await host.OperateAsync(tenant, async services =>
        {
            var page = await services.GetRequiredService<IOrderQueries>().ListAsync(new OrderFilter(), 100, null, Cancel);
            var orders = page.Items.Select(static order => new OrderToChange(order.Id, order.Seq)).ToList();
            return await services.GetRequiredService<ChangeOrderStatus>().ExecuteAsync(orders, OrderStatus.Cancelled, null, Cancel);
        });
        Assert.Null(changed.Error);
        await AssertExactAsync(tenant, fold);

        foreach (var import in (ImportId[])[second.Id, first.Id])
        {
            Assert.Null((await host.OperateAsync(tenant, services => services.GetRequiredService<ControlImport>().ExecuteAsync(import, ImportRequest.Undo, Cancel)))?.Error);
            await host.RunAsync(import, Cancel);
            Assert.Equal(ImportStatus.Undone, (await host.GetAsync(tenant, import)).Status);
            await AssertExactAsync(tenant, fold);
        }
    }

    private static async Task<ImportSnapshot> ImportAsync(ImportHost host, TenantId tenant, SampleFile file, ImportSettings settings)
    {
        var import = await host.StartAsync(tenant, ImportHost.Sample(file).Content, settings);
        await host.RunAsync(import, Cancel);
        return await host.GetAsync(tenant, import);
    }

    private async Task AssertExactAsync(TenantId tenant, bool fold)
    {
        await _rollups.AssertExactAsync(tenant);
        if (fold)
        {
            await _rollups.Rollups.FoldAsync(tenant, Cancel);
            await _rollups.AssertExactAsync(tenant);
        }
    }
}
