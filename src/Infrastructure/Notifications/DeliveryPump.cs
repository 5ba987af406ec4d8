using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Signals;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>
/// Sends one channel's notifications: one instance of all at a time, at the permitted rate, several under way at once. Each is marked as being
/// sent a little before its turn, so that nothing stands between its turn and the sending.
/// </summary>
public sealed partial class DeliveryPump : WorkPump
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TellInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly IChannelSender _sender;
    private readonly DeliveryStore _store;
    private readonly NpgsqlDataSource _database;
    private readonly ChannelLead _lead;
    private readonly ChannelCircuit _circuit;
    private readonly int _rate;
    private readonly SemaphoreSlim _ahead;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<TenantId, byte> _changed = new();
    private SendPace _pace;

    public DeliveryPump(WorkPumpParts parts, IChannelSender sender, DeliveryStore store, NotificationOptions options, NpgsqlDataSource database)
        : base(parts, NotificationLanes.Of(sender.Channel)!)
    {
        (_sender, _store, _database, _rate) = (sender, store, database, options.RatePerSecond);
        _lead = new ChannelLead(database, Lane, parts.Clock, Logger);
        _circuit = new ChannelCircuit(parts.Clock, Pause, OnCircuitChanged);
        _pace = new SendPace(_rate, parts.Clock);

        // As much as goes out in a tenth of a second: marking one takes milliseconds.
        _ahead = new SemaphoreSlim(Math.Clamp(_rate / 10, 2, 16));
    }

    /// <summary>What goes out in a few seconds; one while the channel is being tried after an outage.</summary>
    protected override int Limit => _circuit.IsClosed ? Math.Clamp(_rate * _sender.SecondsInHand, 8, 1_000) : 1;

    protected override bool MayClaim => _sender.IsReady && _lead.IsHeld && _circuit.MayTry;

    protected override Circuit Circuit => _circuit.State;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_sender.IsReady)
        {
            LogNoWayOut(Logger, Lane);
        }

        // Both outlive the claiming: what is in hand is still sent.
        using var end = new CancellationTokenSource();
        var leading = _lead.RunAsync(OnLeadGained, end.Token);
        var telling = TellAsync(end.Token);
        await base.ExecuteAsync(stoppingToken);
        await end.CancelAsync();
        await Task.WhenAll(leading, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        if (await TakeTurnAsync(item, cancellationToken) is not var (notification, startedAt))
        {
            return;
        }

        var outcome = _lead.IsHeld ? await _circuit.RunAsync(token => SendAsync(notification, token), cancellationToken) : null;
        if (outcome is null)
        {
            await _store.ReturnAsync(item, Worker, notification, _circuit.MayTry ? TimeSpan.Zero : Pause, CancellationToken.None);
            return;
        }

        // Whatever stops now, what is known is written.
        await _store.FinishAsync(item, Worker, notification, startedAt, outcome, CancellationToken.None);
        _changed[item.Tenant] = 0;
    }

    /// <summary>Null: there is nothing to send.</summary>
    private async Task<(QueuedNotification Notification, DateTimeOffset StartedAt)?> TakeTurnAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await _ahead.WaitAsync(cancellationToken);
        QueuedNotification? notification = null;
        try
        {
            notification = await _store.BeginAsync(item, Worker, cancellationToken);
            if (notification is null)
            {
                return null;
            }

            if (await _sender.HoldAsync(notification, cancellationToken) is { } rest)
            {
                await _store.ReturnAsync(item, Worker, notification, rest, CancellationToken.None);
                return null;
            }

            await PrepareAsync(notification, cancellationToken);
            await _turn.WaitAsync(cancellationToken);
            try
            {
                return (notification, await _pace.WaitAsync(cancellationToken));
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (notification is not null)
        {
            await _store.ReturnAsync(item, Worker, notification, TimeSpan.Zero, CancellationToken.None);
            throw;
        }
        finally
        {
            _ahead.Release();
        }
    }

    private async Task PrepareAsync(QueuedNotification notification, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptLimit, Parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        await _sender.PrepareAsync(notification, either.Token);
    }

    private async Task<DeliveryOutcome> SendAsync(QueuedNotification notification, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptLimit, Parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await _sender.SendAsync(notification, either.Token);
    }

    private void OnLeadGained()
    {
        _pace = new SendPace(_rate, Parts.Clock, ChannelLead.Silence);
        Wake();
    }

    private void OnCircuitChanged()
    {
        _changed[new TenantId(Guid.Empty)] = 0;
        Wake();
    }

    /// <summary>Tells pages, twice a second at most however much goes out.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TellInterval, Parts.Clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var tenant in _changed.Keys)
            {
                _changed.TryRemove(tenant, out _);
                await TellAsync(tenant, cancellationToken);
            }
        }
    }

    private async Task TellAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (tenant.Value == Guid.Empty)
            {
                await BeatAsync(cancellationToken);
            }

            await using var connection = await _database.OpenConnectionAsync(cancellationToken);
            await Changes.TellAsync(connection, cancellationToken, new Change(tenant, tenant.Value == Guid.Empty ? ChangeKind.Circuits : ChangeKind.Notification, Guid.Empty));
        }
        catch (NpgsqlException)
        {
            // A hint only; the next one follows.
            _changed[tenant] = 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No way out is configured for {Lane}: what is to be sent waits")]
    private static partial void LogNoWayOut(ILogger logger, string lane);
}
