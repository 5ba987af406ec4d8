using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Above the rows of a list: how many there are, how they are to look, and the way to take them home.</summary>
public sealed partial class ListBar<TRow> : ComponentBase
{
    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter, EditorRequired]
    public DataList<TRow> List { get; set; } = null!;

    private IEnumerable<ListColumn<TRow>> Sortable => List.Declared.Where(List.MaySort);

    private IEnumerable<(string Sort, string Text)> SortChoices => Sortable.SelectMany(column => new[]
    {
        (column.Sort!, Texts[nameof(GridText.SortAscending), column.Heading].Value),
        ($"-{column.Sort}", Texts[nameof(GridText.SortDescending), column.Heading].Value),
    });

    private string PageText => Texts[List.After is null && List.Next is null ? nameof(GridText.CountAll) : nameof(GridText.CountPage), List.Rows!.Count.ToString("N0", CultureInfo.InvariantCulture)];

    private string ShareHref
    {
        get
        {
            var keys = string.Join('.', List.Optional.Where(List.IsShown).Select(static column => column.Key));
            return Navigation.GetUriWithQueryParameter("columns", keys.Length > 0 ? keys : "none");
        }
    }

    private Task ToggleColumnAsync(ListColumn<TRow> toggled) =>
        List.KeepAsync(List.Look with { Columns = [.. List.Optional.Where(column => List.IsShown(column) != (column == toggled)).Select(static column => column.Key)] });

    private Task SetCompactAsync(bool compact) => List.KeepAsync(List.Look with { IsCompact = compact });

    private void SortBy(ChangeEventArgs change)
    {
        if (change.Value is string { Length: > 0 } sort)
        {
            Navigation.NavigateTo(List.HrefOfSort(sort.StartsWith('-'), sort.TrimStart('-')));
        }
    }

    private string SizeHref(int size) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["size"] = size == ListPage.DefaultSize ? null : size,
        ["after"] = null,
    });
}
