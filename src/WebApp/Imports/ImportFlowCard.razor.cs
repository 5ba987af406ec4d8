using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>What became of the orders of a batch: how far settlement and notification are, as it happens.</summary>
public sealed partial class ImportFlowCard : ComponentBase, IAsyncDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private LiveRefresh? _live;
    private ImportFlow? _flow;
    private (ImportId, ImportPhase)? _shown;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IChangeFeed Changes { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    private bool MaySettle { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (Import.Id, Import.Phase))
        {
            return;
        }

        _shown = (Import.Id, Import.Phase);
        MaySettle = SignedInUser.From((await Authentication).User).May(Permissions.PaymentsWrite);
        await LoadAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        var live = _live = LiveRefresh.Start(Clock, () => InvokeAsync(RefreshAsync));
        _subscriptions.Add(Changes.Subscribe(Import.Tenant, ChangeKind.Settlement, null, live.Wake));
        _subscriptions.Add(Changes.Subscribe(Import.Tenant, ChangeKind.Notification, null, live.Wake));

        // What happened between the look and the subscription is only in the database.
        live.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        if (_live is not null)
        {
            await _live.DisposeAsync();
        }
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync() => _flow = await Operations.RunAsync((await Authentication).User, (services, ct) => ImportFlow.LoadAsync(
        services.GetRequiredService<ISettlementQueries>(), services.GetRequiredService<IImportNotifications>(), Import.Id, _flow?.Sums, ct));

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
