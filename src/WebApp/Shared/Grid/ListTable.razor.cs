using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>The rows of a list as a table; on a phone the style sheet makes an entry of each.</summary>
public sealed partial class ListTable<TRow> : ComponentBase
{
    private const int ManyColumns = 10;

    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    [Parameter, EditorRequired]
    public DataList<TRow> List { get; set; } = null!;

    /// <summary>It takes a wide window to show so many columns side by side.</summary>
    private bool IsWide => Shown.Count() + (List.MaySelect ? 1 : 0) >= ManyColumns;

    private IEnumerable<ListColumn<TRow>> Shown => List.Declared.Where(column => column == List.Declared[0] || column.IsAction || List.IsShown(column));

    private Task TogglePageAsync()
    {
        var wanted = List.SelectedOnPage < List.Selectable.Count;
        return List.OnToggle.InvokeAsync([.. List.Selectable.Where(row => List.IsSelected(row) != wanted)]);
    }

    private string? AriaSort(ListColumn<TRow> column) =>
        List.MaySort(column) && List.DirectionOf(column.Sort!) is { } descending ? descending ? "descending" : "ascending" : null;

    /// <summary>The other direction of the column that sorts; else what people look for first.</summary>
    private string SortHref(ListColumn<TRow> column, string sort) => List.HrefOfSort(List.DirectionOf(sort) is { } descending ? !descending : column.DescendingFirst, sort);

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
}
