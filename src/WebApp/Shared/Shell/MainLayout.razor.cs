using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>Header, main menu and the page in the middle.</summary>
public sealed partial class MainLayout : LayoutComponentBase
{
    private PortalErrorBoundary? _boundary;
    private bool _isSignedIn;

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    /// <summary>Of the main menu, with what this person may open.</summary>
    private List<List<NavigationItem>> Sections { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        var principal = Authentication is null ? null : (await Authentication).User;
        _isSignedIn = principal?.Identity?.IsAuthenticated == true;
        var user = principal is null ? null : SignedInUser.From(principal);
        Sections = [.. NavigationMap.Sections
            .Select(section => section.Where(item => item.Permission is null || user?.May(item.Permission) == true).ToList())
            .Where(section => section.Count > 0)];
    }

    /// <summary>A page that failed must not keep the next one from showing.</summary>
    protected override void OnParametersSet() => _boundary?.Recover();
}
