using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Imports;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Imports;

public sealed class ImportProgressChannelTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly PortalSignals _sending = SignalsOn(database.DataSource);
    private readonly PortalSignals _listening = SignalsOn(database.DataSource);
    private ImportProgressChannel _sender = null!;
    private ImportProgressChannel _listener = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sender = new ImportProgressChannel(_sending, NullLogger<ImportProgressChannel>.Instance);
        _listener = new ImportProgressChannel(_listening, NullLogger<ImportProgressChannel>.Instance);
        await _listening.StartAsync(Cancel);
        await IsHeardAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _listening.StopAsync(CancellationToken.None);
        _listener.Dispose();
        _sender.Dispose();
        _listening.Dispose();
        _sending.Dispose();
    }

    [Fact]
    public async Task Publish_OnOneInstance_WakesViewersOfThatImportOnAnother()
    {
        var (mine, other) = (ImportId.New(), ImportId.New());
        var seen = new ConcurrentQueue<ImportProgress>();
        var all = new ConcurrentQueue<ImportProgress>();
        using var _ = _listener.Subscribe(mine, seen.Enqueue);
        using var __ = _listener.SubscribeAll(all.Enqueue);
        using var failing = _listener.Subscribe(mine, _ => throw new InvalidOperationException("one viewer's own fault"));

        await _sender.PublishAsync(Event(other, 1), Cancel);
        await _sender.PublishAsync(Event(mine, (1L << 32) + 2), Cancel);
        var last = Event(mine, (1L << 32) + 3);
        await _sender.PublishAsync(last, Cancel);
        await Eventually.HoldsAsync(() => all.Count(progress => progress.ImportId == mine) == 2);

        Assert.Equal([(1L << 32) + 2, (1L << 32) + 3], seen.Select(progress => progress.Sequence));
        Assert.Equal(last, seen.Last());
        Assert.Contains(all, progress => progress.ImportId == other);
        Assert.Equal(last, _listener.Last(mine));
    }

    [Fact]
    public async Task Publish_OfTheLastEvent_IsHeardAndThenForgotten()
    {
        var import = ImportId.New();
        var seen = new ConcurrentQueue<ImportProgress>();
        using var _ = _listener.Subscribe(import, seen.Enqueue);

        await _sender.PublishAsync(Event(import, 1), Cancel);
        await _sender.PublishAsync(Event(import, 2) with { Status = ImportStatus.Completed }, Cancel);
        await Eventually.HoldsAsync(() => seen.Count == 2);

        Assert.Null(_listener.Last(import));
    }

    [Fact]
    public async Task Dispose_OfASubscription_EndsIt()
    {
        var import = ImportId.New();
        var seen = new ConcurrentQueue<ImportProgress>();
        var kept = new ConcurrentQueue<ImportProgress>();
        using var _ = _listener.Subscribe(import, kept.Enqueue);
        _listener.Subscribe(import, seen.Enqueue).Dispose();

        await _sender.PublishAsync(Event(import, 1), Cancel);
        await Eventually.HoldsAsync(() => !kept.IsEmpty);

        Assert.Empty(seen);
    }

    [Fact]
    public async Task Listener_WhoseConnectionWasCut_HearsAgain()
    {
        var stale = ImportId.New();
        await _sender.PublishAsync(Event(stale, 1), Cancel);
        await Eventually.HoldsAsync(() => _listener.Last(stale) is not null);

        await using (var connection = new NpgsqlConnection(database.OwnerConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await using var command = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'", connection);
            Assert.True((long)(await command.ExecuteScalarAsync(Cancel))! > 0);
        }

        await IsHeardAsync();
        Assert.Null(_listener.Last(stale));
    }

    [Fact]
    public async Task Publish_WithoutADatabase_HarmsNobody()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=a;Password=b;Database=c;Timeout=2");
        using var signals = SignalsOn(nowhere);
        using var channel = new ImportProgressChannel(signals, NullLogger<ImportProgressChannel>.Instance);

        await channel.PublishAsync(Event(ImportId.New(), 1), Cancel);
    }

    private static PortalSignals SignalsOn(NpgsqlDataSource source) => new(source, TimeProvider.System, NullLogger<PortalSignals>.Instance);

    private async Task IsHeardAsync()
    {
        var import = ImportId.New();
        var heard = 0;
        using var _ = _listener.Subscribe(import, _ => heard++);
        await Eventually.HoldsAsync(async () =>
        {
            await _sender.PublishAsync(Event(import, 1), Cancel);
            return heard > 0;
        });
    }

    private static ImportProgress Event(ImportId import, long sequence) =>
        new(import, TenantId.New(), sequence, ImportStatus.Running, ImportPhase.Writing, 10, 100, 9, 1, 2, 33.5, 2.7);
}
