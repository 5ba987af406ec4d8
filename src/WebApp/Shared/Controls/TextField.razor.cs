using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A labelled field of a form with what is wrong with it: a line of text, several (<see cref="Rows"/>), or a choice (options as content).</summary>
public sealed partial class TextField : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; init; }

    /// <summary>Unique on the page; the summary of errors leads to it.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Value { get; set; } = "";

    /// <summary>With every key, or every choice.</summary>
    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    [Parameter]
    public EventCallback<FocusEventArgs> OnBlur { get; set; }

    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>Right-aligned, with the keys for digits on a phone; still text, so that 「１，２００円」 can be pasted.</summary>
    [Parameter]
    public bool IsNumber { get; set; }

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>What the browser may fill in, by its names; nothing unless said.</summary>
    [Parameter]
    public string Autocomplete { get; set; } = "off";

    /// <summary>Lines of a longer text.</summary>
    [Parameter]
    public int Rows { get; set; } = 1;

    /// <summary>Id of a <c>datalist</c>.</summary>
    [Parameter]
    public string? List { get; set; }

    /// <summary>Language of what is typed; customers' data is Japanese in the English screen too.</summary>
    [Parameter]
    public string? Lang { get; set; }

    [Parameter]
    public string? Class { get; set; }

    /// <summary>Options of a choice.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string? Invalid => Error is null ? null : "true";

    private string? DescribedBy => (Error, Hint) switch
    {
        (not null, not null) => $"{Id}-error {Id}-hint",
        (not null, null) => $"{Id}-error",
        (null, not null) => $"{Id}-hint",
        _ => null,
    };

    private Task ChangeAsync(string? text) => ValueChanged.InvokeAsync(text ?? "");
}
