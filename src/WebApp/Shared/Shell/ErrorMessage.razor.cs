using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>For what nobody foresaw: what to do, what was kept, and a number. Nothing of the exception.</summary>
public sealed partial class ErrorMessage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    [Parameter, EditorRequired]
    public string Number { get; set; } = "";
}
