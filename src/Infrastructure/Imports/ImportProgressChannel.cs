using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Carries progress between instances by LISTEN/NOTIFY: whoever runs an import notifies, every instance listens and wakes its own
/// viewers. A hint only, so nothing is stored and a lost event is made good by the next one or by the snapshot.
/// </summary>
public sealed partial class ImportProgressChannel(NpgsqlDataSource database, TimeProvider clock, ILogger<ImportProgressChannel> logger)
    : BackgroundService, IImportProgressPublisher, IImportProgressFeed
{
    private const string Channel = "import_progress";
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    /// <summary>A connection that was silent for so long is asked whether it still lives: a dropped one says nothing by itself.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
    private readonly ConcurrentDictionary<ImportId, ImportProgress> _last = new();

    public async Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT pg_notify($1, $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(progress) });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNotSent(logger, progress.ImportId, exception);
        }
    }

    public IDisposable Subscribe(ImportId import, Action<ImportProgress> onProgress) => new Subscription(_subscriptions, import, onProgress);

    public IDisposable SubscribeAll(Action<ImportProgress> onProgress) => new Subscription(_subscriptions, null, onProgress);

    public ImportProgress? Last(ImportId import) => _last.GetValueOrDefault(import);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it was, viewers need the listener back; an exception from here would stop the whole portal.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogLost(logger, exception);
                await Task.Delay(ReconnectDelay, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notification) => Dispatch(notification.Payload);
        await ExecuteAsync($"LISTEN {Channel}");

        // Events were missed meanwhile, and the last ones of finished imports with them.
        _last.Clear();
        while (true)
        {
            if (!await connection.WaitAsync(SilenceLimit, stoppingToken))
            {
                await ExecuteAsync("SELECT 1");
            }
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(stoppingToken);
        }
    }

    private void Dispatch(string payload)
    {
        ImportProgress? progress;
        try
        {
            progress = JsonSerializer.Deserialize<ImportProgress>(payload);
        }
        catch (JsonException)
        {
            // Only an older or newer instance can have sent this; the next snapshot makes it good.
            LogUnreadable(logger, payload.Length.ToString(CultureInfo.InvariantCulture));
            return;
        }

        if (progress is null)
        {
            return;
        }

        if (progress.IsFinal)
        {
            _last.TryRemove(progress.ImportId, out _);
        }
        else
        {
            _last[progress.ImportId] = progress;
        }

        Wake(progress);
    }

    private void Wake(ImportProgress progress)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            try
            {
                if (subscription.Import is null || subscription.Import == progress.ImportId)
                {
                    subscription.Tell(progress);
                }
            }
#pragma warning disable CA1031 // One viewer's failure must not silence the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSubscriberFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The progress listener lost its connection and reconnects")]
    private static partial void LogLost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A progress event of import {Import} could not be sent")]
    private static partial void LogNotSent(ILogger logger, ImportId import, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A progress event of {Length} characters could not be read")]
    private static partial void LogUnreadable(ILogger logger, string length);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to import progress failed")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception exception);

    private sealed class Subscription : IDisposable
    {
        private readonly ConcurrentDictionary<Subscription, byte> _home;
        private readonly Action<ImportProgress> _onProgress;

        /// <summary>Of the subscriber, whose language it holds: what a page draws on being told must not be in the listener's.</summary>
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public Subscription(ConcurrentDictionary<Subscription, byte> home, ImportId? import, Action<ImportProgress> onProgress)
        {
            _home = home;
            Import = import;
            _onProgress = onProgress;
            home.TryAdd(this, 0);
        }

        /// <summary>Null: all.</summary>
        public ImportId? Import { get; }

        public void Tell(ImportProgress progress)
        {
            if (_context is null)
            {
                _onProgress(progress);
            }
            else
            {
                ExecutionContext.Run(_context, _ => _onProgress(progress), null);
            }
        }

        public void Dispose() => _home.TryRemove(this, out _);
    }
}
