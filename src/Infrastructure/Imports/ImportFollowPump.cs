using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Work;

namespace OrderPortal.Infrastructure.Imports;

/// <summary>Takes imports whose rows are done from step to step (<see cref="FollowImport"/>).</summary>
public sealed class ImportFollowPump(WorkPumpParts parts, IServiceScopeFactory scopes, TenantConnections connections) : WorkPump(parts, ImportFollowing.Lane)
{
    protected override int Limit => 8;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(250);

    protected override async Task HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        TimeSpan? again;
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<OperationContext>().Begin(item.Tenant, Actor.System);
            again = await scope.ServiceProvider.GetRequiredService<FollowImport>().ExecuteAsync(new ImportId(item.Id), cancellationToken);
        }

        // Each step can be repeated, so the queue need not move with it.
        await using var connection = await connections.OpenGlobalAsync(cancellationToken);
        _ = again is { } delay
            ? await WorkQueue.DeferAsync(connection, Lane, Worker, [item.Id], delay, cancellationToken)
            : await WorkQueue.FinishAsync(connection, Lane, Worker, [item.Id], cancellationToken);
    }
}
