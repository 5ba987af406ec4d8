using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>The settings that hold now: those that were put last, for all instances, or the configured ones.</summary>
internal sealed class SimulatorBehaviour(NpgsqlDataSource database, SimulatorSettings configured, TimeProvider clock) : IDisposable
{
    /// <summary>Other instances' changes are seen within this time; a look for every call would cost more than the call.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _looking = new(1, 1);
    private (SimulatorSettings Settings, long At)? _seen;

    public async ValueTask<SimulatorSettings> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_seen is { } seen && clock.GetElapsedTime(seen.At) < Fresh)
        {
            return seen.Settings;
        }

        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (_seen is { } meanwhile && clock.GetElapsedTime(meanwhile.At) < Fresh)
            {
                return meanwhile.Settings;
            }

            await using var command = database.CreateCommand("SELECT value FROM simulator.settings");
            var settings = await command.ExecuteScalarAsync(cancellationToken) is string json ? JsonSerializer.Deserialize<SimulatorSettings>(json)! : configured;
            _seen = (settings, clock.GetTimestamp());
            return settings;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Holds until the next one, over restarts too.</summary>
    /// <param name="settings">Without faults.</param>
    public async Task PutAsync(SimulatorSettings settings, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO simulator.settings (value) VALUES ($1) ON CONFLICT (singleton) DO UPDATE SET value = excluded.value");
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(settings), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
        _seen = (settings, clock.GetTimestamp());
    }

    public void Dispose() => _looking.Dispose();
}
