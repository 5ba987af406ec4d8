using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Controls;

/// <summary>
/// Symbol, colour and word together, so that none of them has to carry the meaning alone. Give a status of
/// <see cref="StatusCatalog"/>, or tone, icon and text for something that is no status of an object.
/// </summary>
public sealed partial class StatusLabel : ComponentBase
{
    [Inject]
    public required IStringLocalizer<StatusText> Texts { get; set; }

    [Parameter]
    public StatusLook? Status { get; set; }

    [Parameter]
    public Tone Tone { get; set; }

    [Parameter]
    public IconName Icon { get; set; } = IconName.Info;

    [Parameter]
    public string? Text { get; set; }

    private IconName ShownIcon => Status?.Icon ?? Icon;

    private string ShownText => Text ?? (Status is null ? "" : Texts[Status.TextKey]);

    private string Css => $"op-status {(Status?.Tone ?? Tone).Css()}{(Status?.QuietSuccess == true ? " op-status--quiet-success" : "")}";
}
