using Quartz;

namespace OrderPortal.Infrastructure.Dashboard;

/// <summary>
/// Folds what was written since into the rollups of the tenants that have something to fold. How late it is matters to nobody's figures, since readers add what is
/// not folded; only to how much they have to add.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class RollupFoldJob(Rollups rollups) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in await rollups.MarkedAsync(cancellationToken))
        {
            await rollups.FoldAsync(tenant, cancellationToken);
        }
    }
}
