using System.Text.Json;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Controls;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>A large import under the hands of one person, while another one watches: paused, resumed, stopped and taken back.</summary>
public sealed class ControlJourneyTests
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task LargeImport_PausedResumedStoppedAndUndone_AsTwoPeopleSeeIt(string language)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();

        // Small chunks, so that there is time to press something.
        await using var portal = await PortalProcess.StartAsync(database, settings: ("Imports__ChunkOrders", "500"));
        await using var window = await PortalPage.OpenAsync(portal, language);
        await using var other = await PortalPage.OpenAsync(portal, language, People.Viewer);
        using var api = await PortalApi.DemoAsync(portal);
        var words = window.Words;
        await other.GoAsync("/imports");
        await Expect(other.Page.GetByText(words.Imports(nameof(ImportsText.EmptyTitle)))).ToBeVisibleAsync();
        await other.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await api.UploadAsync(OrderFiles.Large.Path);
        await window.GoAsync("/imports/1");

        // The history shows it without a reload.
        await other.Link(OrderFiles.Large.Name).ClickAsync();
        await other.SeeAsync(OrderFiles.Large.Name);
        await Expect(window.Page.Locator(".op-live dd").First).Not.ToHaveTextAsync("0", new() { Timeout = 60_000 });
        await window.Button(words.Imports(nameof(ImportsText.Pause))).ClickAsync();
        await SeeStatusAsync(nameof(StatusText.ImportPaused));
        await Expect(window.Button(words.Imports(nameof(ImportsText.Resume)))).ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Group, new() { Name = words.Imports(nameof(ImportsText.ActionsLabel)) })).ToBeFocusedAsync();
        await Expect(other.Page.GetByRole(AriaRole.Group, new() { Name = words.Imports(nameof(ImportsText.ActionsLabel)) })).ToHaveCountAsync(0);
        var id = (await api.GetAsync("/api/v1/imports")).GetProperty("items")[0].GetProperty("id").GetGuid();
        var paused = (await api.ImportAsync(id)).GetProperty("rows");
        await Expect(other.Page.GetByText(words.Imports(nameof(ImportsText.PausedBody), Count(paused, "read"), Done(paused)))).ToBeVisibleAsync();

        // It stands in the database, not in the window.
        await window.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
        await window.Button(words.Imports(nameof(ImportsText.Resume))).ClickAsync();
        await Expect(other.Page.Locator(".op-page-header .op-status").GetByText(words.Status(nameof(StatusText.ImportPaused)))).ToHaveCountAsync(0);
        await window.Button(words.Imports(nameof(ImportsText.Stop))).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Imports(nameof(ImportsText.Stop)), Exact = true }).ClickAsync();
        await SeeStatusAsync(nameof(StatusText.ImportStopped));
        var stopped = (await api.ImportAsync(id)).GetProperty("rows");
        Assert.True(Number(stopped, "skipped") > 0, $"There was nothing left to stop: {stopped}");
        Assert.Equal(Number(stopped, "read"), Number(stopped, "accepted") + Number(stopped, "rejected") + Number(stopped, "skipped"));
        await Expect(other.Page.GetByText(words.Imports(
            nameof(ImportsText.StoppedBody), Count(stopped, "read"), Count(stopped, "accepted"), Count(stopped, "skipped"), Count(stopped, "rejected")))).ToBeVisibleAsync();

        var touched = await api.FirstOrderAsync(id);
        await database.ExecuteAsync($"UPDATE orders SET status = 2 WHERE order_number = '{touched}'");
        await window.Button(words.Imports(nameof(ImportsText.Undo))).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(words.Imports(nameof(ImportsText.UndoKeeps)));
        await window.Button(words.Imports(nameof(ImportsText.UndoConfirm))).ClickAsync();
        await SeeStatusAsync(nameof(StatusText.ImportUndone));
        await Expect(window.Page.GetByRole(AriaRole.Group, new() { Name = words.Imports(nameof(ImportsText.ActionsLabel)) })).ToBeFocusedAsync();
        foreach (var page in new[] { window, other })
        {
            var row = page.Region(words.Imports(nameof(ImportsText.KeptTitle))).GetByRole(AriaRole.Row).Filter(new() { HasText = touched });
            await Expect(row).ToContainTextAsync(words.Imports(nameof(ImportsText.KeptStatusChanged)));
        }

        Assert.Equal(1, await database.CountAsync("SELECT count(*) FROM orders"));
        await other.Link(words.Imports(nameof(ImportsText.TabHistory))).ClickAsync();
        foreach (var line in new[] { nameof(ImportsText.HistoryPaused), nameof(ImportsText.HistoryResumed), nameof(ImportsText.HistoryStopped), nameof(ImportsText.HistoryUndoRequested), nameof(ImportsText.HistoryUndone) })
        {
            await Expect(other.Region(words.Imports(nameof(ImportsText.HistoryTitle))).GetByText(words.Imports(line), new() { Exact = true })).ToHaveCountAsync(1);
        }

        await other.Link(touched).ClickAsync();
        await other.SeeAsync(words.Orders(nameof(OrdersText.PageTitle), touched));
        window.AssertNoComplaints();
        other.AssertNoComplaints();
        portal.AssertNoErrors();
        await database.DisposeAsync();

        async Task SeeStatusAsync(string status)
        {
            foreach (var page in new[] { window, other })
            {
                await Expect(page.Page.Locator(".op-page-header .op-status").GetByText(words.Status(status), new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
            }
        }
    }

    private static long Number(JsonElement rows, string name) => rows.GetProperty(name).GetInt64();

    private static string Count(JsonElement rows, string name) => Words.Count(Number(rows, name));

    private static string Done(JsonElement rows) => Words.Count(Number(rows, "accepted") + Number(rows, "rejected") + Number(rows, "skipped"));
}
