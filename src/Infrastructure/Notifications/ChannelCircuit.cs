using OrderPortal.Infrastructure.Shared.Work;
using Polly;
using Polly.CircuitBreaker;
using CircuitState = OrderPortal.Infrastructure.Shared.Work.CircuitState;

namespace OrderPortal.Infrastructure.Notifications;

/// <summary>
/// The breaker of one channel on one instance: where most attempts of the last half minute met an outage it lets nothing through for a while,
/// then one to see.
/// </summary>
internal sealed class ChannelCircuit
{
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(30);
    private readonly TimeProvider _clock;
    private readonly Action _onChanged;
    private readonly ResiliencePipeline<DeliveryOutcome> _pipeline;
    private volatile StrongCircuit _state = new(default);

    public ChannelCircuit(TimeProvider clock, TimeSpan pause, Action onChanged)
    {
        (_clock, _onChanged) = (clock, onChanged);
        _pipeline = new ResiliencePipelineBuilder<DeliveryOutcome> { TimeProvider = clock }.AddCircuitBreaker(new CircuitBreakerStrategyOptions<DeliveryOutcome>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = Sampling,
            BreakDuration = pause,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome is { Exception: not null } or { Result.IsOutage: true }),
            OnOpened = arguments => Set(new Circuit(CircuitState.Open, _state.Value.Since ?? clock.GetUtcNow(), clock.GetUtcNow() + arguments.BreakDuration, arguments.Outcome.Result?.Code)),
            OnHalfOpened = _ => Set(_state.Value with { State = CircuitState.HalfOpen, Until = null }),
            OnClosed = _ => Set(default),
        }).Build();
    }

    public Circuit State => _state.Value;

    public bool IsClosed => State.State == CircuitState.Closed;

    /// <summary>False while it lets nothing through.</summary>
    public bool MayTry => State.State != CircuitState.Open || _clock.GetUtcNow() >= State.Until;

    /// <summary>Makes one attempt.</summary>
    /// <returns>Null: it was not made, because the circuit is open.</returns>
    public async Task<DeliveryOutcome?> RunAsync(Func<CancellationToken, Task<DeliveryOutcome>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await attempt(token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
    }

    private ValueTask Set(Circuit state)
    {
        _state = new StrongCircuit(state);
        _onChanged();
        return ValueTask.CompletedTask;
    }

    /// <summary>Read and written as one.</summary>
    private sealed record StrongCircuit(Circuit Value);
}
