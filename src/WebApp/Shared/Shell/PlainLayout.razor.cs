using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>For sign-in and the message pages: no menu, and nothing that needs a circuit.</summary>
public sealed partial class PlainLayout : LayoutComponentBase
{
    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }
}
