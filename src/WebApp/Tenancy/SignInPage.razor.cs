using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tenancy;

/// <summary>
/// A plain form that posts <c>email</c>, <c>password</c> and <c>returnUrl</c> to <c>/sign-in</c>. The endpoint answers a
/// failure with <c>/sign-in?error=code&amp;returnUrl=…</c>; the codes are those of <see cref="Problem"/>.
/// </summary>
public sealed partial class SignInPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<SignInText> Texts { get; set; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; set; }

    [Inject]
    public required DemoAccounts DemoAccounts { get; set; }

    [SupplyParameterFromQuery]
    public string? Error { get; set; }

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    private string SafeReturnUrl => Shared.Auth.ReturnUrl.LocalOrHome(ReturnUrl);

    private string? Problem => Error switch
    {
        "invalid_credentials" => Texts[nameof(SignInText.ErrorInvalidCredentials)].Value,
        "locked_out" => Texts[nameof(SignInText.ErrorLockedOut)].Value,
        "rate_limited" => Texts[nameof(SignInText.ErrorRateLimited)].Value,
        "session_expired" => Texts[nameof(SignInText.ErrorSessionExpired)].Value,
        "code_expired" => Texts[nameof(SignInText.ErrorCodeExpired)].Value,
        _ => null,
    };

    private Tone ProblemTone => Error switch
    {
        "session_expired" or "code_expired" => Tone.Info,
        "invalid_credentials" => Tone.Danger,
        _ => Tone.Warning,
    };

    private string? ProblemId => Error == "invalid_credentials" ? "sign-in-problem" : null;

    private MarkupString DemoPasswordHint =>
        new(string.Format(CultureInfo.InvariantCulture, Texts[nameof(SignInText.DemoPassword)].Value, $"<code>{DemoAccounts.Password}</code>"));
}
