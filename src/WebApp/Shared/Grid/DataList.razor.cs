using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>
/// A list: filters, count, columns, sorting, selection, paging, export, and what stands there when nothing is there. What is asked for
/// stands in the address; columns and row height are the reader's and stay. Under 768 px each row is an entry that is one link.
/// </summary>
public sealed partial class DataList<TRow> : ComponentBase, IAsyncDisposable
{
    private static readonly (string Query, string Text)[] ExportFormats =
    [
        ("format=csv&encoding=utf-8", nameof(GridText.ExportUtf8)),
        ("format=csv&encoding=cp932", nameof(GridText.ExportCp932)),
        ("format=xlsx", nameof(GridText.ExportWorkbook)),
    ];

    private readonly List<ListColumn<TRow>> _columns = [];

    /// <summary>Which page led to a page, as far as they were looked at here.</summary>
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    private ElementReference _section;
    private ElementReference _pageBox;
    private IJSObjectReference? _module;
    private bool _isMixed;
    private bool _begun;
    private bool _turned;
    private string? _after;
    private string? _next;

    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required ListLooks Looks { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

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

    private bool IsBusy => Load?.IsBusy == true || Rows is null;

    private bool HasFailed => Load?.HasFailed == true;

    private bool IsFirstUse => Rows is { Count: 0 } && !IsNarrowed && After is null && !HasFailed;

    private ListLook Look => Looks.Of(Name);

    private IEnumerable<ListColumn<TRow>> Optional => _columns.Skip(1).Where(static column => !column.IsAction);

    private IEnumerable<ListColumn<TRow>> Shown => _columns.Where(column => column == _columns[0] || column.IsAction || IsShown(column));

    private IEnumerable<ListColumn<TRow>> Sortable => _columns.Where(static column => column.Sort is not null);

    private IEnumerable<(string Sort, string Text)> SortChoices => Sortable.SelectMany(column => new[]
    {
        (column.Sort!, Texts[nameof(GridText.SortAscending), column.Heading].Value),
        ($"-{column.Sort}", Texts[nameof(GridText.SortDescending), column.Heading].Value),
    });

    private IReadOnlyList<TRow> Selectable => [.. (Rows ?? []).Where(CanSelect)];

    private int SelectedOnPage => Selectable.Count(IsSelected);

    private string PageText => After is null && Next is null
        ? Texts[nameof(GridText.CountAll), Show(Rows!.Count)]
        : Texts[nameof(GridText.CountPage), Show(Rows!.Count)];

    private string? NextHref => Next is null ? null : Href("after", Next);

    private string? PreviousHref => After is not null && _before.TryGetValue(After, out var before) ? Href("after", before) : null;

    private string? FirstHref => After is null ? null : Href("after", null);

    private string ShareHref => Navigation.GetUriWithQueryParameter("columns", string.Join('.', Optional.Where(IsShown).Select(static column => column.Key)) is { Length: > 0 } keys ? keys : "none");

    /// <summary>Called by the columns while the list is drawn.</summary>
    internal void Add(ListColumn<TRow> column) => _columns.Add(column);

    protected override void OnParametersSet()
    {
        if (_begun && _after != After)
        {
            if (After is not null && After == _next)
            {
                _before[After] = _after;
            }

            _turned = true;
        }

        (_begun, _after) = (true, After);

        // While the next page is read, the rows and their end are still those of this one.
        if (Load?.IsBusy != true)
        {
            _next = Next;
        }
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
        if (isMixed != _isMixed && _pageBox.Id is not null)
        {
            _isMixed = isMixed;
            await _module.InvokeVoidAsync("mix", _pageBox, isMixed);
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

    private bool IsShown(ListColumn<TRow> column) => Chosen is { } keys ? keys.Contains(column.Key) : !column.IsExtra;

    private IReadOnlyCollection<string>? Chosen => string.IsNullOrEmpty(ColumnsAsked) ? Look.Columns : ColumnsAsked.Split('.');

    private Task ToggleColumnAsync(ListColumn<TRow> toggled) =>
        KeepAsync(Look with { Columns = [.. Optional.Where(column => IsShown(column) != (column == toggled)).Select(static column => column.Key)] });

    private Task SetCompactAsync(bool compact) => KeepAsync(Look with { IsCompact = compact });

    private async Task KeepAsync(ListLook look)
    {
        var changesColumns = look.Columns != Look.Columns;
        Looks.Set(Name, look);
        if (_module is not null)
        {
            await _module.InvokeVoidAsync("remember", ListLooks.CookieName, Looks.ToString());
        }

        if (changesColumns && !string.IsNullOrEmpty(ColumnsAsked))
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("columns", (string?)null), replace: true);
        }
    }

    private Task TogglePageAsync()
    {
        var wanted = SelectedOnPage < Selectable.Count;
        return OnToggle.InvokeAsync([.. Selectable.Where(row => IsSelected(row) != wanted)]);
    }

    /// <summary>Whether it runs downwards; null where the list is not sorted by it.</summary>
    private bool? DirectionOf(string sort) => SortedBy == sort ? false : SortedBy == $"-{sort}" ? true : null;

    private string? AriaSort(ListColumn<TRow> column) => column.Sort is { } sort && DirectionOf(sort) is { } descending ? descending ? "descending" : "ascending" : null;

    /// <summary>The other direction of the column that sorts; else what people look for first.</summary>
    private string SortHref(ListColumn<TRow> column, string sort) => HrefOfSort(DirectionOf(sort) is { } descending ? !descending : column.DescendingFirst, sort);

    private string HrefOfSort(bool descending, string sort) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["sort"] = descending ? $"-{sort}" : sort,
        ["after"] = null,
    });

    private void SortBy(ChangeEventArgs change)
    {
        if (change.Value is string { Length: > 0 } sort)
        {
            Navigation.NavigateTo(HrefOfSort(sort.StartsWith('-'), sort.TrimStart('-')));
        }
    }

    private string SizeHref(int size) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["size"] = size == ListPage.DefaultSize ? null : size,
        ["after"] = null,
    });

    private string Href(string parameter, string? value) => Navigation.GetUriWithQueryParameter(parameter, value);

    private string ExportHrefOf(string format) =>
        $"{ExportHref}{(ExportHref!.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{format}&lang={CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}";

    private static string? ClassOf(ListColumn<TRow> column)
    {
        var place = column.Phone switch
        {
            PhonePlace.Status => "op-list__status",
            PhonePlace.Fact => "op-list__fact",
            PhonePlace.Action => "op-list__action",
            _ => null,
        };
        var all = string.Join(' ', new[] { column.IsNumber ? "op-number" : null, column.Class, place }.OfType<string>());
        return all.Length == 0 ? null : all;
    }

    private static string Show(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
