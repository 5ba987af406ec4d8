using OrderPortal.Domain.Payments;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Payments;

/// <summary>Sends one gateway's refunds, with the same key until the gateway has said what became of each; through the same breaker and slots as its charges.</summary>
internal sealed class RefundPump(WorkPumpParts parts, GatewayLine line, RefundBook book) : WorkPump(parts, PaymentLanes.Refunds(line.Gateway.Name))
{
    protected override int Limit => line.Breaker.Now.State == CircuitState.Closed ? line.Share(LiveWorkers) : 1;

    protected override bool MayClaim => line.Breaker.MayCall;

    protected override Circuit Circuit => line.Breaker.Now;

    protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await line.Slots.EnterAsync(cancellationToken);
        RefundResult result;
        try
        {
            if (await book.StartAsync(item, Worker, cancellationToken) is not { } held)
            {
                return;
            }

            var started = Parts.Clock.GetUtcNow();
            var call = await line.Breaker.CallAsync(async token => await line.Gateway.RefundAsync(held.Refund, token), cancellationToken);
            var record = call.Answer is { } answer
                ? new CallRecord(held.Refund.Charge, held.Refund.Id, AttemptKind.Refund, held.Round, held.Number, started, Parts.Clock.GetUtcNow(), answer, Worker)
                : null;
            result = new RefundResult(held, call.Answer, call.Counts, line.Breaker.Wait, record);
        }
        finally
        {
            line.Slots.Leave();
        }

        await book.WriteAsync(item, Worker, result, CancellationToken.None);
    }
}
