using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>
/// Carries progress between instances: whoever runs an import tells, every instance hears and wakes its own viewers. A hint only, so nothing is
/// stored and a lost event is made good by the next one or by the snapshot.
/// </summary>
public sealed partial class ImportProgressChannel : IImportProgressPublisher, IImportProgressFeed, IDisposable
{
    private readonly PortalSignals _signals;
    private readonly ILogger<ImportProgressChannel> _logger;
    private readonly IDisposable _listening;
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
    private readonly ConcurrentDictionary<ImportId, ImportProgress> _last = new();

    public ImportProgressChannel(PortalSignals signals, ILogger<ImportProgressChannel> logger)
    {
        (_signals, _logger) = (signals, logger);

        // When listening begins anew, events were missed meanwhile, and the last ones of finished imports with them.
        _listening = signals.Subscribe(PortalSignals.ImportProgress, Dispatch, _last.Clear);
    }

    public Task PublishAsync(ImportProgress progress, CancellationToken cancellationToken) =>
        _signals.PublishAsync(PortalSignals.ImportProgress, JsonSerializer.Serialize(progress), cancellationToken);

    public IDisposable Subscribe(ImportId import, Action<ImportProgress> onProgress) => new Subscription(_subscriptions, import, onProgress);

    public IDisposable SubscribeAll(Action<ImportProgress> onProgress) => new Subscription(_subscriptions, null, onProgress);

    public ImportProgress? Last(ImportId import) => _last.GetValueOrDefault(import);

    public void Dispose() => _listening.Dispose();

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
            LogUnreadable(_logger, payload.Length.ToString(CultureInfo.InvariantCulture));
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
                LogSubscriberFailed(_logger, exception);
            }
        }
    }

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
