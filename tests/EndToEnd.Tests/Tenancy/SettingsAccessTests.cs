using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Shared.Shell;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Tenancy;

/// <summary>What only administrators see.</summary>
public sealed class SettingsAccessTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
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
}
