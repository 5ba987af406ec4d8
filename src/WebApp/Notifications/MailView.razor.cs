using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.WebApp.Notifications;

/// <summary>A mail as its reader sees it: HTML in a frame that runs nothing and reaches nothing, and the text beneath.</summary>
public sealed partial class MailView : ComponentBase
{
    [Inject]
    public required IStringLocalizer<NotificationsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public required MailContent Mail { get; set; }

    /// <summary>Of the mail, not of the page.</summary>
    [Parameter]
    public string Language { get; set; } = "ja";
}
