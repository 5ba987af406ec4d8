using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports.Wizard;

/// <summary>Watches a dry run to its end, wherever it runs.</summary>
public sealed partial class DryRunWatch : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private ImportSnapshot _import = null!;
    private ImportProgress _latest = null!;
    private (ImportStatus, ImportPhase)? _heard;

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>As it was when the watch began; another one needs another watch (<c>@key</c>).</summary>
    [Parameter, EditorRequired]
    public ImportSnapshot Import { get; set; } = null!;

    /// <summary>Gets the import when nothing goes on any more: it waits for its confirmation, has failed, or was stopped.</summary>
    [Parameter]
    public EventCallback<ImportSnapshot> OnEnded { get; set; }

    protected override void OnInitialized() => Show(Import);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = Feed.Subscribe(Import.Id, progress => _ = InvokeAsync(() => HearAsync(progress)));

            // What happened between the page's look and the subscription is only in the database.
            await RefreshAsync();
        }
    }

    public void Dispose() => _subscription?.Dispose();

    /// <summary>Ticks are the progress card's; here counts only that the import is in another state.</summary>
    private async Task HearAsync(ImportProgress progress)
    {
        if (_heard != (progress.Status, progress.Phase))
        {
            _heard = (progress.Status, progress.Phase);
            await RefreshAsync();
        }
    }

    private async Task RefreshAsync()
    {
        var stored = await Operations.RunAsync<IImportQueries, ImportSnapshot?>((await Authentication).User, (queries, ct) => queries.GetAsync(Import.Id, ct));
        if (stored is null)
        {
            return;
        }

        Show(stored);
        StateHasChanged();
        if (stored.Status is not (ImportStatus.Queued or ImportStatus.Running))
        {
            await OnEnded.InvokeAsync(stored);
        }
    }

    private void Show(ImportSnapshot import) => (_import, _latest) = (import, import.LatestProgress(Feed));
}
