using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class ImportQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ImportQueue Queue => new(database.DataSource);

    [Fact]
    public async Task Claim_ByManyAtOnce_IsOneWorkers()
    {
        for (var round = 0; round < 10; round++)
        {
            var import = await EnqueueAsync();
            var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ClaimAsync(import, Guid.NewGuid()))));

            Assert.Equal(1, claims.Count(claim => claim is not null));
        }
    }

    [Fact]
    public async Task Claim_WhileTheLeaseRuns_IsRefused_AndAfterItTheNextAttempt()
    {
        var import = await EnqueueAsync();
        Assert.Equal(1, (await ClaimAsync(import, Guid.NewGuid()))!.Value.Attempt);

        Assert.Null(await ClaimAsync(import, Guid.NewGuid()));
        await ExpireAsync(import);

        Assert.Equal((2, 0), ((await ClaimAsync(import, Guid.NewGuid())) is { } claim ? (claim.Attempt, claim.Failures) : default));
    }

    [Fact]
    public async Task Claim_InATransactionThatDoesNotCommit_IsNone()
    {
        var import = await EnqueueAsync();
        await using (var connection = await database.DataSource.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            Assert.NotNull(await ImportQueue.ClaimAsync(connection, import, Guid.NewGuid(), Cancel));
        }

        Assert.Equal(1, (await ClaimAsync(import, Guid.NewGuid()))!.Value.Attempt);
    }

    [Fact]
    public async Task Fence_OfAWorkerThatLostItsClaim_Refuses()
    {
        var import = await EnqueueAsync();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await ClaimAsync(import, first);
        await FenceAsync(import, first, finish: false);
        await ExpireAsync(import);
        await ClaimAsync(import, second);

        await Assert.ThrowsAsync<ImportTakenOverException>(() => FenceAsync(import, first, finish: false));
        await Assert.ThrowsAsync<ImportTakenOverException>(() => FenceAsync(import, first, finish: true));
        Assert.False(await Queue.ExtendAsync(import, first, Cancel));
        Assert.True(await Queue.ExtendAsync(import, second, Cancel));
        await FenceAsync(import, second, finish: true);
        Assert.Null(await ClaimAsync(import, first));
    }

    [Fact]
    public async Task Claim_WhileTheWorkerWrites_WaitsForNobodyAndGetsNothing()
    {
        var import = await EnqueueAsync();
        var worker = Guid.NewGuid();
        await ClaimAsync(import, worker);
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await ImportQueue.FenceAsync(connection, import, worker, finish: false, Cancel);
            Assert.Null(await ClaimAsync(import, Guid.NewGuid()));
            await transaction.CommitAsync(Cancel);
        }
    }

    [Fact]
    public async Task Extend_ThatWaitedForTheWorkersTransaction_CountsFromItsEnd()
    {
        var import = await EnqueueAsync();
        var worker = Guid.NewGuid();
        await ClaimAsync(import, worker);
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        Task<bool> extending;
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await ImportQueue.FenceAsync(connection, import, worker, finish: false, Cancel);
            extending = Queue.ExtendAsync(import, worker, Cancel);
            await Eventually.HoldsAsync(async () => (long)(await ScalarAsync("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND locktype = 'transactionid'"))! > 0);
            await ScalarAsync("SELECT pg_sleep(0.5)");
            await transaction.CommitAsync(Cancel);
        }

        Assert.True(await extending);
        Assert.True((bool)(await ScalarAsync($"SELECT lease_until > clock_timestamp() + interval '{ImportQueue.Lease.TotalSeconds} seconds' - interval '0.3 seconds' FROM import_queue WHERE import_id = '{import}'"))!);
    }

    [Fact]
    public async Task Release_AfterAShutdown_MakesTheImportFreeAtOnce_AfterAFailureALittleLater()
    {
        var (stopped, failed) = (await EnqueueAsync(), await EnqueueAsync());
        foreach (var (import, isFailure) in new[] { (stopped, false), (failed, true) })
        {
            var worker = Guid.NewGuid();
            await ClaimAsync(import, worker);
            await Queue.ReleaseAsync(import, Guid.NewGuid(), isFailure, Cancel);
            Assert.Null(await ClaimAsync(import, Guid.NewGuid()));
            await Queue.ReleaseAsync(import, worker, isFailure, Cancel);
        }

        var abandoned = await Queue.FindAbandonedAsync(Cancel);
        Assert.Contains(stopped, abandoned);
        Assert.DoesNotContain(failed, abandoned);
        Assert.Equal((2, 0), (await ClaimAsync(stopped, Guid.NewGuid())) is { } one ? (one.Attempt, one.Failures) : default);
        Assert.Equal((2, 1), (await ClaimAsync(failed, Guid.NewGuid())) is { } other ? (other.Attempt, other.Failures) : default);
    }

    [Fact]
    public async Task FindAbandoned_FindsWhatNobodyTookAndWhoseWorkerIsSilent()
    {
        var (fresh, forgotten, silent, worked) = (await EnqueueAsync(), await EnqueueAsync(), await EnqueueAsync(), await EnqueueAsync());
        await ScalarAsync($"UPDATE import_queue SET enqueued_at = now() - interval '4 seconds' WHERE import_id = '{forgotten}'");
        await ClaimAsync(silent, Guid.NewGuid());
        await ExpireAsync(silent);
        await ClaimAsync(worked, Guid.NewGuid());

        var abandoned = await Queue.FindAbandonedAsync(Cancel);

        Assert.Equal((false, true, true, false), (abandoned.Contains(fresh), abandoned.Contains(forgotten), abandoned.Contains(silent), abandoned.Contains(worked)));
    }

    private async Task<ImportId> EnqueueAsync()
    {
        var import = ImportId.New();
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await ImportQueue.EnqueueAsync(connection, import, TenantId.New(), Cancel);
        return import;
    }

    private async Task<(TenantId Tenant, int Attempt, int Failures)?> ClaimAsync(ImportId import, Guid worker)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        return await ImportQueue.ClaimAsync(connection, import, worker, Cancel);
    }

    private async Task FenceAsync(ImportId import, Guid worker, bool finish)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await ImportQueue.FenceAsync(connection, import, worker, finish, Cancel);
    }

    private async Task ExpireAsync(ImportId import) => await ScalarAsync($"UPDATE import_queue SET lease_until = now() - interval '1 second' WHERE import_id = '{import}'");

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
