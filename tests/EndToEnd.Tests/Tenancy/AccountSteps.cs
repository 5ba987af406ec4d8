using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Users;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>How somebody gets an account, on both sides.</summary>
internal static partial class AccountSteps
{
    /// <summary>What invited people choose.</summary>
    public const string Password = "三つの言葉 and the number 7";

    /// <summary>An administrator invites somebody, and sees them.</summary>
    /// <param name="role">One of <see cref="Domain.Tenancy.Roles"/>.</param>
    public static async Task InviteAsync(this PortalPage window, string name, string email, string role)
    {
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/settings/users");
        await window.SeeAsync(words.Users(nameof(UsersText.Title)));
        await window.Link(words.Users(nameof(UsersText.Add))).ClickAsync();
        await window.SeeAsync(words.Users(nameof(UsersText.AddTitle)));
        await window.IsLiveAsync();
        await page.Locator("#user-name").FillAsync(name);
        await page.Locator("#user-email").FillAsync(email);
        await window.RoleChoice(role).CheckAsync();
        await page.Locator("#user-language").SelectOptionAsync(words.Language);
        await window.Button(words.Users(nameof(UsersText.SendInvitation))).ClickAsync();
        await window.SeeAsync(name);
        await Expect(page.Locator(".op-page-header .op-status")).ToHaveTextAsync(words.Users(nameof(UsersText.StateInvited)));
    }

    public static ILocator RoleChoice(this PortalPage window, string role) => window.Page.Locator($"input[name=role][value={role}]");

    /// <summary>Reads the newest mail to somebody in the mailbox of development.</summary>
    /// <returns>Path of the link in it.</returns>
    public static async Task<string> ReadLinkAsync(this PortalPage window, string email)
    {
        var (page, words) = (window.Page, window.Words);
        var mail = page.GetByRole(AriaRole.Row).Filter(new() { HasText = email }).GetByRole(AriaRole.Link).First;
        await Eventually.IsAsync(
            async () =>
            {
                await window.GoAsync("/dev/mails");
                await window.SeeAsync(words.Notifications(nameof(NotificationsText.MailboxTitle)));
                return await mail.IsVisibleAsync();
            },
            TimeSpan.FromSeconds(60),
            () => $"there is a mail to {email}");
        await mail.ClickAsync();
        await Expect(page.GetByText(email, new() { Exact = true })).ToBeVisibleAsync();
        var text = await page.Locator(".op-mail__text").TextContentAsync();
        return new Uri(Link().Match(text!).Value).PathAndQuery;
    }

    /// <summary>Whoever was invited chooses a password, and is sent to the sign-in.</summary>
    public static async Task ChoosePasswordAsync(this PortalPage window, string link)
    {
        var words = window.Words;
        await window.GoAsync(link);
        await window.SeeAsync(words.AccountLinks(nameof(AccountLinkText.WelcomeTitle)));
        await window.GivePasswordsAsync(Password, Password);
        await Expect(window.Page.GetByText(words.SignIn(nameof(SignInText.PasswordSet)), new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Fills the form behind a link.</summary>
    public static async Task GivePasswordsAsync(this PortalPage window, string password, string repeat)
    {
        var (page, words) = (window.Page, window.Words);
        await page.GetByLabel(words.AccountLinks(nameof(AccountLinkText.Password)), new() { Exact = true }).FillAsync(password);
        await page.GetByLabel(words.AccountLinks(nameof(AccountLinkText.Repeat)), new() { Exact = true }).FillAsync(repeat);
        await window.Button(words.AccountLinks(nameof(AccountLinkText.SetSubmit))).ClickAsync();
    }

    [GeneratedRegex(@"http://\S+/welcome/\S+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Link();
}
