using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>Whether a client's secrets and tokens are taken.</summary>
public sealed partial class ClientStatus : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public bool IsActive { get; set; }
}
