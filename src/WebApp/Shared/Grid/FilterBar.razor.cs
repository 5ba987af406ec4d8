using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Grid;

/// <summary>Narrows a list: fields, and a chip for each condition that holds, which takes it away. A plain form, so it works before the circuit does.</summary>
public sealed partial class FilterBar : ComponentBase
{
    [Inject]
    public required IStringLocalizer<GridText> Texts { get; init; }

    /// <summary>The address of the list without conditions.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    /// <summary>The list without conditions in the sequence that it has.</summary>
    [Parameter, EditorRequired]
    public string ClearHref { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback OnApply { get; set; }

    [Parameter]
    public IReadOnlyList<FilterChip> Chips { get; set; } = [];

    /// <summary>Parameters of the address that are no fields and stay: the sequence.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string?> Kept { get; set; } = new Dictionary<string, string?>();

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Fields that are asked for seldom.</summary>
    [Parameter]
    public RenderFragment? More { get; set; }

    /// <summary>One of these holds, so they are open.</summary>
    [Parameter]
    public bool HasMore { get; set; }
}
