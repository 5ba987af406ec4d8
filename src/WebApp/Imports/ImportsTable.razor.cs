using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Grid;

namespace OrderPortal.WebApp.Imports;

/// <summary>Imports, as a list of their own or a few of them inside a card. Results are blank while they are not there yet.</summary>
public sealed partial class ImportsTable : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ImportsText> Texts { get; init; }

    /// <inheritdoc cref="DataList{TRow}.Name"/>
    [Parameter]
    public string Name { get; set; } = "imports";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Null while they are read for the first time.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ImportSnapshot>? Imports { get; set; }

    /// <inheritdoc cref="DataList{TRow}.IsPart"/>
    [Parameter]
    public bool IsPart { get; set; }

    [Parameter]
    public ListLoad? Load { get; set; }

    [Parameter]
    public EventCallback OnReload { get; set; }

    [Parameter]
    public bool IsNarrowed { get; set; }

    [Parameter]
    public string? SortedBy { get; set; }

    [Parameter]
    public string? After { get; set; }

    [Parameter]
    public string? Next { get; set; }

    [Parameter]
    public int? PageSize { get; set; }

    [Parameter]
    public string? ExportHref { get; set; }

    [Parameter]
    public RenderFragment? Filters { get; set; }

    [Parameter]
    public RenderFragment? FirstUse { get; set; }
}
