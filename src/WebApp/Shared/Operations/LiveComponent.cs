using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.WebApp.Shared.Operations;

/// <summary>A page, or a part of one, that runs operations and follows what changes: it listens as long as it is on the screen, and looks anew when something happened.</summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private LiveRefresh? _live;

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public async ValueTask DisposeAsync()
    {
        StopListening();
        if (_live is not null)
        {
            await _live.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Reads anew what is shown.</summary>
    protected abstract Task LoadAsync();

    /// <summary>What a change brings; by itself a fresh look.</summary>
    protected virtual Task HearAsync() => LoadAsync();

    /// <summary>From now on changes of these are heard. In <c>OnAfterRenderAsync</c>; what happened since the first look is only in the database, and is looked up at once.</summary>
    protected async Task ListenAsync(params IReadOnlyList<(ChangeKind Kind, Guid? Id)> changes)
    {
        if (!PortalClaims.TryRead((await Authentication).User, out var tenant, out _))
        {
            return;
        }

        StopListening();
        _live ??= LiveRefresh.Start(Clock, () => InvokeAsync(RefreshAsync));
        _subscriptions.AddRange(changes.Select(change => Feed.Subscribe(tenant, change.Kind, change.Id, _live.Wake)));
        await RefreshAsync();
    }

    protected void StopListening()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _subscriptions.Clear();
    }

    private async Task RefreshAsync()
    {
        try
        {
            await HearAsync();
            StateHasChanged();
        }
        catch (Exception exception)
        {
            // To the page's error boundary, as if a press of the reader's had failed.
            await DispatchExceptionAsync(exception);
        }
    }
}
