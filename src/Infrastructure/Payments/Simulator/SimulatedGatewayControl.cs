using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Simulator;

/// <summary>The settings of the simulated gateway for the screen; where another gateway is configured there are none.</summary>
public sealed class SimulatedGatewayControl(IServiceProvider services) : ISimulatedGateway
{
    private readonly SimulatorBehaviour? _behaviour = services.GetService<SimulatorBehaviour>();

    public async Task<SimulatedBehaviour?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_behaviour is null)
        {
            return null;
        }

        var settings = await _behaviour.CurrentAsync(cancellationToken);
        return new SimulatedBehaviour(settings.LatencyMs, settings.DeclineRate, settings.TimeoutRate, settings.ErrorRate, settings.ThrottleRate, settings.KonbiniExpirySeconds);
    }

    public Task PutAsync(SimulatedBehaviour behaviour, CancellationToken cancellationToken)
    {
        var settings = new SimulatorSettings
        {
            LatencyMs = behaviour.LatencyMs,
            DeclineRate = behaviour.DeclineRate,
            TimeoutRate = behaviour.TimeoutRate,
            ErrorRate = behaviour.ErrorRate,
            ThrottleRate = behaviour.ThrottleRate,
            KonbiniExpirySeconds = behaviour.KonbiniExpirySeconds,
        };
        return _behaviour is null || settings.Faults().Count > 0
            ? throw new InvalidOperationException("There is no simulated gateway, or its settings are outside of their bounds.")
            : _behaviour.PutAsync(settings, cancellationToken);
    }
}
