using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderPortal.Infrastructure.Shared.Signals;

/// <summary>
/// Carries short messages between instances by NOTIFY, over one listening connection of each. Hints only: nothing is stored, and who was not
/// listening looks at the tables.
/// </summary>
public sealed partial class PortalSignals(NpgsqlDataSource database, TimeProvider clock, ILogger<PortalSignals> logger) : BackgroundService
{
    public const string Work = "work";
    public const string Changes = "changes";
    public const string ImportProgress = "import_progress";
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    /// <summary>A connection that was silent for so long is asked whether it still lives: a dropped one says nothing by itself.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    /// <summary>Sends at once. A failure is logged and no more: nobody depends on a hint. Throws only when cancelled.</summary>
    public async Task PublishAsync(string channel, string payload, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await PublishAsync(connection, channel, payload, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNotSent(logger, channel, exception);
        }
    }

    /// <summary>Sends when the connection's transaction commits, and not if it does not.</summary>
    public static async Task PublishAsync(NpgsqlConnection connection, string channel, string payload, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Calls back on the listener's thread: hand long work on.</summary>
    /// <param name="channel">One of the three.</param>
    /// <param name="onListening">Called when listening has begun, again after a lost connection too: messages were missed meanwhile.</param>
    public IDisposable Subscribe(string channel, Action<string> onPayload, Action? onListening = null) => new Subscription(_subscriptions, channel, onPayload, onListening);

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
        connection.Notification += (_, notification) => Tell(subscription =>
        {
            if (subscription.Channel == notification.Channel)
            {
                subscription.OnPayload(notification.Payload);
            }
        });
        await ExecuteAsync($"LISTEN {Work}; LISTEN {Changes}; LISTEN {ImportProgress}");
        Tell(static subscription => subscription.OnListening?.Invoke());
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

    private void Tell(Action<Subscription> tell)
    {
        foreach (var (subscription, _) in _subscriptions)
        {
            try
            {
                tell(subscription);
            }
#pragma warning disable CA1031 // One subscriber's failure must not silence the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSubscriberFailed(logger, subscription.Channel, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The listener for messages of other instances lost its connection and reconnects")]
    private static partial void LogLost(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on {Channel} could not be sent")]
    private static partial void LogNotSent(ILogger logger, string channel, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to {Channel} failed")]
    private static partial void LogSubscriberFailed(ILogger logger, string channel, Exception exception);

    private sealed class Subscription : IDisposable
    {
        private readonly ConcurrentDictionary<Subscription, byte> _home;

        public Subscription(ConcurrentDictionary<Subscription, byte> home, string channel, Action<string> onPayload, Action? onListening)
        {
            (_home, Channel, OnPayload, OnListening) = (home, channel, onPayload, onListening);
            home.TryAdd(this, 0);
        }

        public string Channel { get; }

        public Action<string> OnPayload { get; }

        public Action? OnListening { get; }

        public void Dispose() => _home.TryRemove(this, out _);
    }
}
