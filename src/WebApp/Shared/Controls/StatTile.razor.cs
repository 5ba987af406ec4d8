using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>One figure. With a link the whole tile leads to the list behind the figure. Put several into <c>div.op-tiles</c>.</summary>
public sealed partial class StatTile : ComponentBase
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Formatted, without its unit.</summary>
    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter]
    public string? Unit { get; set; }

    [Parameter]
    public string? Note { get; set; }

    [Parameter]
    public string? Href { get; set; }

    /// <summary>Colours the figure, for danger and warning only.</summary>
    [Parameter]
    public Tone Tone { get; set; }

    private string Css => Tone switch
    {
        Tone.Danger => "op-tile op-tile--danger",
        Tone.Warning => "op-tile op-tile--warning",
        _ => "op-tile",
    };

    private RenderFragment Content => builder =>
    {
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "op-tile__label");
        builder.AddContent(2, Label);
        builder.CloseElement();
        builder.OpenElement(3, "div");
        builder.AddAttribute(4, "class", "op-tile__value");
        builder.AddContent(5, Value);
        if (Unit is not null)
        {
            builder.OpenElement(6, "small");
            builder.AddContent(7, Unit);
            builder.CloseElement();
        }

        builder.CloseElement();
        if (Note is not null)
        {
            builder.OpenElement(8, "div");
            builder.AddAttribute(9, "class", "op-tile__note");
            builder.AddContent(10, Note);
            builder.CloseElement();
        }
    };
}
