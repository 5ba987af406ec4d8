using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// One import: its progress while it runs, its totals and problems when it is done, what may be done with it. Whoever looks at it sees at once
/// what somebody else, or another instance, does with it.
/// </summary>
public sealed partial class ImportPage : ComponentBase, IDisposable
{
    private const string ProblemsTab = "problems";
    private const string OrdersTab = "orders";
    private const string HistoryTab = "history";
    private const string RelatedTab = "related";

    private IDisposable? _subscription;
    private (ImportStatus, ImportPhase)? _heard;
    private bool _loaded;
    private bool _mayImport;
    private string? _refusal;
    private string _announcement = "";
    private int _loads;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<StatusText> Statuses { get; init; }

    [Inject]
    public required IStringLocalizer<ProblemsText> Refusals { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Number { get; set; }

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>Shows only the problems with this code.</summary>
    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    /// <summary>Where the page of the problems starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    /// <summary>Where the page of the orders starts that undoing left.</summary>
    [SupplyParameterFromQuery]
    public string? Kept { get; set; }

    [PersistentState]
    public ImportDetails? Details { get; set; }

    private ImportSnapshot Import => Details!.Import;

    private IEnumerable<(string Tab, string TextKey, long? Count)> Tabs
    {
        get
        {
            if (Details!.Summary is not null)
            {
                yield return (ProblemsTab, nameof(ImportsText.TabProblems), Import.Counts.RowsRejected);
            }

            if (ImportLook.HasWritten(Import))
            {
                yield return (OrdersTab, nameof(ImportsText.TabOrders), null);
            }

            yield return (HistoryTab, nameof(ImportsText.TabHistory), null);
            if (Details.Parent is not null || Details.Children.Count > 0)
            {
                yield return (RelatedTab, nameof(ImportsText.TabRelated), null);
            }
        }
    }

    /// <summary>The one that the address names, where it is there.</summary>
    private string Shown => Tabs.Any(one => one.Tab == Tab) ? Tab! : Tabs.First().Tab;

    protected override async Task OnParametersSetAsync()
    {
        _mayImport = SignedInUser.From((await Authentication).User).MayImport;
        if (Details?.Import.Number != Number)
        {
            Listen(null);
            Details = null;
            await LoadAsync();
        }

        _loaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_subscription is not null || Details is null)
        {
            return;
        }

        Listen(Import.Id);

        // What happened between the page's look and the subscription is only in the database.
        await RefreshAsync();
        StateHasChanged();
    }

    public void Dispose() => Listen(null);

    private void Listen(ImportId? import)
    {
        _subscription?.Dispose();
        _heard = null;
        _subscription = import is { } id ? Feed.Subscribe(id, progress => _ = InvokeAsync(() => HearAsync(progress))) : null;
    }

    /// <summary>Ticks are the progress card's; here counts only that the import is in another state.</summary>
    private async Task HearAsync(ImportProgress progress)
    {
        var state = (progress.Status, progress.Phase);
        if (_heard == state || Details is null)
        {
            return;
        }

        _heard = state;
        await RefreshAsync();
        StateHasChanged();
    }

    private async Task RefreshAsync()
    {
        var before = Details is null ? null : ImportLook.Of(Import).TextKey;
        await LoadAsync();
        if (before is not null && Details is not null && ImportLook.Of(Import).TextKey is var now && now != before)
        {
            var status = Statuses[now].Value;
            _announcement = Import.Status.IsFinal() ? Texts[nameof(ImportsText.AnnounceEnd), status] : status;
        }
    }

    private async Task LoadAsync()
    {
        var load = ++_loads;
        var details = await Operations.RunAsync((await Authentication).User, (services, ct) =>
            ImportDetails.LoadAsync(services.GetRequiredService<IImportQueries>(), Feed, Number, ct));
        if (load == _loads)
        {
            Details = details;
        }
    }

    private async Task RefuseAsync(Error refusal)
    {
        _refusal = Problems.Sentence(Refusals, StatusCodes.Status409Conflict, Messages.Shown(refusal));
        await RefreshAsync();
    }

    private string HrefOf(string tab) => tab == Tabs.First().Tab ? $"/imports/{Number}" : $"/imports/{Number}?tab={tab}";
}
