using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>Header, main menu and the page in the middle.</summary>
public sealed partial class MainLayout : LayoutComponentBase
{
    private PortalErrorBoundary? _boundary;

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    /// <summary>A page that failed must not keep the next one from showing.</summary>
    protected override void OnParametersSet() => _boundary?.Recover();
}
