using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace OrderPortal.WebApp.Tenancy.Accounts;

/// <summary>Heading of the pages of a person's own account, and the way between them.</summary>
public sealed partial class AccountTabs : ComponentBase
{
    public const string Profile = "/account";
    public const string Password = "/account/password";
    public const string TwoFactor = "/account/two-factor";
    public const string Sessions = "/account/sessions";

    private static readonly (string Href, string Text)[] Tabs =
    [
        (Profile, nameof(AccountText.TabProfile)), (Password, nameof(AccountText.TabPassword)), (TwoFactor, nameof(AccountText.TabTwoFactor)), (Sessions, nameof(AccountText.TabSessions)),
    ];

    [Inject]
    public required IStringLocalizer<AccountText> Texts { get; init; }

    /// <summary>One of the addresses here.</summary>
    [Parameter, EditorRequired]
    public string Current { get; set; } = Profile;

    private string Title => Texts[nameof(AccountText.WindowTitle), Texts[Tabs.First(tab => tab.Href == Current).Text].Value];
}
