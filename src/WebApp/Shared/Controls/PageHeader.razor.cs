using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A page above this one.</summary>
public sealed record Crumb(string Text, string Href);

/// <summary>Title of the window, way back, heading and the page's own actions: the first thing on every page.</summary>
public sealed partial class PageHeader : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; set; }

    /// <summary>Names the window and, unless <see cref="Heading"/> differs, is the heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? Heading { get; set; }

    [Parameter]
    public string? Lead { get; set; }

    /// <summary>The pages above, without this one.</summary>
    [Parameter]
    public IReadOnlyList<Crumb>? Trail { get; set; }

    [Parameter]
    public string? BackHref { get; set; }

    /// <summary>Name of the page that <see cref="BackHref"/> leads to: the link reads 「…に戻る」.</summary>
    [Parameter]
    public string? BackText { get; set; }

    /// <summary>A <see cref="StatusLabel"/> beside the heading.</summary>
    [Parameter]
    public RenderFragment? Status { get; set; }

    /// <summary>At most three buttons.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }
}
