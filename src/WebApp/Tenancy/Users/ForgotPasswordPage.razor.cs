using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>A plain form that posts <c>email</c> to its own address. The answer, <c>?sent=true</c>, is the same whether somebody signs in by it or not.</summary>
public sealed partial class ForgotPasswordPage : ComponentBase
{
    [Inject]
    public required IStringLocalizer<AccountLinkText> Texts { get; init; }

    [Inject]
    public required AccountLinkMessages Messages { get; init; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; init; }

    [SupplyParameterFromQuery(Name = "sent")]
    public bool IsSent { get; set; }

    [SupplyParameterFromQuery]
    public string? Error { get; set; }
}
