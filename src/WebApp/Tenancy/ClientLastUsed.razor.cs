using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>When a client last called, if it ever did.</summary>
public sealed partial class ClientLastUsed : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ClientsText> Texts { get; init; }

    [Parameter, EditorRequired]
    public DateTimeOffset? At { get; set; }
}
