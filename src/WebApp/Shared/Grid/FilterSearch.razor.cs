using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>The search box of a list.</summary>
public sealed partial class FilterSearch : ComponentBase
{
    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What can be searched for.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public int MaxLength { get; set; } = 254;

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }
}
