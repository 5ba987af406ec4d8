using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>
/// Which one of all instances sends on a channel: who holds the channel's lock, for as long as the connection lives that holds it. The database
/// drops the lock with the connection, so what was confirmed counts for a moment only.
/// </summary>
internal sealed partial class ChannelLead(NpgsqlDataSource database, string channel, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a confirmation counts.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a new leader is silent, until the permission of the one before has run out and the second after it is over.</summary>
    public static readonly TimeSpan Silence = Validity + TimeSpan.FromMilliseconds(1_100);

    private long _hasConfirmed;
    private long _confirmedAt;

    /// <summary>True while this instance may send.</summary>
    public bool IsHeld => Interlocked.Read(ref _hasConfirmed) != 0 && clock.GetElapsedTime(Interlocked.Read(ref _confirmedAt)) < Validity;

    /// <summary>Holds the lock whenever it can be had, until cancelled; then others can have it.</summary>
    /// <param name="onGained">Called before the instance may send.</param>
    public async Task RunAsync(Action onGained, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                if (await AskAsync(connection, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", cancellationToken))
                {
                    await HoldAsync(connection, onGained, cancellationToken);
                }
            }
            catch (NpgsqlException exception)
            {
                LogLost(logger, channel, exception);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(AskInterval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(NpgsqlConnection connection, Action onGained, CancellationToken cancellationToken)
    {
        try
        {
            onGained();
            while (true)
            {
                var asked = clock.GetTimestamp();
                await AskAsync(connection, "SELECT $1 IS NOT NULL", cancellationToken);
                Interlocked.Exchange(ref _confirmedAt, asked);
                Interlocked.Exchange(ref _hasConfirmed, 1);
                await Task.Delay(ConfirmInterval, clock, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Exchange(ref _hasConfirmed, 0);
            if (connection.State == System.Data.ConnectionState.Open)
            {
                // The pool's reset would drop it too, but only when the connection is used again.
                await AskAsync(connection, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", CancellationToken.None);
            }
        }
    }

    private async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = channel });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lead of {Channel} could not be asked for or kept; the next try follows")]
    private static partial void LogLost(ILogger logger, string channel, Exception exception);
}
