using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>
/// A list: filters, count, columns, sorting, selection, paging, export, and what stands there when nothing is there. What is asked for
/// stands in the address; columns and row height are the reader's and stay. Under 768 px each row is an entry that is one link.
/// </summary>
public sealed partial class DataList<TRow> : ComponentBase, IAsyncDisposable
{
    private readonly ListTrail _trail = new();
    private ElementReference _section;
    private IJSObjectReference? _module;
    private Exception? _logged;
    private bool _isMixed;
    private bool _turned;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ListLooks Looks { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required ILogger<ListLoad> Log { get; init; }

    /// <summary>Small letters and hyphens: the list's own name in the reader's memory and in ids.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Null while they are read for the first time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<TRow>? Rows { get; set; }

    /// <summary>Identifies a row; as text part of an id.</summary>
    [Parameter, EditorRequired]
    public Func<TRow, object> KeyOf { get; set; } = null!;

    /// <summary>The page of a row; null where there is none.</summary>
    [Parameter]
    public Func<TRow, string?>? HrefOf { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment Columns { get; set; } = null!;

    /// <summary>A few rows inside a card that says what they are: the rows alone, in the columns that the list has by itself.</summary>
    [Parameter]
    public bool IsPart { get; set; }

    /// <summary>A heading with buttons above the list, where the list is not the page.</summary>
    [Parameter]
    public RenderFragment? Head { get; set; }

    [Parameter]
    public RenderFragment? Filters { get; set; }

    /// <summary>What can be done with the rows that are selected.</summary>
    [Parameter]
    public RenderFragment? Bulk { get; set; }

    /// <summary>An <c>EmptyState</c> that says what to do next. In place of the whole list where it has no rows and nothing narrows it.</summary>
    [Parameter]
    public RenderFragment? FirstUse { get; set; }

    /// <summary>Below the rows.</summary>
    [Parameter]
    public RenderFragment? Foot { get; set; }

    /// <summary>「該当する注文はありません。」</summary>
    [Parameter]
    public string NoHits { get; set; } = "";

    /// <summary>A condition holds, so that no rows does not mean that there are none.</summary>
    [Parameter]
    public bool IsNarrowed { get; set; }

    /// <summary>How many there are; null: how many are shown.</summary>
    [Parameter]
    public string? CountText { get; set; }

    /// <summary>Where the rows come from; says when they are read and when they could not be.</summary>
    [Parameter]
    public ListLoad? Load { get; set; }

    [Parameter]
    public EventCallback OnRetry { get; set; }

    /// <summary>The sequence in which the rows stand, as <c>sort=</c> has it.</summary>
    [Parameter]
    public string? SortedBy { get; set; }

    /// <summary>Where the page starts; null: at the beginning.</summary>
    [Parameter]
    public string? After { get; set; }

    /// <summary>Where the next page starts.</summary>
    [Parameter]
    public string? Next { get; set; }

    /// <summary>One of <see cref="ListPage.Sizes"/> where the reader may choose.</summary>
    [Parameter]
    public int? PageSize { get; set; }

    /// <summary>The download with the conditions of the list; form and language are added here.</summary>
    [Parameter]
    public string? ExportHref { get; set; }

    [Parameter]
    public bool MaySelect { get; set; }

    [Parameter]
    public Func<TRow, bool> IsSelected { get; set; } = static _ => false;

    [Parameter]
    public Func<TRow, bool> CanSelect { get; set; } = static _ => true;

    /// <summary>Boxes were pressed: of one row, or of all whose state is not yet what the box of the heading says.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<TRow>> OnToggle { get; set; }

    /// <summary>Columns of a link that somebody passed on; stronger than what the reader keeps.</summary>
    [SupplyParameterFromQuery(Name = "columns")]
    public string? ColumnsAsked { get; set; }

    /// <summary>The columns, as they told of themselves.</summary>
    internal List<ListColumn<TRow>> Declared { get; } = [];

    /// <summary>The box that selects the page.</summary>
    internal ElementReference PageBox { get; set; }

    internal ListLook Look => IsPart ? ListLook.Default : Looks.Of(Name);

    internal IEnumerable<ListColumn<TRow>> Optional => Declared.Skip(1).Where(static column => !column.IsAction);

    internal IReadOnlyList<TRow> Selectable => [.. (Rows ?? []).Where(CanSelect)];

    internal int SelectedOnPage => Selectable.Count(IsSelected);

    private bool IsBusy => Load?.IsBusy == true || Rows is null;

    private bool HasFailed => Load?.Failure is not null;

    private bool IsFirstUse => Rows is { Count: 0 } && !IsNarrowed && After is null && !HasFailed;

    private IReadOnlyCollection<string>? Chosen => IsPart || string.IsNullOrEmpty(ColumnsAsked) ? Look.Columns : ColumnsAsked.Split('.');

    private string? NextHref => Next is null ? null : HrefAfter(Next);

    private string? PreviousHref => After is not null && _trail.Knows(After, out var before) ? HrefAfter(before) : null;

    private string? FirstHref => After is null ? null : HrefAfter(null);

    internal bool MaySort(ListColumn<TRow> column) => !IsPart && column.Sort is not null;

    internal bool IsShown(ListColumn<TRow> column) => Chosen is { } keys ? keys.Contains(column.Key) : !column.IsExtra;

    /// <summary>Whether it runs downwards; null where the list is not sorted by it.</summary>
    internal bool? DirectionOf(string sort) => SortedBy == sort ? false : SortedBy == $"-{sort}" ? true : null;

    internal string HrefOfSort(bool descending, string sort) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["sort"] = descending ? $"-{sort}" : sort,
        ["after"] = null,
    });

    /// <summary>From now on the list looks like this, on later visits too.</summary>
    internal async Task KeepAsync(ListLook look)
    {
        var changesColumns = look.Columns != Look.Columns;
        Looks.Set(Name, look);
        StateHasChanged();
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("remember", ListLooks.CookieName, Looks.ToString());
        }

        if (changesColumns && !string.IsNullOrEmpty(ColumnsAsked))
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("columns", (string?)null), replace: true);
        }
    }

    protected override void OnParametersSet()
    {
        _turned |= _trail.Follow(After, Next, Load?.IsBusy == true);
        if (Load?.Failure is { } failure && failure != _logged)
        {
            LogFailed(Log, Name, failure);
        }

        _logged = Load?.Failure;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/lists.js");
        }

        if (_module is null)
        {
            return;
        }

        var isMixed = MaySelect && SelectedOnPage is > 0 and var some && some < Selectable.Count;
        if (isMixed != _isMixed && PageBox.Id is not null)
        {
            _isMixed = isMixed;
            await _module.InvokeVoidAsync("mix", PageBox, isMixed);
        }

        if (_turned && Load?.IsBusy != true)
        {
            _turned = false;
            await _module.InvokeVoidAsync("show", _section);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is null)
        {
            return;
        }

        try
        {
            await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the module with it.
        }
    }

    private string HrefAfter(string? place) => Navigation.GetUriWithQueryParameter("after", place);

    [LoggerMessage(Level = LogLevel.Error, Message = "The list {List} could not be read.")]
    private static partial void LogFailed(ILogger logger, string list, Exception failure);
}
