using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Shared.Work;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using CircuitState = OrderPortal.Infrastructure.Shared.Work.CircuitState;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>When a gateway is left alone, and for how long.</summary>
internal sealed record BreakerLimits
{
    /// <summary>A lone charge that is repeated comes to so many calls within the time looked at, so that an outage does not use its attempts up.</summary>
    public int Calls { get; init; } = 5;

    public double FailureShare { get; init; } = 0.5;

    public TimeSpan Looked { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Doubled with every probe that fails, up to <see cref="LongestBreak"/>.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What came of a call.</summary>
/// <param name="Called">False: the circuit was open, the gateway was not asked.</param>
/// <param name="Answer">Null: not asked, or a look-up that found nothing.</param>
/// <param name="Counts">False: it only found out that the gateway is still away, which is no fault of the charge.</param>
internal readonly record struct BreakerCall(bool Called, GatewayAnswer? Answer, bool Counts);

/// <summary>
/// Stands before one gateway in one instance: limits every call in time, and opens when calls fail, so that an outage makes charges wait instead of using
/// up their attempts. Repeating is the queue's matter, not done here.
/// </summary>
internal sealed class GatewayBreaker
{
    public const string TimedOut = "timeout";

    private readonly TimeProvider _clock;
    private readonly BreakerLimits _limits;
    private readonly ResiliencePipeline _pipeline;
    private readonly Lock _lock = new();
    private Circuit _now;

    public GatewayBreaker(TimeProvider clock, TimeSpan timeout, BreakerLimits limits)
    {
        (_clock, _limits) = (clock, limits);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = limits.FailureShare,
                MinimumThroughput = limits.Calls,
                SamplingDuration = limits.Looked,
                BreakDurationGenerator = args => ValueTask.FromResult(BreakAfter(args.HalfOpenAttempts)),
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is TimeoutRejectedException || args.Outcome.Result is GatewayAnswer answer && IsOutage(answer)),
                OnOpened = args => Opened(args.BreakDuration, args.Outcome.Exception is not null ? TimedOut : (args.Outcome.Result as GatewayAnswer)?.Code),
                OnHalfOpened = _ => Set(now => new Circuit(CircuitState.HalfOpen, now.Since, null, now.Reason)),
                OnClosed = _ => Set(static _ => default),
            })
            .AddTimeout(timeout)
            .Build();
    }

    /// <summary>Raised on any thread when <see cref="Now"/> is another one.</summary>
    public event EventHandler? Changed;

    public Circuit Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    /// <summary>Whether a call would be made now; while it is open, one at a time when its time has come.</summary>
    public bool MayCall => Now is var now && (now.State == CircuitState.Closed || (now.State == CircuitState.Open && _clock.GetUtcNow() >= now.Until));

    /// <summary>How long to wait before asking again; zero where it may be asked.</summary>
    public TimeSpan Wait => Now is { State: not CircuitState.Closed } now
        ? now.Until is { } until ? Max(until - _clock.GetUtcNow(), TimeSpan.FromMilliseconds(200)) : TimeSpan.FromSeconds(1)
        : TimeSpan.Zero;

    /// <param name="call">Answers for everything but being cancelled.</param>
    public async Task<BreakerCall> CallAsync(Func<CancellationToken, Task<GatewayAnswer?>> call, CancellationToken cancellationToken)
    {
        var probes = Now.State != CircuitState.Closed;
        try
        {
            var answer = await _pipeline.ExecuteAsync(static async (call, token) => await call(token), call, cancellationToken);
            return new BreakerCall(true, answer, answer is null || !probes || !IsOutage(answer));
        }
        catch (TimeoutRejectedException)
        {
            return new BreakerCall(true, new GatewayAnswer(AttemptOutcome.NoAnswer, TimedOut), !probes);
        }
        catch (BrokenCircuitException)
        {
            return default;
        }
    }

    private static bool IsOutage(GatewayAnswer answer) => answer.Outcome is AttemptOutcome.GatewayError or AttemptOutcome.NoAnswer;

    private TimeSpan BreakAfter(int failedProbes)
    {
        var wait = _limits.Break * Math.Pow(2, Math.Clamp(failedProbes, 0, 10));
        return wait < _limits.LongestBreak ? wait : _limits.LongestBreak;
    }

    private ValueTask Opened(TimeSpan duration, string? reason) => Set(now =>
        new Circuit(CircuitState.Open, now.Since ?? _clock.GetUtcNow(), _clock.GetUtcNow() + duration, reason ?? now.Reason));

    private ValueTask Set(Func<Circuit, Circuit> change)
    {
        lock (_lock)
        {
            _now = change(_now);
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return ValueTask.CompletedTask;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>One gateway as this instance reaches it: its breaker and the calls that may be open, which charges and refunds share.</summary>
internal sealed class GatewayLine(IPaymentGateway gateway, GatewayBreaker breaker, int parallel)
{
    public IPaymentGateway Gateway { get; } = gateway;

    public GatewayBreaker Breaker { get; } = breaker;

    /// <summary>Over all instances.</summary>
    public int Parallel { get; } = parallel;

    public CallSlots Slots { get; } = new(parallel);

    /// <summary>This instance's part of the calls.</summary>
    public int Share(int instances) => Math.Max(1, Parallel / Math.Max(1, instances));
}
