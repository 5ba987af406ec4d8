using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>A page that consists of one message and the way on.</summary>
public sealed partial class MessagePanel : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public Tone Tone { get; set; }

    [Parameter]
    public IconName Icon { get; set; } = IconName.Info;

    [Parameter]
    public bool OffersReload { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
