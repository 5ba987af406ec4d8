using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>A page full of imports with the longest names: what the page hands from its first drawing to its circuit must fit through.</summary>
public sealed class LongHistoryTests
{
    [Fact]
    public async Task History_FullOfLongNames_HasItsCircuitAndSeesTheNextImport()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        using var api = await PortalApi.DemoAsync(portal);
        await api.EndOfAsync(await api.UploadAsync(OrderFiles.Twenty.Path), TimeSpan.FromSeconds(60));
        await database.ExecuteAsync(
            """
            INSERT INTO import_batches SELECT (jsonb_populate_record(b, jsonb_build_object(
                'id', gen_random_uuid(), 'number', 100 + n, 'file_name', repeat('長', 196) || '.csv', 'order_group', repeat('群', 100)))).*
            FROM import_batches b, generate_series(1, 60) n
            """);
        await using var window = await PortalPage.OpenAsync(portal, "ja");

        await window.GoAsync("/imports");
        await window.SeeAsync(window.Words.Imports(nameof(ImportsText.ListTitle)));
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await api.UploadAsync(OrderFiles.Returned.Path);

        await Expect(window.Link(OrderFiles.Returned.Name)).ToBeVisibleAsync(new() { Timeout = 15_000 });
        window.AssertNoComplaints();
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }
}
