using Quartz;

namespace OrderPortal.Infrastructure.Shared.Idempotency;

/// <summary>
/// Deletes keys of requests whose time is over: tenant by tenant, since nobody sees the rows of all, and in steps, so that no transaction is long. Nothing
/// depends on when it runs: such keys are free already.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class IdempotencyExpiryJob(IdempotencyKeys keys) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const int Step = 1_000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await keys.TenantsAsync(cancellationToken))
        {
            while (await keys.DeleteOverAsync(tenant, Step, cancellationToken) == Step)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
