using System.Data.Common;
using OrderPortal.Domain.Shared;

namespace OrderPortal.WebApp.Shared.Api;

/// <summary>Says every ten seconds that a request is still being carried out, until it is disposed.</summary>
internal sealed partial class IdempotencyLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    public IdempotencyLease(IIdempotencyKeys keys, IdempotentRequest request, DateTimeOffset claimedAt, TimeProvider clock, ILogger logger) =>
        _renewing = RenewAsync(keys, request, claimedAt, clock, logger);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RenewAsync(IIdempotencyKeys keys, IdempotentRequest request, DateTimeOffset claimedAt, TimeProvider clock, ILogger logger)
    {
        using var timer = new PeriodicTimer(IIdempotencyKeys.Lease / 3, clock);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            try
            {
                await keys.RenewAsync(request, claimedAt, _end.Token);
            }
            catch (DbException exception)
            {
                // The next one may succeed. If none does, the key is in doubt to others until the answer is kept; the request runs on.
                LogNotRenewed(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of a request with an idempotency key could not be renewed")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception);
}
