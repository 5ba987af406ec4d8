using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Localization;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>Who is signed in, in which role, whose time it is where that is not Japan's, and the ways to the account and out.</summary>
public sealed partial class UserMenu : ComponentBase
{
    private SignedInUser? _user;

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Texts { get; set; }

    [Inject]
    public required ReaderClock Zone { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    private string RoleName => _user?.Role switch
    {
        Roles.Administrator => Texts[nameof(ShellText.RoleAdmin)],
        Roles.Finance => Texts[nameof(ShellText.RoleFinance)],
        Roles.Operator => Texts[nameof(ShellText.RoleOperator)],
        Roles.Viewer => Texts[nameof(ShellText.RoleViewer)],
        _ => "",
    };

    protected override async Task OnParametersSetAsync()
    {
        var state = Authentication is null ? null : await Authentication;
        _user = state?.User.Identity?.IsAuthenticated == true ? SignedInUser.From(state.User) : null;
    }
}
