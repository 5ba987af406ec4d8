using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Payments;

/// <summary>What pages about payments have in common: they run operations, know whether the reader may act, and follow what changes.</summary>
public abstract class PaymentsComponent : ComponentBase, IAsyncDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private LiveRefresh? _live;

    [Inject]
    public required IStringLocalizer<PaymentsText> Texts { get; init; }

    [Inject]
    public required PaymentMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Settle, retry, cancel, refund. What is not allowed is not shown; <see cref="WriteAsync"/> refuses it all the same.</summary>
    protected bool MayWrite { get; private set; }

    protected override async Task OnInitializedAsync() => MayWrite = SignedInUser.From((await Authentication).User).May(Permissions.PaymentsWrite);

    public async ValueTask DisposeAsync()
    {
        StopListening();
        if (_live is not null)
        {
            await _live.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Reads anew what the page shows; also what a change brings.</summary>
    protected abstract Task LoadAsync();

    protected async Task<T> ReadAsync<TService, T>(Func<TService, CancellationToken, Task<T>> query)
        where TService : notnull => await Operations.RunAsync((await Authentication).User, query);

    /// <summary>Runs a use case that changes something. The server's own look at the permission: what is hidden may still have been on the screen when it was taken away.</summary>
    protected async Task<Result<T>> WriteAsync<TService, T>(Func<TService, CancellationToken, Task<Result<T>>> work)
        where TService : notnull
    {
        var user = (await Authentication).User;
        return PortalClaims.Has(user, Permissions.PaymentsWrite) ? await Operations.RunAsync(user, work) : new Error("forbidden");
    }

    /// <summary>From now on changes of these bring a fresh look. In <c>OnAfterRenderAsync</c>; what happened since the page's first look is looked up at once.</summary>
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
            await LoadAsync();
            StateHasChanged();
        }
        catch (Exception exception)
        {
            // To the page's error boundary, as if a press of the reader's had failed.
            await DispatchExceptionAsync(exception);
        }
    }
}
