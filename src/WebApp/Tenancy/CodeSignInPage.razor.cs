using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>The second step of signing in: a plain form that posts <c>code</c> and <c>returnUrl</c> to its own address. Whoever comes without the first step is sent there.</summary>
public sealed partial class CodeSignInPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<SignInText> Texts { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; set; }

    [Inject]
    public required ICodeSignIn SignIn { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [SupplyParameterFromQuery]
    public string? Error { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    private string SafeReturnUrl => Shared.Auth.ReturnUrl.LocalOrHome(ReturnUrl);

    private string? Problem => Error switch
    {
        "wrong_code" => Texts[nameof(SignInText.ErrorWrongCode)].Value,
        "rate_limited" => Texts[nameof(SignInText.ErrorRateLimited)].Value,
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        if (!await SignIn.IsAwaitedAsync(CancellationToken.None))
        {
            Navigation.NavigateTo($"/sign-in?error=code_expired&returnUrl={Uri.EscapeDataString(SafeReturnUrl)}");
        }
    }
}
