using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Testing;
using Quartz;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class ImportSchedulingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_WakesWhatNobodyWorksOn()
    {
        var tenant = await database.AddTenantAsync();
        await using var host = new ImportHost(database);
        var forgotten = await host.StartAsync(tenant, ImportHost.File([("W-1", "C-1")]));
        var fresh = await host.StartAsync(tenant, ImportHost.File([("W-2", "C-1")]));
        await host.ScalarAsync(tenant, $"UPDATE import_queue SET enqueued_at = now() - interval '4 seconds' WHERE import_id = '{forgotten}'");
        var woken = new Woken();

        await new ImportWatchJob(host.Queue, woken).Execute(null!, Cancel);

        Assert.Contains(forgotten, woken);
        Assert.DoesNotContain(fresh, woken);
        await host.ScalarAsync(tenant, $"DELETE FROM import_queue WHERE import_id IN ('{forgotten}', '{fresh}')");
    }

    [Fact]
    public async Task Import_OfAnInstanceWithoutScheduler_IsRunByAnother_HandedBackAtItsShutdown_AndFinishedByAThird()
    {
        var tenant = await database.AddTenantAsync();
        await using var first = new ImportHost(database, withQuartz: true);
        await using var second = new ImportHost(database, chunkOrders: 100, withQuartz: true);
        await using var third = new ImportHost(database, withQuartz: true);
        var (content, expected) = ImportHost.Sample(SampleFile.TenThousandUtf8);
        var scheduler = await SchedulerAsync(second);
        await scheduler.Start(Cancel);

        var import = await first.StartAsync(tenant, content);
        await Eventually.HoldsAsync(async () => (await first.GetAsync(tenant, import)).Counts.OrdersDone > 0, 30);
        var watch = Stopwatch.StartNew();
        await scheduler.Shutdown(waitForJobsToComplete: true, Cancel);
        var shutdown = watch.Elapsed;
        var left = await first.GetAsync(tenant, import);

        Assert.True(shutdown < TimeSpan.FromSeconds(10), $"The shutdown took {shutdown}.");
        Assert.Equal(ImportStatus.Running, left.Status);
        Assert.InRange(left.Counts.OrdersDone, 1, expected.Orders - 1);
        Assert.Equal(0, await first.ScalarAsync(tenant, $"SELECT failures FROM import_queue WHERE import_id = '{import}' AND worker IS NULL"));

        var other = await SchedulerAsync(third);
        await other.Start(Cancel);
        await Eventually.HoldsAsync(async () => (await first.GetAsync(tenant, import)).Status == ImportStatus.Completed, 30);
        await other.Shutdown(waitForJobsToComplete: true, Cancel);

        Assert.Equal(new StoredTotals(expected.Orders, expected.Rows, expected.AcceptedQuantity, expected.AcceptedAmount), await first.StoredAsync(tenant));
    }

    private static async Task<IScheduler> SchedulerAsync(ImportHost host) => await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Cancel);

    private sealed class Woken : List<ImportId>, IImportScheduler
    {
        public Task WakeAsync(ImportId import, CancellationToken cancellationToken)
        {
            Add(import);
            return Task.CompletedTask;
        }
    }
}
