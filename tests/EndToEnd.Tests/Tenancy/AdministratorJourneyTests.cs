using Microsoft.Playwright;
using OrderPortal.Domain.Tenancy;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Users;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>A person comes and goes: invited by mail, signed in with a password of their own, in another role, and out where the door is closed.</summary>
public sealed class AdministratorJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Password = "Long-enough-2026";

    [Theory]
    [InlineData("ja", false, 1440)]
    [InlineData("en", true, 390)]
    public async Task Person_IsInvitedSignsInAndIsSignedOutWhenDisabled(string language, bool dark, int width)
    {
        var email = $"suzuki-{language}@demo.example";
        var look = new Look(dark, width);
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Administrator, look);
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/settings/users/new");
        await window.SeeAsync(words.Users(nameof(UsersText.AddTitle)));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("#user-name").FillAsync("鈴木 一郎");
        await page.Locator("#user-email").FillAsync(email);
        await page.Locator($"input[name=role][value={Roles.Operator}]").CheckAsync();
        await page.Locator("#user-language").SelectOptionAsync(language);
        await window.Button(words.Users(nameof(UsersText.SendInvitation))).ClickAsync();
        await window.SeeAsync("鈴木 一郎");
        var user = page.Url;

        await using var person = await PortalPage.OpenAsync(fixture.Portal, language, person: null, look);
        await person.GoAsync(await LinkAsync(window, email));
        await person.Page.Locator("#password").FillAsync(Password);
        await person.Page.Locator("#repeat").FillAsync(Password);
        await person.Button(words.AccountLinks(nameof(AccountLinkText.SetSubmit))).ClickAsync();
        await person.Page.GetByLabel(words.SignIn(nameof(SignInText.Email))).FillAsync(email);
        await person.Page.GetByLabel(words.SignIn(nameof(SignInText.Password)), new() { Exact = true }).FillAsync(Password);
        await person.Button(words.SignIn(nameof(SignInText.Submit))).ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(new Uri(fixture.Portal.Address, "/").ToString());
        await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await page.GotoAsync(user);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await window.Button(words.Users(nameof(UsersText.Disable))).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Users(nameof(UsersText.Disable)), Exact = true }).ClickAsync();

        // Without a press: the page that is open goes.
        await person.Page.WaitForURLAsync(static url => url.Contains("/sign-in", StringComparison.Ordinal), new() { Timeout = 60_000 });
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Theory]
    [InlineData(People.Operator)]
    [InlineData(People.Finance)]
    [InlineData(People.Viewer)]
    public async Task Settings_ForOtherRoles_AreNeitherShownNorOpen(string person)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, "ja", person);
        await window.GoAsync("/orders");
        await Expect(window.Page.Locator("#op-nav a[href='/settings/users']")).ToHaveCountAsync(0);

        foreach (var path in new[] { "/settings/users", "/settings/roles", "/settings/audit", "/settings/operations", "/settings/clients" })
        {
            await window.GoAsync(path);
            await window.SeeAsync(window.Words.Shell(nameof(ShellText.DeniedTitle)));
        }
    }

    /// <summary>Of the mail to this address, in the mailbox of the portal under development.</summary>
    private static async Task<string> LinkAsync(PortalPage window, string email)
    {
        string? link = null;
        await Eventually.IsAsync(
            async () =>
            {
                await window.GoAsync("/dev/mails");
                var row = window.Page.Locator("tr", new() { HasText = email });
                if (await row.CountAsync() == 0)
                {
                    return false;
                }

                await window.GoAsync((await row.First.Locator("a").GetAttributeAsync("href"))!);
                var anchor = window.Page.Locator("a[href*='/welcome/']").First;
                link = await anchor.GetAttributeAsync("href");
                return true;
            },
            TimeSpan.FromSeconds(60), () => $"a mail to {email} has come");
        return new Uri(link!).PathAndQuery;
    }
}
