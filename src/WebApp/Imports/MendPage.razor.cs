using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Localization;
using OrderPortal.WebApp.Shared.Operations;

namespace OrderPortal.WebApp.Imports;

/// <summary>
/// Rejected rows of an import, to mend them and to run them again. Every mended cell is in the database before the next one is, so that a lost
/// connection loses at most the cell in hand; filter, page and columns stand in the address.
/// </summary>
public sealed partial class MendPage : ComponentBase
{
    /// <summary>Cells are saved one after another, in the sequence in which they were left.</summary>
    private Task _saving = Task.CompletedTask;
    private MendingPage? _page;
    private IReadOnlyList<MendingCode> _codes = [];
    private IReadOnlyList<ImportSnapshot> _children = [];
    private ImportSnapshot? _parent;
    private (string Title, string Body)? _banner;
    private (long, string?, int?)? _shown;
    private string? _status;
    private bool _looked;
    private bool _loaded;
    private bool _starting;

    [Inject]
    public required IStringLocalizer<MendText> Texts { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> ImportTexts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required OperationRunner Operations { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ReaderClock Clock { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    [Parameter]
    public long Number { get; set; }

    /// <summary>Shows only rows that had this error.</summary>
    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    /// <summary>The page begins behind this row.</summary>
    [SupplyParameterFromQuery]
    public int? After { get; set; }

    /// <summary><c>all</c>: every column of the file.</summary>
    [SupplyParameterFromQuery]
    public string? Columns { get; set; }

    [PersistentState]
    public ImportSnapshot? Import { get; set; }

    private bool IsAll => Columns == "all";

    private IReadOnlyList<Crumb> Trail => Import is null
        ? [new(ImportTexts[nameof(ImportsText.ListTitle)], "/imports")]
        : [new(ImportTexts[nameof(ImportsText.ListTitle)], "/imports"), new(Texts[nameof(MendText.ImportCrumb), Number], $"/imports/{Number}")];

    private string RunText => _page?.Counts is { } counts ? Texts[nameof(MendText.RunCount), RowsToRun(counts)] : Texts[nameof(MendText.Run)];

    protected override async Task OnParametersSetAsync()
    {
        if (Import?.Number != Number)
        {
            Import = await Operations.RunAsync((await Authentication).User, (services, ct) => services.GetRequiredService<IImportQueries>().FindAsync(Number, ct));
            _looked = true;
        }

        // Not while prerendering: a page of rows is read from the file, and would be twice.
        if (Import is not null && RendererInfo.IsInteractive && _shown != (Number, Code, After))
        {
            _shown = (Number, Code, After);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var id = Import!.Id;
        (_page, _codes, _children, _parent) = await Operations.RunAsync((await Authentication).User, async (services, ct) =>
        {
            var queries = services.GetRequiredService<IImportQueries>();
            var page = await services.GetRequiredService<MendImport>().LoadAsync(id, Code, Math.Max(0, After ?? 0), ct);
            return (
                page is { Error: null, Value: var value } ? value : null,
                await services.GetRequiredService<IMendings>().CodesAsync(id, ct),
                await queries.ChildrenAsync(id, ct),
                Import.ParentId is { } parent ? await queries.GetAsync(parent, ct) : null);
        });
        _loaded = true;
    }

    private Task SetAsync(MendedCell cell) => _saving = SetAfterAsync(_saving, cell);

    private async Task SetAfterAsync(Task earlier, MendedCell cell)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_page is null)
        {
            return;
        }

        try
        {
            var (saved, at) = await Operations.RunAsync((await Authentication).User, async (services, ct) => (
                await services.GetRequiredService<MendImport>().SetCellAsync(_page, cell.Row, cell.Cell, cell.Value, ct),
                services.GetRequiredService<TimeProvider>().GetUtcNow()));
            var time = TimeZoneInfo.ConvertTime(at, Clock.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            _page = saved.Error is null ? saved.Value : null;
            _status = Texts[cell.Value is null ? nameof(MendText.Restored) : nameof(MendText.Saved), time];
        }
        catch (DbException)
        {
            _status = Texts[nameof(MendText.SaveFailed)];
        }
    }

    /// <summary>Of an import that takes all or nothing, all its rows go in again.</summary>
    private long RowsToRun(MendingCounts counts) => IsWhole ? Import!.RowsTotal ?? counts.MendedRows : counts.MendedRows;

    private bool IsWhole => Import!.FailureCode == ProblemCodes.NothingWritten;

    private async Task RunAsync()
    {
        if (_starting)
        {
            return;
        }

        if (Objection() is { } objection)
        {
            _banner = objection;
            return;
        }

        _starting = true;
        _banner = null;
        try
        {
            var retried = await Operations.RunAsync<RetryImport, RetriedImport?>((await Authentication).User, (retry, ct) => retry.ExecuteAsync(Import!.Id, ct));
            if (retried?.Started?.Import is { } child)
            {
                Navigation.NavigateTo($"/imports/{child.Number}");
                return;
            }

            _banner = (Texts[nameof(MendText.RunRefusedTitle)], Why(retried));
            await LoadAsync();
        }
        finally
        {
            _starting = false;
        }
    }

    /// <summary>Why it would be of no use to start now, or null.</summary>
    private (string Title, string Body)? Objection() => _page?.Counts switch
    {
        { RowsLeft: > 0 } counts when IsWhole => (Texts[nameof(MendText.RunWholeTitle)], Texts[nameof(MendText.RunWholeBody), counts.RowsLeft]),
        { MendedRows: 0 } => (Texts[nameof(MendText.RunNothingTitle)], Texts[nameof(MendText.RunNothingBody)]),
        _ => null,
    };

    private string Why(RetriedImport? retried) => retried switch
    {
        { Refusal.Code: RetryImport.InProgress } => Texts[nameof(MendText.RunBusy)],
        { Started.Refusal.Problems: [var first, ..] } => Messages.Whole(first),
        _ => Texts[nameof(MendText.NothingBody)],
    };

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private string Href(string? code, int? after, bool all)
    {
        var query = string.Join('&', new[]
        {
            code is null ? null : $"code={Uri.EscapeDataString(code)}",
            after is null ? null : string.Create(CultureInfo.InvariantCulture, $"after={after}"),
            all ? "columns=all" : null,
        }.Where(part => part is not null));
        return $"/imports/{Number}/mend{(query.Length > 0 ? "?" + query : "")}";
    }
}
