using OrderPortal.Domain.Tenancy;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tenancy.Users;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>A person from the invitation to a sign-in with a second factor; every page and card on the way is without fault to axe.</summary>
public sealed class AccountJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Name = "新井 葵";

    [Theory]
    [MemberData(nameof(AccessibilityTests.Looks), MemberType = typeof(AccessibilityTests))]
    public async Task Invited_FromTheLinkToTheSecondFactor(string language, bool dark, int width)
    {
        var look = new Look(dark, width);
        var email = $"aoi-{language}-{width}@demo.example";
        string link;
        await using (var administrator = await PortalPage.OpenAsync(fixture.Portal, language, People.Administrator, look))
        {
            await administrator.InviteAsync(Name, email, Roles.Viewer);
            link = await administrator.ReadLinkAsync(email);
            administrator.AssertNoComplaints();
        }

        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, person: null, look);
        await AssertLinkAsync(window, link, email);
        await window.SignInAsync(email, AccountSteps.Password);
        var codes = await TurnTwoFactorOnAsync(window);

        // Another device has the password, and a recovery code in place of the phone.
        await using var other = await PortalPage.OpenAsync(fixture.Portal, language, person: null, look);
        await other.HandInPasswordAsync(email, AccountSteps.Password);
        await other.SeeAsync(other.Words.SignIn(nameof(SignInText.CodeTitle)));
        await ExamineAsync(other, "sign-in-two-factor");
        await EnterCodeAsync(other, "000000");
        await Expect(other.Page.GetByText(other.Words.SignIn(nameof(SignInText.ErrorWrongCode)))).ToBeVisibleAsync();
        await ExamineAsync(other, "sign-in-two-factor-wrong");
        await EnterCodeAsync(other, codes[0]);
        await Expect(other.Page).ToHaveURLAsync(new Uri(fixture.Portal.Address, "/").ToString());
        await other.GoAsync("/account/two-factor");
        await Expect(other.Page.GetByText(other.Words.Account(nameof(AccountText.CodesLeftOf), codes.Count - 1, codes.Count))).ToBeVisibleAsync();
        window.AssertNoComplaints();
        other.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>The link opens once; whoever comes late is told how to get another one.</summary>
    private static async Task AssertLinkAsync(PortalPage window, string link, string email)
    {
        var words = window.Words;
        await window.GoAsync(link);
        await window.SeeAsync(words.AccountLinks(nameof(AccountLinkText.WelcomeTitle)));
        await ExamineAsync(window, "welcome");
        await window.GivePasswordsAsync(AccountSteps.Password, "another one altogether");
        await Expect(window.Page.GetByText(words.AccountLinks(nameof(AccountLinkText.ErrorDifferent)))).ToBeVisibleAsync();
        await ExamineAsync(window, "welcome-different");
        await window.ChoosePasswordAsync(link);

        await window.GoAsync(link);
        await window.SeeAsync(words.AccountLinks(nameof(AccountLinkText.GoneTitle)));
        await ExamineAsync(window, "welcome-gone");
        await window.Link(words.AccountLinks(nameof(AccountLinkText.AskAgain))).ClickAsync();
        await window.SeeAsync(words.AccountLinks(nameof(AccountLinkText.ForgotTitle)));
        await ExamineAsync(window, "forgot-password");
        await window.Page.GetByLabel(words.AccountLinks(nameof(AccountLinkText.Email)), new() { Exact = true }).FillAsync(email);
        await window.Button(words.AccountLinks(nameof(AccountLinkText.ForgotSubmit))).ClickAsync();
        await window.SeeAsync(words.AccountLinks(nameof(AccountLinkText.ForgotSentTitle)));
        await ExamineAsync(window, "forgot-password-sent");
    }

    /// <returns>The recovery codes.</returns>
    private static async Task<IReadOnlyList<string>> TurnTwoFactorOnAsync(PortalPage window)
    {
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/account/two-factor");
        await window.SeeAsync(words.Account(nameof(AccountText.TwoFactorTitle)));
        await window.IsLiveAsync();
        await page.Locator("#begin-password").FillAsync(AccountSteps.Password);
        await window.Button(words.Account(nameof(AccountText.TwoFactorBegin))).ClickAsync();
        await window.SeeAsync(words.Account(nameof(AccountText.SetupTitle)));
        await ExamineAsync(window, "two-factor-setup");

        var key = (await page.Locator("#two-factor-key").TextContentAsync())!.Replace(" ", "", StringComparison.Ordinal);
        await page.Locator("#setup-code").FillAsync(AuthenticatorApp.Code(key, TimeProvider.System.GetUtcNow()));
        await window.Button(words.Account(nameof(AccountText.TurnOn))).ClickAsync();
        await window.SeeAsync(words.Account(nameof(AccountText.CodesTitle)));
        await ExamineAsync(window, "recovery-codes");
        var codes = await page.Locator(".op-codes__list li").AllTextContentsAsync();
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
        await window.Button(words.Account(nameof(AccountText.CodesStored))).ClickAsync();

        foreach (var deed in new[] { nameof(AccountText.RenewCodes), nameof(AccountText.TurnOff) })
        {
            await window.Button(words.Account(deed)).First.ClickAsync();
            await Expect(page.Locator("#deed-password")).ToBeVisibleAsync();
            await Expect(page.Locator("#deed-code")).ToHaveCountAsync(deed == nameof(AccountText.TurnOff) ? 1 : 0);
            await ExamineAsync(window, $"two-factor-{deed}");
        }

        await window.Button(words.Account(nameof(AccountText.Cancel))).ClickAsync();
        return codes;
    }

    private static async Task EnterCodeAsync(PortalPage window, string code)
    {
        await window.Page.GetByLabel(window.Words.SignIn(nameof(SignInText.CodeLabel)), new() { Exact = true }).FillAsync(code);
        await window.Button(window.Words.SignIn(nameof(SignInText.CodeSubmit))).ClickAsync();
    }

    private static async Task ExamineAsync(PortalPage window, string name) => Assert.Empty(await window.ExamineAsync(name));
}
