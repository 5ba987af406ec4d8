using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Shared.Shell;

/// <summary>The first page after sign-in: what the portal does, and the way to the first import.</summary>
public sealed partial class HomePage : ComponentBase
{
    private SignedInUser? _user;

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required IStringLocalizer<HomeText> Texts { get; set; }

    private string Greeting => _user is { Name.Length: > 0 } ? Texts[nameof(HomeText.Greeting), _user.Name] : Texts[nameof(HomeText.Title)];

    protected override async Task OnInitializedAsync() => _user = Authentication is null ? null : SignedInUser.From((await Authentication).User);
}
