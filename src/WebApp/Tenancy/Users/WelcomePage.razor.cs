using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tenancy.Users;

/// <summary>A plain form for whoever holds a link: posts <c>password</c> and <c>repeat</c> to its own address. A refusal comes back as <c>?error=code</c>.</summary>
public sealed partial class WelcomePage : ComponentBase
{
    private AccountLink? _link;

    [Inject]
    public required IStringLocalizer<AccountLinkText> Texts { get; init; }

    [Inject]
    public required AccountLinkMessages Messages { get; init; }

    [Inject]
    public required IStringLocalizer<ShellText> Shell { get; init; }

    [Inject]
    public required AnonymousOperations Operations { get; init; }

    [Parameter]
    public string Token { get; set; } = "";

    [SupplyParameterFromQuery]
    public string? Error { get; set; }

    private string Title => Texts[_link?.Kind switch
    {
        AccountLinkKind.Invitation => nameof(AccountLinkText.WelcomeTitle),
        AccountLinkKind.NewPassword => nameof(AccountLinkText.NewPasswordTitle),
        _ => nameof(AccountLinkText.GoneTitle),
    }];

    private string? Problem => Messages.Problem(Error);

    protected override async Task OnInitializedAsync() => _link = await Operations.RunAsync(links => links.FindAsync(Token, CancellationToken.None));
}
