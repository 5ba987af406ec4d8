using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>A client's id and its new secret, for the one time that it can be seen.</summary>
public sealed partial class ClientSecretDialog : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public string? ClientId { get; set; }

    /// <summary>Null: closed.</summary>
    [Parameter, EditorRequired]
    public string? Secret { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }
}
