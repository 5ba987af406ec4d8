using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The button alone; wwwroot/js/theme.js answers it.</summary>
public sealed partial class ThemeToggle : ComponentBase
{
    /// <summary>Somebody is signed in, whose choice is kept for other browsers too.</summary>
    [Parameter]
    public bool IsKept { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }
}
