using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Notifications;

/// <summary>One notice, in the bell and on the page of all.</summary>
public sealed partial class NoticeItem : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NoticesText> Texts { get; init; }

    [Inject]
    public required NoticeMessages Messages { get; init; }

    [Parameter, EditorRequired]
    public PortalNotice Notice { get; set; } = null!;

    private (Tone Tone, IconName Icon) Look => NoticeMessages.LookOf(Notice);
}
