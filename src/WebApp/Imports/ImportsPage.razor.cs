using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Grid;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// The tenant's imports, newest first. Filters and page stand in the address; new imports appear and those that run move on by themselves, a
/// few times a second however many there are.
/// </summary>
public sealed partial class ImportsPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<ImportId, ImportProgress> _news = [];
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _subscription;
    private string? _loadedUri;
    private long? _drawnAt;
    private bool _isDrawing;

    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required IImportProgressFeed Feed { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ReaderClock Zone { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [SupplyParameterFromQuery]
    public string? File { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [SupplyParameterFromQuery]
    public string? To { get; set; }

    [SupplyParameterFromQuery]
    public string? By { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? Size { get; set; }

    /// <summary>Where the page of the list starts.</summary>
    [SupplyParameterFromQuery]
    public string? After { get; set; }

    [PersistentState]
    public IReadOnlyList<ImportSnapshot>? Imports { get; set; }

    [PersistentState]
    public string? Next { get; set; }

    private bool MayImport { get; set; }

    private ImportsFilter Filter => new() { File = QueryText.Blank(File), Status = QueryText.Blank(Status), From = QueryText.Blank(From), To = QueryText.Blank(To), By = QueryText.Blank(By), Group = QueryText.Blank(Group), Sort = QueryText.Blank(Sort) };

    private int PageSize => ListPage.SizeOf(Size);

    private string ExportHref => Navigation.GetUriWithQueryParameters(Navigation.BaseUri + "imports/export", Filter.ToQuery());

    private ListLoad Load { get; } = new();

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        MayImport = SignedInUser.From(user).MayImport;
        if (PortalClaims.TryRead(user, out var tenant, out _))
        {
            // The feed tells of every tenant's imports.
            _subscription = Feed.SubscribeAll(progress => _ = progress.TenantId == tenant ? InvokeAsync(() => HearAsync(progress)) : Task.CompletedTask);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Imports is null || (_loadedUri is not null && _loadedUri != Navigation.Uri))
        {
            await LoadAsync();
        }

        _loadedUri = Navigation.Uri;
    }

    /// <summary>What happened between the first answer and the subscription is only in the database.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await LoadAsync();
            StateHasChanged();
        }
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>The first is drawn at once, those that follow together when their time has come.</summary>
    private async Task HearAsync(ImportProgress progress)
    {
        _news[progress.ImportId] = progress;
        if (_isDrawing || _gone.IsCancellationRequested)
        {
            return;
        }

        _isDrawing = true;
        try
        {
            while (_news.Count > 0)
            {
                if (_drawnAt is { } last && ShortestGap - Clock.GetElapsedTime(last) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest, Clock, _gone.Token);
                }

                _drawnAt = Clock.GetTimestamp();
                var news = _news.Values.ToList();
                _news.Clear();
                await ApplyAsync(news);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left the page.
        }
        finally
        {
            _isDrawing = false;
        }
    }

    /// <summary>Ticks move their rows; an import that is new here or in another status is read from the database.</summary>
    private async Task ApplyAsync(List<ImportProgress> news)
    {
        var shown = (Imports ?? []).ToDictionary(import => import.Id);
        if (news.Exists(one => shown.TryGetValue(one.ImportId, out var import) ? import.Status != one.Status : After is null && !Filter.OldestFirst && !one.IsFinal))
        {
            await LoadAsync();
        }

        var latest = news.ToDictionary(one => one.ImportId);
        Imports = [.. (Imports ?? []).Select(import => latest.TryGetValue(import.Id, out var one) && one.Status == import.Status ? Moved(import, one) : import)];
    }

    private static ImportSnapshot Moved(ImportSnapshot import, ImportProgress progress) => import with
    {
        Phase = progress.Phase,
        RowsTotal = progress.RowsTotal ?? import.RowsTotal,
        Counts = import.Task == ImportTask.Undo ? import.Counts : import.Counts with
        {
            RowsAccepted = progress.Accepted,
            RowsRejected = progress.Rejected,
            RowsSkipped = Math.Max(0, progress.RowsDone - progress.Accepted - progress.Rejected),
            Warnings = progress.Warnings,
        },
    };

    private Task LoadAsync() => Load.RunAsync(
        async () => await Operations.RunAsync<IImportQueries, Page<ImportSnapshot>>(
            (await Authentication).User, (queries, ct) => queries.ListAsync(Filter.ToDomain(Zone.Zone), PageSize, After, ct)),
        page => (Imports, Next) = (page.Items, page.Next));
}
