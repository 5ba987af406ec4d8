using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace OrderPortal.Infrastructure.Shared.Persistence;

/// <summary>Remembers every minute how far the numbers of changes are; see README.md on reading by <c>modified_seq</c>.</summary>
[DisallowConcurrentExecution]
public sealed class ModificationMarkJob(IServiceScopeFactory scopes) : IJob
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModifiedRows>().MarkAsync(cancellationToken);
    }
}
