using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>A condition with a handful of values, or none of them.</summary>
public sealed partial class FilterSelect : ComponentBase
{
    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    [Inject]
    public required FilterWords Words { get; init; }

    /// <summary>As the address has it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public IEnumerable<(string Value, string Text)> Options { get; set; } = [];

    /// <summary>The name stands before it, not in it: among the further conditions.</summary>
    [Parameter]
    public bool IsNamed { get; set; }

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }
}
