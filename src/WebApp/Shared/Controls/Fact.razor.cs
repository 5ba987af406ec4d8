using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>One line of a <see cref="FactList"/>.</summary>
public sealed partial class Fact : ComponentBase
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
