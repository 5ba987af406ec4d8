using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Where a column's value stands in an entry of the list on a phone.</summary>
public enum PhonePlace
{
    /// <summary>Nowhere: it is on the row's own page.</summary>
    None,

    /// <summary>Beside the heading of the entry.</summary>
    Status,

    /// <summary>In the lines below the heading; about four of them make two lines.</summary>
    Fact,

    /// <summary>Below the facts, to be pressed by itself.</summary>
    Action,
}

/// <summary>
/// A column of a <see cref="DataList{TRow}"/>. The first one names the row: it is always shown, is the heading of the row and the link to
/// its page, and the heading of the entry on a phone.
/// </summary>
public sealed class ListColumn<TRow> : ComponentBase
{
    /// <summary>Letters in camelCase: stands in the address and in the reader's memory.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string Heading { get; set; } = "";

    /// <summary>What <c>sort=</c> says for this column; null: the list cannot be sorted by it.</summary>
    [Parameter]
    public string? Sort { get; set; }

    /// <summary>What people look for first is the newest or the largest.</summary>
    [Parameter]
    public bool DescendingFirst { get; set; }

    /// <summary>Aligned at its end.</summary>
    [Parameter]
    public bool IsNumber { get; set; }

    /// <summary>Shown only to who asks for it.</summary>
    [Parameter]
    public bool IsExtra { get; set; }

    /// <summary>Buttons: no heading for the eye, and it cannot be left out.</summary>
    [Parameter]
    public bool IsAction { get; set; }

    [Parameter]
    public PhonePlace Phone { get; set; }

    /// <summary>On a phone the heading stands before the value: for what does not speak for itself.</summary>
    [Parameter]
    public bool IsNamedOnPhone { get; set; }

    /// <summary>Language of the values, where it is not the reader's: customers' data are Japanese.</summary>
    [Parameter]
    public string? Lang { get; set; }

    /// <summary>Further classes of the cell.</summary>
    [Parameter]
    public string? Class { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment<TRow> ChildContent { get; set; } = null!;

    [CascadingParameter]
    internal DataList<TRow> List { get; set; } = null!;

    /// <summary>Draws nothing itself: the list does, when it knows them all. Told twice in one drawing of the list, it is there once.</summary>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var place = List.Declared.FindIndex(column => column.Key == Key);
        if (place < 0)
        {
            List.Declared.Add(this);
        }
        else
        {
            List.Declared[place] = this;
        }
    }
}
