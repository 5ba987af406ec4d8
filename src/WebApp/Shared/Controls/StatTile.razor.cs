using System.Globalization;
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

    /// <summary>How it came about, the oldest first: a line that says nothing which the page does not say elsewhere. Fewer than two: none.</summary>
    [Parameter]
    public IReadOnlyList<long> Trend { get; set; } = [];

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

        if (Trend.Count > 1)
        {
            builder.OpenElement(11, "svg");
            builder.AddAttribute(12, "class", "op-tile__trend");
            builder.AddAttribute(13, "viewBox", "0 0 100 24");
            builder.AddAttribute(14, "preserveAspectRatio", "none");
            builder.AddAttribute(15, "aria-hidden", "true");
            builder.AddAttribute(16, "focusable", "false");
            builder.OpenElement(17, "path");
            builder.AddAttribute(18, "d", Line);
            builder.CloseElement();
            builder.CloseElement();
        }
    };

    private string Line
    {
        get
        {
            var most = Math.Max(1, Trend.Max());
            return "M" + string.Join('L', Trend.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{100m * i / (Trend.Count - 1):0.##} {23 - (22m * value / most):0.##}")));
        }
    }
}
