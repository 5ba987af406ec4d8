using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>A message about the whole page, under its heading. One at a time; it stays until the reader closes it.</summary>
public sealed partial class Banner : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ControlsText> Texts { get; set; }

    [Parameter]
    public Tone Tone { get; set; } = Tone.Info;

    [Parameter]
    public string? Title { get; set; }

    [Parameter]
    public string? Id { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Only what the reader must act on interrupts a screen reader.</summary>
    private bool IsUrgent => Tone is Tone.Danger or Tone.Warning;

    private IconName Shown => Tone switch
    {
        Tone.Danger => IconName.Error,
        Tone.Warning => IconName.Warning,
        Tone.Success => IconName.CheckCircle,
        Tone.Waiting => IconName.Hourglass,
        _ => IconName.Info,
    };
}
