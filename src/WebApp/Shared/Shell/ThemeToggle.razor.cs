using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The button alone; wwwroot/js/theme.js answers it.</summary>
public sealed partial class ThemeToggle : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }
}
