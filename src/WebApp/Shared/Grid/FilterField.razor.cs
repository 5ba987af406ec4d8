using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>A condition that is written, among the further ones.</summary>
public sealed partial class FilterField : ComponentBase
{
    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public bool IsNumber { get; set; }

    [Parameter]
    public int MaxLength { get; set; } = 100;

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }
}
