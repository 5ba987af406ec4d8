using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>In place of a table that has no rows: why it is empty and what to do next, with one button at most.</summary>
public sealed partial class EmptyState : ComponentBase
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public IconName Icon { get; set; } = IconName.Inbox;

    [Parameter]
    public string? Text { get; set; }

    /// <summary>The button that leads on.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
