using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Asks the gateway about one held charge, whatever it is that has to be asked.</summary>
internal sealed class ChargeCall(GatewayLine line, HeldCharge held, Guid worker, TimeProvider clock)
{
    private readonly List<CallRecord> _calls = [];

    public async Task<ChargeResult> MakeAsync(CancellationToken cancellationToken)
    {
        if (held.IsWithdrawn)
        {
            return new ChargeResult(held, new GatewayAnswer(AttemptOutcome.Cancelled), true, TimeSpan.Zero, []);
        }

        if (held.Before == ChargeStatus.AwaitingCustomer)
        {
            return Result(held.CancelRequested
                ? await CallAsync(AttemptKind.Cancel, async token => await line.Gateway.CancelAsync(held.Charge, token), cancellationToken)
                : await CallAsync(AttemptKind.LookUp, token => line.Gateway.LookUpAsync(held.Charge, token), cancellationToken));
        }

        // Whoever was sending it died: it may have been charged, and the gateway knows.
        if (held.Lost)
        {
            var found = await CallAsync(AttemptKind.LookUp, token => line.Gateway.LookUpAsync(held.Charge, token), cancellationToken);
            if (!found.Called || IsWord(found.Answer))
            {
                return Result(found);
            }
        }

        var call = await CallAsync(AttemptKind.Charge, async token => await line.Gateway.ChargeAsync(held.Charge, token), cancellationToken);
        if (call is { Called: true, Counts: true, Answer: { } answer } && ChargeOutcome.Of(answer, held.Number, held.WasKnown, 0) is { Status: ChargeStatus.Failed, OutcomeKnown: false })
        {
            // Before it is given up without knowing: one last question.
            var found = await CallAsync(AttemptKind.LookUp, token => line.Gateway.LookUpAsync(held.Charge, token), cancellationToken);
            call = IsWord(found.Answer) ? found : call;
        }

        return Result(call);
    }

    private ChargeResult Result(BreakerCall call) => new(
        held, call switch
        {
            { Called: false } => null,

            // Awaited by us and unknown to the gateway: nobody will ever pay it.
            { Answer: null } => new GatewayAnswer(AttemptOutcome.Expired),
            _ => call.Answer,
        },
        call is { Called: true, Counts: true }, Spread(line.Breaker.Wait), _calls);

    private async Task<BreakerCall> CallAsync(AttemptKind kind, Func<CancellationToken, Task<GatewayAnswer?>> call, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var made = await line.Breaker.CallAsync(call, cancellationToken);

        // A look-up that finds nothing has no outcome to keep; what follows it has.
        if (made is { Called: true, Answer: { } answer })
        {
            _calls.Add(new CallRecord(held.Charge.Id, null, kind, held.Round, held.Number, started, clock.GetUtcNow(), answer, worker));
        }

        return made;
    }

    private static bool IsWord(GatewayAnswer? answer) =>
        answer?.Outcome is AttemptOutcome.Succeeded or AttemptOutcome.Declined or AttemptOutcome.AwaitingCustomer or AttemptOutcome.Expired or AttemptOutcome.Cancelled;

    /// <summary>Those that waited together do not come back in the same moment.</summary>
    private static TimeSpan Spread(TimeSpan wait) => wait + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 500));
}
