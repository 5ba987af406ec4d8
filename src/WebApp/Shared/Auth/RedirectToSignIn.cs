using Microsoft.AspNetCore.Components;

namespace OrderPortal.WebApp.Shared.Auth;

/// <summary>Where a session ended inside a circuit: to the sign-in page, and back here afterwards.</summary>
public sealed class RedirectToSignIn : ComponentBase
{
    [Inject]
    public required NavigationManager Navigation { get; set; }

    protected override void OnInitialized()
    {
        var here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
        Navigation.NavigateTo($"/sign-in?error=session_expired&returnUrl={Uri.EscapeDataString(here)}", forceLoad: true);
    }
}
