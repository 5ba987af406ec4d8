using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Shell;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>A page that is open while the server goes away and comes back.</summary>
public sealed class ReconnectTests
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task ImportPage_WhenTheServerIsRestarted_SaysSoAndShowsTheResultAfterAReload(string language)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        // Small chunks of a large file, so that there is time to look.
        await using var portal = await PortalProcess.StartAsync(database, settings: ("Imports__ChunkOrders", "500"));
        using var api = await PortalApi.DemoAsync(portal);
        await using var window = await PortalPage.OpenAsync(portal, language);
        var import = await api.UploadAsync(OrderFiles.Large.Path);
        await window.WatchBarsAsync();
        await window.GoAsync("/imports/1");
        // It moves: the page has its connection.
        await Eventually.IsAsync(async () => (await window.SeenBarsAsync()).Count >= 3, TimeSpan.FromSeconds(30), () => "the bar moves");

        await portal.KillAsync();

        var words = window.Words;
        await Expect(Dialog(nameof(ShellText.ReconnectTitle))).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(Dialog(nameof(ShellText.ReconnectTitle))).ToContainTextAsync(words.Shell(nameof(ShellText.ReconnectKept)));
        await portal.StartAsync();

        // The new server knows nothing of the page that was open: it is loaded anew by the button, or if an attempt came first, asks for it. One may take the other's
        // place in the moment of the press.
        await Eventually.IsAsync(
            async () => await window.Result().IsVisibleAsync() || await PressAsync(
                Dialog(nameof(ShellText.ReconnectTitle)).GetByRole(AriaRole.Button, new() { Name = words.Shell(nameof(ShellText.ReconnectNow)) })
                    .Or(Dialog(nameof(ShellText.ReconnectRejectedTitle)).GetByRole(AriaRole.Button, new() { Name = words.Shell(nameof(ShellText.Reload)) }))
                    .Last),
            TimeSpan.FromSeconds(120), () => "the page shows the result");
        Assert.Equal("completedWithErrors", (await api.EndOfAsync(import, TimeSpan.FromSeconds(10))).GetProperty("status").GetString());
        window.AssertNoComplaints(PortalPage.LostServer);
        portal.AssertNoErrors();
        await database.DisposeAsync();

        // Never the end by itself.
        async Task<bool> PressAsync(ILocator button)
        {
            if (await button.IsVisibleAsync())
            {
                try
                {
                    await button.ClickAsync(new() { Timeout = 2_000 });
                }
                catch (TimeoutException)
                {
                    // It is gone; the next look finds what stands there instead.
                }
            }

            return false;
        }

        ILocator Dialog(string title) => window.Page.GetByRole(AriaRole.Alertdialog, new() { Name = words.Shell(title) });
    }
}
