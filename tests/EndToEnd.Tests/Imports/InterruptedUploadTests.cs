using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>Uploads that break off on the way: the page says so, and nothing is written.</summary>
public sealed class InterruptedUploadTests
{
    [Fact]
    public async Task Upload_WhenItBreaksOff_SaysSoAndWritesNothing()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await using var japanese = await PortalPage.OpenAsync(portal, "ja");
        await using var english = await PortalPage.OpenAsync(portal, "en");

        await StopAsync(japanese);
        await LoseNetworkAsync(japanese);
        await LoseNetworkAsync(english);
        await LoseServerAsync(english);

        // A browser that gave up tells the server only by going away.
        await portal.StartAsync();
        Assert.Equal((0, 0, 0, 0), await database.StoredAsync());
        using var api = await PortalApi.DemoAsync(portal);
        Assert.Equal(0, (await api.GetAsync("/api/v1/imports")).GetProperty("items").GetArrayLength());
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    /// <summary>By the person, with the button beside the bar.</summary>
    private static async Task StopAsync(PortalPage window)
    {
        await BeginSlowlyAsync(window);

        await window.Button(window.Words.Imports(nameof(ImportsText.UploadStop))).ClickAsync();

        await Expect(window.Refusal()).ToContainTextAsync(window.Words.Imports(nameof(ImportsText.UploadStopped)));
        window.AssertNoComplaints();
    }

    private static async Task LoseNetworkAsync(PortalPage window)
    {
        await window.OpenUploadAsync();
        await window.Page.RouteAsync("**/api/v1/imports/drafts", route => route.AbortAsync(RequestAbortErrorCode.ConnectionReset));

        await window.ChooseAsync(OrderFiles.Sample.Path);

        await Expect(window.Refusal()).ToContainTextAsync(window.Words.Imports(nameof(ImportsText.UploadBroken)));
        await window.Page.UnrouteAllAsync();
        window.AssertNoComplaints(PortalPage.LostServer);
    }

    private static async Task LoseServerAsync(PortalPage window)
    {
        await BeginSlowlyAsync(window);

        await window.Portal.KillAsync();

        await Expect(window.Refusal()).ToContainTextAsync(window.Words.Imports(nameof(ImportsText.UploadBroken)), new() { Timeout = 20_000 });
        window.AssertNoComplaints(PortalPage.LostServer);
    }

    /// <summary>Hands a file over on a slow line, and waits until some of it has gone.</summary>
    private static async Task BeginSlowlyAsync(PortalPage window)
    {
        await window.OpenUploadAsync();
        var session = await window.Page.Context.NewCDPSessionAsync(window.Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = 200_000,
        });
        await window.ChooseAsync(OrderFiles.Sample.Path);
        await Expect(window.Page.GetByRole(AriaRole.Progressbar)).Not.ToHaveAttributeAsync("aria-valuenow", "0", new() { Timeout = 30_000 });
    }
}
