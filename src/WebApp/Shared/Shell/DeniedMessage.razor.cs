using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The role does not reach here; who can change that.</summary>
public sealed partial class DeniedMessage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }
}
