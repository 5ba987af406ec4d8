using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>The tenant's imports, newest first; those that run move on by themselves.</summary>
public sealed partial class ImportsPage : ComponentBase, IDisposable
{
    private const int PageSize = 50;
    private IDisposable? _subscription;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<ImportSnapshot>? Imports { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayImport { get; set; }

    private string? NextHref => Next is null ? null : $"/imports?after={Uri.EscapeDataString(Next)}";

    protected override async Task OnInitializedAsync()
    {
        MayImport = SignedInUser.From((await Authentication).User).MayImport;
        _subscription = Feed.SubscribeAll(progress => _ = InvokeAsync(() => Apply(progress)));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Imports is null || _loadedAfter != After)
        {
            var page = await LoadAsync();
            Imports = page.Items;
            Next = page.Next;
        }

        _loadedAfter = After;
    }

    /// <summary>What happened between the first answer and the subscription is only in the database.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Imports?.Any(import => !IsFinal(import)) != true)
        {
            return;
        }

        // What ended while this was read came as an event and is newer.
        var stored = (await LoadAsync()).Items;
        Imports = [.. stored.Select(import => Imports.FirstOrDefault(shown => shown.Id == import.Id && IsFinal(shown)) ?? import)];
        StateHasChanged();
    }

    private async Task<Page<ImportSnapshot>> LoadAsync() => await Operations.RunAsync(
        (await Authentication).User, (services, ct) => services.GetRequiredService<IImportQueries>().ListAsync(PageSize, After, ct));

    private static bool IsFinal(ImportSnapshot import) => import.ToProgress().IsFinal;

    private string? _loadedAfter;

    public void Dispose() => _subscription?.Dispose();

    private void Apply(ImportProgress progress)
    {
        if (Imports?.Any(import => import.Id == progress.ImportId) != true)
        {
            return;
        }

        Imports = [.. Imports.Select(import => import.Id != progress.ImportId ? import : import with
        {
            Status = progress.Status,
            Phase = progress.Phase,
            RowsTotal = progress.RowsTotal ?? import.RowsTotal,
            Counts = import.Counts with { RowsAccepted = progress.Accepted, RowsRejected = progress.Rejected, Warnings = progress.Warnings },
        })];
        StateHasChanged();
    }
}
