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

    /// <summary>By import; the empty id is for those who want all.</summary>
    private readonly ConcurrentDictionary<ImportId, ConcurrentDictionary<Subscription, byte>> _subscriptions = new();
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
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
        {
            // Viewers have the snapshot; an import must not fail because nobody could be told of it.
            LogNotPublished(logger, exception.GetType().Name);
        }
    }

    public IDisposable Subscribe(ImportId import, Action<ImportProgress> onProgress) => new Subscription(_subscriptions, import, onProgress);

    public IDisposable SubscribeAll(Action<ImportProgress> onProgress) => new Subscription(_subscriptions, default, onProgress);

    public ImportProgress? Last(ImportId import) => _last.GetValueOrDefault(import);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
            {
                LogLost(logger, exception.GetType().Name);
                await Task.Delay(ReconnectDelay, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        connection.Notification += (_, notification) => Dispatch(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        while (true)
        {
            await connection.WaitAsync(stoppingToken);
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

        Wake(progress.ImportId, progress);
        Wake(default, progress);
    }

    private void Wake(ImportId key, ImportProgress progress)
    {
        if (!_subscriptions.TryGetValue(key, out var subscribers))
        {
            return;
        }

        foreach (var subscription in subscribers.Keys)
        {
            try
            {
                subscription.OnProgress(progress);
            }
#pragma warning disable CA1031 // One viewer's failure must not silence the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSubscriberFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Progress of an import could not be published: {Reason}")]
    private static partial void LogNotPublished(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The progress listener lost its connection ({Reason}) and reconnects")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A progress event of {Length} characters could not be read")]
    private static partial void LogUnreadable(ILogger logger, string length);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to import progress failed")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception exception);

    private sealed class Subscription : IDisposable
    {
        private readonly ConcurrentDictionary<ImportId, ConcurrentDictionary<Subscription, byte>> _home;
        private readonly ImportId _key;

        public Subscription(ConcurrentDictionary<ImportId, ConcurrentDictionary<Subscription, byte>> home, ImportId key, Action<ImportProgress> onProgress)
        {
            _home = home;
            _key = key;
            OnProgress = onProgress;
            home.GetOrAdd(key, static _ => new ConcurrentDictionary<Subscription, byte>()).TryAdd(this, 0);
        }

        public Action<ImportProgress> OnProgress { get; }

        public void Dispose()
        {
            if (_home.TryGetValue(_key, out var subscribers))
            {
                subscribers.TryRemove(this, out _);
            }
        }
    }
}
