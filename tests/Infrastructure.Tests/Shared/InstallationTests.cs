using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Operations;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Scheduling;
using OrderPortal.Testing;
using Quartz;

namespace OrderPortal.Infrastructure.Tests.Shared;

public sealed class InstallationTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TestDatabase _database = new();
    private IHost _host = null!;
    private TenantId _first;
    private TenantId _second;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _first = await _database.AddTenantAsync();
        _second = await _database.AddTenantAsync();
        await ExecuteAsync("UPDATE tenants SET created_at = created_at - interval '1 day' WHERE id = '" + _first + "'");
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System).AddSingleton(TestKeys.Cipher).AddSingleton(TestKeys.BlindIndex).AddSingleton<Counter>();
        services.AddPersistence(_database.ConnectionString).AddAuditing().AddOperations().AddScheduling(_database.ConnectionString, jobs =>
        {
            jobs.AddJobRuns();
            jobs.ScheduleJob<TickJob>(trigger => trigger.WithIdentity(nameof(TickJob)).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMilliseconds(200)).RepeatForever()));
            jobs.ScheduleJob<FailingJob>(trigger => trigger.WithIdentity(nameof(FailingJob)).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMilliseconds(200)).RepeatForever()));
        });
        _host = builder.Build();
        await _host.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_TellWhatCameOfThem_ArePausedByTheOperatingTenantAlone_AndResumed()
    {
        var done = await UntilAsync(nameof(TickJob), job => job is { Outcome: JobOutcome.Done, FinishedAt: not null });
        Assert.True(done is { CanPause: true, Failures: 0, Failure: null, Took: not null, NextRunAt: not null });
        var failed = await UntilAsync(nameof(FailingJob), job => job.Failures >= 2);
        Assert.Equal((JobOutcome.Failed, nameof(TimeoutException)), (failed.Outcome, failed.Failure));

        Assert.Equal((true, false), ((await StateAsync(_first)).MayControl, (await StateAsync(_second)).MayControl));
        Assert.Equal("forbidden", (await OperateAsync(_second, all => all.PauseAsync(nameof(TickJob), Cancel))).Error?.Code);
        Assert.Equal("not_found", (await OperateAsync(_first, all => all.PauseAsync("NoJob", Cancel))).Error?.Code);
        Assert.True((await OperateAsync(_first, all => all.PauseAsync(nameof(TickJob), Cancel))).IsSuccess);
        Assert.Equal("not_found", (await OperateAsync(_first, all => all.PauseAsync(nameof(TickJob), Cancel))).Error?.Code);

        // The run in hand may still count; after it none does, while the other job goes on.
        await UntilAsync(nameof(TickJob), job => job is { PausedAt: not null, FinishedAt: not null });
        var (counter, before) = (_host.Services.GetRequiredService<Counter>(), _host.Services.GetRequiredService<Counter>().Ticks);
        var failures = (await UntilAsync(nameof(FailingJob), _ => true)).Failures;
        await UntilAsync(nameof(FailingJob), job => job.Failures >= failures + 3);
        Assert.Equal(before, counter.Ticks);

        Assert.True((await OperateAsync(_first, all => all.ResumeAsync(nameof(TickJob), Cancel))).IsSuccess);
        var start = TimeProvider.System.GetTimestamp();
        while (counter.Ticks == before && TimeProvider.System.GetElapsedTime(start) < Deadline)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.NotEqual(before, counter.Ticks);
        await using var context = _database.CreateContext(_first);
        Assert.Equal([AuditActions.JobPaused, AuditActions.JobResumed], context.AuditLog.OrderBy(entry => entry.Seq).Select(entry => entry.Action));
    }

    [Fact]
    public async Task Queues_AndInstances_AreFiguresOfTheInstallation()
    {
        await ExecuteAsync(
            $"""
            INSERT INTO work_queue (lane, id, tenant_id, due_at) SELECT 'event', gen_random_uuid(), '{_second}', now() - interval '10 minutes' FROM generate_series(1, 3);
            INSERT INTO work_queue (lane, id, tenant_id, due_at) VALUES ('event', gen_random_uuid(), '{_second}', now() + interval '1 hour');
            INSERT INTO work_queue (lane, id, tenant_id, due_at, worker) VALUES ('charge:stripe', gen_random_uuid(), '{_second}', now() + interval '1 hour', gen_random_uuid());
            INSERT INTO workers (lane, worker, instance, circuit) VALUES ('charge:stripe', gen_random_uuid(), 'alive', 1);
            INSERT INTO workers (lane, worker, instance, seen_at) VALUES ('event', gen_random_uuid(), 'gone', now() - interval '1 minute');
            INSERT INTO import_queue (import_id, tenant_id, enqueued_at) VALUES (gen_random_uuid(), '{_second}', now() - interval '2 minutes');
            """);
        var state = await StateAsync(_first);

        Assert.Equal(
            [("charge:stripe", 0L, 0L, 1L, true), ("event", 3L, 1L, 0L, false), ("import", 1L, 0L, 0L, false)], state.Queues.Select(queue => (queue.Lane, queue.Due, queue.Later, queue.InHand, queue.IsOpen)));
        Assert.True(state.Queues[1].OldestDue >= TimeSpan.FromMinutes(10));
        Assert.Equal([("alive", true), ("gone", false)], state.Instances.Select(instance => (instance.Name, instance.IsAlive)));
    }

    private async Task<JobState> UntilAsync(string name, Func<JobState, bool> fits)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if ((await StateAsync(_first)).Jobs.SingleOrDefault(job => job.Name == name) is { } found && fits(found))
            {
                return found;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < Deadline, $"{name} did not come to it.");
            await Task.Delay(20, Cancel);
        }
    }

    private Task<InstallationState> StateAsync(TenantId tenant) => OperateAsync(tenant, all => all.GetAsync(Cancel));

    private async Task<T> OperateAsync<T>(TenantId tenant, Func<IInstallation, Task<T>> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(tenant, new Actor(ActorKind.User, Guid.NewGuid(), "青木"));
        return await work(scope.ServiceProvider.GetRequiredService<IInstallation>());
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    public sealed class Counter
    {
        private int _ticks;

        public int Ticks => Volatile.Read(ref _ticks);

        public void Tick() => Interlocked.Increment(ref _ticks);
    }

    [DisallowConcurrentExecution]
    public sealed class TickJob(Counter counter) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            counter.Tick();
            return ValueTask.CompletedTask;
        }
    }

    [DisallowConcurrentExecution]
    public sealed class FailingJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => throw new TimeoutException("secret text");
    }
}
