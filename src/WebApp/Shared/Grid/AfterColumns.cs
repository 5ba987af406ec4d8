using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Draws after the siblings before it: the columns of a list have told of themselves by then.</summary>
public sealed class AfterColumns : ComponentBase
{
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = null!;

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
