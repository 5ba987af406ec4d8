using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Mending;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Imports;

/// <summary>A cell that a person has left with another value.</summary>
/// <param name="Value">Null: what stands in the file is to stand again.</param>
public sealed record MendedCell(int Row, int Cell, string? Value);

/// <summary>
/// Rejected rows as a plain table of inputs: a grid that edits one cell at a time tells nobody when it is left. Keys are moved by <c>mend-grid.js</c>,
/// so that no key waits for the server.
/// </summary>
public sealed partial class MendGrid : ComponentBase, IAsyncDisposable
{
    /// <summary>Columns by which a person knows the row; they are shown whatever is wrong.</summary>
    private static readonly ColumnSet Keys = ColumnSet.Of(ImportColumn.OrderNumber, ImportColumn.CustomerName, ImportColumn.ProductCode);

    private const int Longest = MendImport.CellLength;

    private ElementReference _grid;
    private IJSObjectReference? _module;

    [Inject]
    public required IStringLocalizer<MendText> Texts { get; init; }

    [Inject]
    public required ImportMessages Messages { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter, EditorRequired]
    public MendingPage Page { get; set; } = null!;

    /// <summary>Also columns without problems.</summary>
    [Parameter]
    public bool AllColumns { get; set; }

    /// <summary>What became of the last cell.</summary>
    [Parameter]
    public string? Status { get; set; }

    [Parameter]
    public EventCallback<MendedCell> OnSet { get; set; }

    /// <summary>The column of the order number, which stays in sight; null where the file has none.</summary>
    private MendingColumn? Number => Page.Columns.FirstOrDefault(column => column.Column == ImportColumn.OrderNumber);

    private IEnumerable<MendingColumn> Shown => Page.Columns
        .Where(column => AllColumns || Page.Troubled.Contains(column.Index) || (column.Column is { } known && Keys.Has(known)))
        .OrderBy(column => column != Number).ThenBy(column => column.Index);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/mend-grid.js");
            await _module.InvokeVoidAsync("attach", _grid);
        }
    }

    private Task SetAsync(MendedRow row, MendingColumn column, ChangeEventArgs change) =>
        OnSet.InvokeAsync(new MendedCell(row.Number, column.Index, (string?)change.Value ?? ""));

    private string Name(MendingColumn column) => column.Heading.Length > 0 ? column.Heading : Texts[nameof(MendText.CellNameless), column.Index + 1];

    private static List<int> Faults(MendedRow row, MendingColumn column) => column.Column is { } known
        ? [.. Enumerable.Range(0, row.Problems.Count).Where(i => row.Problems[i].Column == known)]
        : [];

    private static string? IsInvalid(MendedRow row, List<int> faults) => faults.Exists(i => row.Problems[i].Severity == ProblemSeverity.Error) ? "true" : null;

    private static string? Described(MendedRow row, List<int> faults) => faults.Count == 0 ? null : string.Join(' ', faults.Select(i => ProblemId(row, i)));

    private static string ProblemId(MendedRow row, int place) => string.Create(CultureInfo.InvariantCulture, $"problem-{row.Number}-{place}");

    private string UndoText(string original) => string.IsNullOrWhiteSpace(original) ? Texts[nameof(MendText.UndoEmpty)] : Texts[nameof(MendText.Undo), original];

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Css(ImportProblem problem) => Look(problem).Tone.Css();

    private static IconName IconOf(ImportProblem problem) => Look(problem).Icon;

    private static StatusLook Look(ImportProblem problem) =>
        problem is { Code: ProblemCodes.Adjusted, Severity: ProblemSeverity.Warning } ? StatusCatalog.Adjusted : StatusCatalog.Of(problem.Severity);

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
}
