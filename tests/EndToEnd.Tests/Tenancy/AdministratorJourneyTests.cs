using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Auditing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tenancy;
using OrderPortal.WebApp.Tenancy.Accounts;
using OrderPortal.WebApp.Tenancy.Users;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>An administrator's day: a new colleague, another role, a program that calls, an address that is told, a profile with a better name; the audit log names it all.</summary>
public sealed class AdministratorJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Name = "新井 葵";

    [Theory]
    [InlineData("ja", 1440)]
    [InlineData("en", 390)]
    public async Task Settings_FromTheInvitationToTheAuditLog(string language, int width)
    {
        var look = new Look(Width: width);
        var key = $"{language}-{width}";
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Administrator, look);
        await using var colleague = await PortalPage.OpenAsync(fixture.Portal, language, person: null, look);
        var before = await fixture.Portal.Database.CountAsync("SELECT coalesce(max(seq), 0) FROM audit_log");

        await AssertColleagueAsync(window, colleague, $"aoi-{key}@demo.example");
        await AssertClientAsync(window, $"基幹 {key}");
        await AssertWebhookAsync(window);
        await AssertProfileAsync(window, $"旧 {key}", $"新 {key}");
        await AssertAuditAsync(window, before);
        window.AssertNoComplaints();
        // What the colleague was not allowed yet.
        colleague.AssertNoComplaints(PortalPage.Refusals);
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>Invited to look, then allowed to import: each time the portal is open exactly that far.</summary>
    private static async Task AssertColleagueAsync(PortalPage window, PortalPage colleague, string email)
    {
        var words = window.Words;
        await window.InviteAsync(Name, email, Roles.Viewer);
        var user = new Uri(window.Page.Url).PathAndQuery;
        await colleague.ChoosePasswordAsync(await window.ReadLinkAsync(email));
        await colleague.SignInAsync(email, AccountSteps.Password);
        await colleague.GoAsync("/imports/new");
        await colleague.SeeAsync(words.Shell(nameof(ShellText.DeniedTitle)));

        await window.GoAsync("/settings/roles");
        await window.SeeAsync(words.Of(RolesText.ResourceManager, nameof(RolesText.Title)));
        await window.GoAsync(user);
        await window.SeeAsync(Name);
        await window.IsLiveAsync();
        await window.RoleChoice(Roles.Operator).CheckAsync();
        await window.Button(words.Users(nameof(UsersText.Save))).ClickAsync();
        await Expect(window.Page.GetByText(words.Users(nameof(UsersText.Saved)), new() { Exact = true })).ToBeVisibleAsync();

        // The session that had the other role is over within seconds.
        await Eventually.IsAsync(
            async () =>
            {
                await colleague.GoAsync("/imports/new");
                return await colleague.Heading(words.SignIn(nameof(SignInText.Title))).IsVisibleAsync();
            },
            TimeSpan.FromSeconds(10),
            () => "the session is over");
        await colleague.SignInAsync(email, AccountSteps.Password);
        await colleague.GoAsync("/imports/new");
        await colleague.SeeAsync(words.Wizard(nameof(ImportWizardText.Title), 1));
        await colleague.GoAsync("/settings/users");
        await colleague.SeeAsync(words.Shell(nameof(ShellText.DeniedTitle)));
    }

    /// <summary>A secret wants the password where it was not given lately, is shown once, and opens what was chosen.</summary>
    private async Task AssertClientAsync(PortalPage window, string name)
    {
        var (page, words) = (window.Page, window.Words);
        await fixture.Portal.Database.ExecuteAsync("UPDATE user_sessions SET password_at = password_at - interval '1 hour'");
        await window.GoAsync("/settings/clients");
        await window.SeeAsync(words.Clients(nameof(ClientsText.Title)));
        await window.Link(words.Clients(nameof(ClientsText.Add))).First.ClickAsync();
        await window.SeeAsync(words.Clients(nameof(ClientsText.AddTitle)));
        await window.IsLiveAsync();
        await page.GetByLabel(words.Clients(nameof(ClientsText.Name)), new() { Exact = true }).FillAsync(name);
        await page.Locator($"input[name='{Scopes.OrdersRead}']").CheckAsync();
        await window.Button(words.Clients(nameof(ClientsText.Add))).ClickAsync();
        await window.SeeAsync(words.Account(nameof(AccountText.AgainTitle)));
        await page.Locator("#password-again").FillAsync(Infrastructure.Demo.DemoSeed.Password);
        await window.Button(words.Account(nameof(AccountText.AgainConfirm))).ClickAsync();

        var id = await page.GetByLabel(words.Clients(nameof(ClientsText.ClientId)), new() { Exact = true }).InputValueAsync();
        var secret = await page.GetByLabel(words.Clients(nameof(ClientsText.SecretLabel)), new() { Exact = true }).InputValueAsync();
        using (var api = await PortalApi.ConnectAsync(fixture.Portal, id, secret))
        {
            Assert.Equal(HttpStatusCode.OK, await api.StatusOfAsync("/api/v1/orders"));
            Assert.Equal(HttpStatusCode.Forbidden, await api.StatusOfAsync("/api/v1/imports"));
        }

        await window.Button(words.Controls(nameof(ControlsText.SecretStored))).ClickAsync();
        await window.SeeAsync(name);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.ReloadAsync();
        await window.SeeAsync(name);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task AssertWebhookAsync(PortalPage window)
    {
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/settings/webhooks");
        await window.SeeAsync(words.Webhooks(nameof(WebhooksText.Title)));
        await window.Link(words.Webhooks(nameof(WebhooksText.Add))).First.ClickAsync();
        await window.SeeAsync(words.Webhooks(nameof(WebhooksText.AddTitle)));
        await window.IsLiveAsync();
        await page.GetByLabel(words.Webhooks(nameof(WebhooksText.Url)), new() { Exact = true }).FillAsync("http://127.0.0.1:9/hook");
        await window.Button(words.Webhooks(nameof(WebhooksText.ChooseAll))).ClickAsync();

        // The password that was given for the client is fresh still.
        await window.Button(words.Webhooks(nameof(WebhooksText.Add))).ClickAsync();
        await Expect(page.GetByLabel(words.Webhooks(nameof(WebhooksText.SecretLabel)), new() { Exact = true })).Not.ToHaveValueAsync("");
        await window.Button(words.Controls(nameof(ControlsText.SecretStored))).ClickAsync();
        await window.SeeAsync("127.0.0.1");
    }

    private async Task AssertProfileAsync(PortalPage window, string old, string name)
    {
        var (page, words) = (window.Page, window.Words);
        using (var api = await PortalApi.DemoAsync(fixture.Portal))
        {
            var columns = new[] { new { column = "order_number", headings = new[] { new { heading = "伝票" } } } };
            await api.SendAsync(HttpMethod.Post, "/api/v1/mapping-profiles", new { name = old, mapping = new { columns } });
        }

        await window.GoAsync("/settings/mappings");
        await window.SeeAsync(words.Of(ProfilesText.ResourceManager, nameof(ProfilesText.Title)));
        await window.Link(old).ClickAsync();
        await window.SeeAsync(old);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "伝票" })).ToHaveCountAsync(1);
        await window.IsLiveAsync();
        await page.Locator("#profile-name").FillAsync(name);
        await window.Button(words.Of(ProfilesText.ResourceManager, nameof(ProfilesText.Rename))).ClickAsync();
        await window.SeeAsync(name);
    }

    /// <param name="before">Number of the last entry before all this.</param>
    private async Task AssertAuditAsync(PortalPage window, long before)
    {
        // What is done in a circuit has an origin too.
        Assert.Equal(0, await fixture.Portal.Database.CountAsync($"SELECT count(*) FROM audit_log WHERE seq > {before} AND actor_kind = {(int)ActorKind.User} AND (source_address IS NULL OR user_agent IS NULL)"));
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/settings/audit?size=100");
        await window.SeeAsync(words.Of(AuditText.ResourceManager, nameof(AuditText.Title)));
        foreach (var action in new[]
        {
            nameof(AuditText.ActionTenancyUserInvited), nameof(AuditText.ActionTenancyPasswordSet), nameof(AuditText.ActionTenancyUserChanged), nameof(AuditText.ActionTenancyClientAdded),
            nameof(AuditText.ActionNotificationsWebhookAdded), nameof(AuditText.ActionImportsProfileRenamed),
        })
        {
            // The newest stands first.
            var entry = page.GetByRole(AriaRole.Link).Filter(new() { HasText = words.Of(AuditText.ResourceManager, action) }).First;
            var number = (await entry.GetAttributeAsync("href"))!.Split('/')[^1];
            Assert.True(long.Parse(number, CultureInfo.InvariantCulture) > before, $"{action} was not written down.");
        }
    }
}
