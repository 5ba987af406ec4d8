using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>The rows of a list, or what stands there instead of them.</summary>
public sealed partial class ListBody<TRow> : ComponentBase
{
    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    [Parameter, EditorRequired]
    public DataList<TRow> List { get; set; } = null!;
}
