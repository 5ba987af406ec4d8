using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Infrastructure.Shared.Signals;

namespace OrderPortal.Infrastructure.Shared.Work;

/// <summary>What every pump needs.</summary>
public sealed record WorkPumpParts(WorkQueue Queue, PortalSignals Signals, TimeProvider Clock, ILoggerFactory Loggers);

/// <summary>
/// One instance's hands for one lane: takes what is due, as much as it can hold, keeps its leases, and gives back what it could not do. What is done
/// with an item, and that it is taken out of the queue, is the derived pump's, in a transaction of its own.
/// </summary>
public abstract partial class WorkPump : BackgroundService
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<Guid, byte> _inHand = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ILogger _logger;
    private readonly string _instance = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    protected WorkPump(WorkPumpParts parts, string lane)
    {
        (Parts, Lane) = (parts, lane);
        _logger = parts.Loggers.CreateLogger(GetType());
    }

    /// <summary>Names this pump in the queue; a new one at every start.</summary>
    public Guid Worker { get; } = Guid.NewGuid();

    public string Lane { get; }

    protected WorkPumpParts Parts { get; }

    protected ILogger Logger => _logger;

    /// <summary>How many instances work on the lane, this one included; a few seconds old.</summary>
    protected int LiveWorkers { get; private set; } = 1;

    protected int InHand => _inHand.Count;

    /// <summary>How many items it holds at most, those included that wait in it.</summary>
    protected abstract int Limit { get; }

    /// <summary>False: it takes nothing for now; say <see cref="Wake"/> when that changes.</summary>
    protected virtual bool MayClaim => true;

    /// <summary>How its breaker stands, for every screen.</summary>
    protected virtual Circuit Circuit => default;

    /// <summary>How often it looks without being woken; also how exactly a delay is kept.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>How long what is in hand may take when the portal stops; then it is cancelled and given back.</summary>
    protected virtual TimeSpan Grace => TimeSpan.FromSeconds(20);

    /// <summary>
    /// Does one item, and finishes or defers it in the queue. An exception is logged and the item deferred; one that comes of the token gives it back
    /// at once.
    /// </summary>
    protected abstract Task HandleAsync(WorkItem item, CancellationToken cancellationToken);

    /// <summary>Looks at once.</summary>
    protected void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Says how the breaker stands without waiting for the next sign of life.</summary>
    protected async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            LiveWorkers = await Parts.Queue.BeatAsync(Lane, Worker, _instance, Circuit, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNoBeat(_logger, Lane, exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = Parts.Signals.Subscribe(
            PortalSignals.Work,
            lane =>
            {
                if (lane == Lane)
                {
                    Wake();
                }
            },
            Wake);
        using var hands = new CancellationTokenSource();
        using var beating = new CancellationTokenSource();
        var beats = BeatOnAsync(beating.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TakeAsync(hands.Token, stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }

        await FinishHandsAsync(hands);
        await beating.CancelAsync();
        await beats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await LeaveAsync();
    }

    private async Task TakeAsync(CancellationToken hands, CancellationToken stoppingToken)
    {
        var room = Limit - _inHand.Count;

        // By the handful: one at a time would ask the database once for every item.
        if (room <= 0 || !MayClaim || (room < Limit / 4 && !_inHand.IsEmpty))
        {
            return;
        }

        try
        {
            foreach (var item in await Parts.Queue.ClaimAsync(Lane, Worker, room, stoppingToken))
            {
                _inHand[item.Id] = 0;
                _ = RunAsync(item, hands);
            }
        }
        catch (NpgsqlException exception)
        {
            LogNotClaimed(_logger, Lane, exception);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var bell = _wake.Reader.WaitToReadAsync(rest.Token).AsTask();
        var tick = Task.Delay(Interval, Parts.Clock, rest.Token);
        await Task.WhenAny(bell, tick);
        await rest.CancelAsync();
        await Task.WhenAll(bell, tick).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wake.Reader.TryRead(out _);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task RunAsync(WorkItem item, CancellationToken hands)
    {
        // Off the claiming flow: what a handler does before its first wait would hold the next ones up.
        await Task.Yield();
        try
        {
            await HandleAsync(item, hands);
        }
        catch (OperationCanceledException) when (hands.IsCancellationRequested)
        {
            // Given back when the pump leaves.
        }
#pragma warning disable CA1031 // Whatever it was: the item must not be lost, and the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(_logger, Lane, item.Id, item.Claims, exception);
            await GiveBackAsync(item, exception);
        }
        finally
        {
            _inHand.TryRemove(item.Id, out _);
            Wake();
        }
    }

    private async Task GiveBackAsync(WorkItem item, Exception cause)
    {
        var delay = TimeSpan.FromSeconds(Math.Min(MostDelay.TotalSeconds, Math.Pow(2, Math.Min(item.Claims, 10))));
        try
        {
            await Parts.Queue.DeferAsync(item, Worker, delay, CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            // Its lease runs out, and somebody takes it.
            LogNotGivenBack(_logger, Lane, item.Id, new AggregateException(cause, exception));
        }
    }

    private async Task BeatOnAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BeatInterval, Parts.Clock);
        do
        {
            await BeatAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task FinishHandsAsync(CancellationTokenSource hands)
    {
        hands.CancelAfter(Grace);
        while (!_inHand.IsEmpty)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            await Parts.Queue.LeaveAsync(Lane, Worker, CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogNoBeat(_logger, Lane, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lane {Lane} could not be looked at; the next try follows")]
    private static partial void LogNotClaimed(ILogger logger, string lane, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lane {Lane} could not give its sign of life; the next try follows")]
    private static partial void LogNoBeat(ILogger logger, string lane, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work {Id} of lane {Lane} failed (taken {Claims} times); it is tried again")]
    private static partial void LogFailed(ILogger logger, string lane, Guid id, int claims, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Work {Id} of lane {Lane} could not be given back; its lease runs out")]
    private static partial void LogNotGivenBack(ILogger logger, string lane, Guid id, Exception exception);
}
