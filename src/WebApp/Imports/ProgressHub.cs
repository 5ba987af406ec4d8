using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// Live progress for integrators (bearer token) and browsers (cookie). The answer to a subscription is the present state; after
/// it come <c>importProgress</c> events with a rising sequence number. Nobody sees another tenant's imports: they do not exist.
/// </summary>
[Authorize(Policy = Permissions.ImportsRead)]
public sealed class ProgressHub(OperationRunner operations, IImportProgressFeed feed, HubConnections connections) : Hub
{
    public const string Path = "/hubs/progress";
    public const string Event = "importProgress";

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        connections.Add(Context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context);
        return Task.CompletedTask;
    }

    public static string GroupOf(ImportId import) => $"import:{import.Value:N}";

    public static string GroupOf(TenantId tenant) => $"tenant:{tenant.Value:N}";

    /// <exception cref="HubException"><c>not_found</c>: no such import in the caller's tenant.</exception>
    public async Task<ImportProgressEvent> Subscribe(Guid importId)
    {
        var id = new ImportId(importId);
        if (await ReadAsync((queries, ct) => queries.GetAsync(id, ct)) is null)
        {
            throw new HubException("not_found");
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(id), Context.ConnectionAborted);

        // Read again after joining: what changed in between is either in the snapshot or comes as an event.
        var snapshot = await ReadAsync((queries, ct) => queries.GetAsync(id, ct)) ?? throw new HubException("not_found");
        return ImportProgressEvent.Of(snapshot.LatestProgress(feed));
    }

    /// <returns>The present state of the tenant's imports that are not finished.</returns>
    public async Task<IReadOnlyList<ImportProgressEvent>> SubscribeTenant()
    {
        var tenant = await operations.RunAsync(Context.User!, (services, _) =>
            Task.FromResult(services.GetRequiredService<OperationContext>().Tenant), Context.ConnectionAborted);
        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(tenant), Context.ConnectionAborted);
        var page = await ReadAsync((queries, ct) => queries.ListAsync(ImportFilter.All, 50, null, ct));
        return [.. page.Items.Where(import => !import.ToProgress().IsFinal).Select(import => ImportProgressEvent.Of(import.LatestProgress(feed)))];
    }

    public Task Unsubscribe(Guid importId) =>
        Groups.RemoveFromGroupAsync(Context.ConnectionId, GroupOf(new ImportId(importId)), Context.ConnectionAborted);

    private Task<T> ReadAsync<T>(Func<IImportQueries, CancellationToken, Task<T>> read) => operations.RunAsync(
        Context.User!, (services, ct) => read(services.GetRequiredService<IImportQueries>(), ct), Context.ConnectionAborted);
}

/// <summary>What the hub sends; names and values as the API has them.</summary>
/// <param name="Sequence">Rises with every event of one import.</param>
/// <param name="RowsTotal">Null until the file has been read through once.</param>
/// <param name="SecondsLeft">Null while it cannot be told.</param>
public sealed record ImportProgressEvent(
    Guid ImportId, long Sequence, string Status, string Phase, long RowsDone, long? RowsTotal, long Accepted, long Rejected, long Warnings,
    double RowsPerSecond, double? SecondsLeft)
{
    public static ImportProgressEvent Of(ImportProgress progress) => new(
        progress.ImportId.Value, progress.Sequence, ImportNames.Of(progress.Status), ImportNames.Of(progress.Phase), progress.RowsDone,
        progress.RowsTotal, progress.Accepted, progress.Rejected, progress.Warnings, progress.RowsPerSecond, progress.SecondsLeft);
}

/// <summary>Passes what this instance hears of imports on to its hub connections.</summary>
public sealed partial class ProgressRelay(IImportProgressFeed feed, IHubContext<ProgressHub> hub, ILogger<ProgressRelay> logger) : IHostedService
{
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.SubscribeAll(progress => _ = SendAsync(progress));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    private async Task SendAsync(ImportProgress progress)
    {
        try
        {
            await hub.Clients.Groups(ProgressHub.GroupOf(progress.ImportId), ProgressHub.GroupOf(progress.TenantId))
                .SendAsync(ProgressHub.Event, ImportProgressEvent.Of(progress));
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            LogNotSent(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A progress event could not be passed on")]
    private static partial void LogNotSent(ILogger logger, Exception exception);
}
