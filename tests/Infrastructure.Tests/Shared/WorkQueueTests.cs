using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;
using OrderPortal.Infrastructure.Tests.Imports;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class WorkQueueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly string _lane = $"test:{Guid.NewGuid():N}";
    private readonly WorkQueue _queue = new(database.DataSource);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_ByTwoWorkersAtOnce_GivesEachItemToOne()
    {
        await EnqueueAsync(200);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _queue.ClaimAsync(_lane, i % 2 == 0 ? one : other, 10, Cancel)));

        var ids = taken.SelectMany(items => items).Select(item => item.Id).ToList();
        Assert.Equal(200, ids.Count + (await _queue.ClaimAsync(_lane, one, 1_000, Cancel)).Count);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Finish_WhenTheLeaseRanOutAndAnotherHasIt_FinishesNothing()
    {
        await EnqueueAsync(1);
        var (late, next) = (Guid.NewGuid(), Guid.NewGuid());
        var item = Assert.Single(await _queue.ClaimAsync(_lane, late, 10, Cancel));
        await ExecuteAsync($"UPDATE work_queue SET due_at = now() - interval '1 second' WHERE lane = '{_lane}'");

        var again = Assert.Single(await _queue.ClaimAsync(_lane, next, 10, Cancel));
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);

        Assert.True(again.Abandoned);
        Assert.False(item.Abandoned);
        Assert.Equal(2, again.Claims);
        Assert.Empty(await WorkQueue.FinishAsync(connection, _lane, late, [item.Id], Cancel));
        Assert.Empty(await WorkQueue.DeferAsync(connection, _lane, late, [item.Id], TimeSpan.Zero, Cancel));
        Assert.Equal([item.Id], await WorkQueue.FinishAsync(connection, _lane, next, [item.Id], Cancel));
    }

    [Fact]
    public async Task Beat_OfAWorker_ExtendsItsLeasesAndCountsTheLiving()
    {
        await EnqueueAsync(3);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        await _queue.ClaimAsync(_lane, one, 10, Cancel);
        await ExecuteAsync($"UPDATE work_queue SET due_at = now() + interval '1 second' WHERE lane = '{_lane}'");

        Assert.Equal(1, await _queue.BeatAsync(_lane, one, "a", default, Cancel));
        Assert.Equal(2, await _queue.BeatAsync(_lane, other, "b", new Circuit(CircuitState.Open, TimeProvider.System.GetUtcNow(), null, "no_answer"), Cancel));

        Assert.Equal(3L, await ScalarAsync($"SELECT count(*) FROM work_queue WHERE lane = '{_lane}' AND due_at > now() + interval '9 seconds'"));
        await _queue.LeaveAsync(_lane, one, Cancel);
        Assert.Equal(3, (await _queue.ClaimAsync(_lane, other, 10, Cancel)).Count);
    }

    [Fact]
    public async Task Withdraw_WhileAWorkerHasSome_TakesTheOthers()
    {
        var ids = await EnqueueAsync(4);
        var held = await _queue.ClaimAsync(_lane, Guid.NewGuid(), 1, Cancel);
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);

        var withdrawn = await WorkQueue.WithdrawAsync(connection, _lane, ids, Cancel);

        Assert.Equal(ids.Except(held.Select(item => item.Id)).Order(), withdrawn.Order());
    }

    [Fact]
    public async Task Pump_WhenItemsFailOrTheirWorkerDies_DoesEveryOneInTheEnd()
    {
        var signals = new PortalSignals(database.DataSource, TimeProvider.System, NullLogger<PortalSignals>.Instance);
        await signals.StartAsync(Cancel);
        var ids = await EnqueueAsync(60);

        // As if somebody had died with ten of them.
        await _queue.ClaimAsync(_lane, Guid.NewGuid(), 10, Cancel);
        await ExecuteAsync($"UPDATE work_queue SET due_at = now() - interval '1 second' WHERE lane = '{_lane}' AND worker IS NOT NULL");
        var done = new ConcurrentBag<Guid>();
        using var pump = new TestPump(new WorkPumpParts(_queue, signals, TimeProvider.System, NullLoggerFactory.Instance), _lane, database.DataSource, done);
        await pump.StartAsync(Cancel);
        var late = await EnqueueAsync(5);

        await Eventually.HoldsAsync(() => done.Count >= 65);
        await pump.StopAsync(Cancel);
        await signals.StopAsync(Cancel);

        Assert.Equal(ids.Concat(late).Order(), done.Order());
        Assert.True(pump.Most <= 8, $"{pump.Most} at once");
        Assert.Equal(0L, await ScalarAsync($"SELECT count(*) FROM work_queue WHERE lane = '{_lane}'"));
        Assert.Equal(0L, await ScalarAsync($"SELECT count(*) FROM workers WHERE lane = '{_lane}'"));
    }

    private async Task<IReadOnlyList<Guid>> EnqueueAsync(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        await WorkQueue.EnqueueAsync(connection, _lane, TenantId.New(), ids, TimeSpan.Zero, Cancel);
        return ids;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    /// <summary>Fails at every item's first time.</summary>
    private sealed class TestPump(WorkPumpParts parts, string lane, NpgsqlDataSource source, ConcurrentBag<Guid> done) : WorkPump(parts, lane)
    {
        private readonly ConcurrentDictionary<Guid, byte> _seen = new();
        private int _now;

        public int Most { get; private set; }

        protected override int Limit => 8;

        protected override TimeSpan Interval => TimeSpan.FromMilliseconds(50);

        protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref _now));
            try
            {
                if (item.Id.GetHashCode() % 10 == 0 && _seen.TryAdd(item.Id, 0))
                {
                    throw new InvalidOperationException("fails once");
                }

                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                if ((await WorkQueue.FinishAsync(connection, Lane, Worker, [item.Id], cancellationToken)).Count == 1)
                {
                    done.Add(item.Id);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
    }
}
