using System.Text.Json;
using Microsoft.Playwright;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>
/// Takes the pictures of the documentation, into the folder that the environment variable <c>ORDERPORTAL_PICTURES</c> names; where none is
/// named there is nothing to take. With <c>ORDERPORTAL_PICTURES_ALL</c> every page is taken at 390 px too, for looking through. They are taken by the tests' own means, so that they show the portal of this very commit.
/// </summary>
public sealed class PicturesTests
{
    private const int MaxBytes = 300_000;

    [Fact]
    public async Task Pictures_WhereAFolderIsNamed_AreTaken()
    {
        if (Environment.GetEnvironmentVariable("ORDERPORTAL_PICTURES") is not { Length: > 0 } folder)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        await using var database = new TestDatabase();
        await database.InitializeAsync();

        // With the history of the demo: a dashboard of nothing is no picture.
        await using var portal = await PortalProcess.StartAsync(database, "pictures", ("Demo__History", "true"));
        var showcase = await Showcase.PrepareAsync(portal);
        foreach (var (language, dark) in new[] { ("ja", false), ("en", true) })
        {
            var suffix = $"{language}-{(dark ? "dark" : "light")}.png";
            await using (var visitor = await PortalPage.OpenAsync(portal, language, person: null, new Look(dark)))
            {
                await visitor.GoAsync("/sign-in");
                await TakeAsync(visitor, Path.Combine(folder, $"sign-in-{suffix}"));
            }

            await TakePagesAsync(portal, showcase, language, new Look(dark), name => Path.Combine(folder, $"{name}-{suffix}"), _ => true);
            await TakePagesAsync(
                portal, showcase, language, new Look(dark, 390, 844), name => Path.Combine(folder, $"{name}-phone-{suffix}"),
                name => name is "import-finished" or "wizard-columns" or "wizard-review" or "mend" || Environment.GetEnvironmentVariable("ORDERPORTAL_PICTURES_ALL") is not null);
        }
    }

    private static async Task TakePagesAsync(
        PortalProcess portal, Showcase showcase, string language, Look look, Func<string, string> path, Func<string, bool> isWanted)
    {
        await using var window = await PortalPage.OpenAsync(portal, language, People.Administrator, look);
        foreach (var page in showcase.Pages(window.Words).Where(page => page.Name != "not-found" && isWanted(page.Name)))
        {
            await window.GoAsync(page.Path);
            await Expect(window.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
            await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (page.Name == "import-running")
            {
                await TellAsync(portal, showcase.Running);
                await Expect(window.Page.GetByText(window.Words.Imports(nameof(ImportsText.RowsPerSecond), "1,850"))).ToBeVisibleAsync();
            }

            if (page.Name == "mend-all-columns")
            {
                // The other picture shows the head of the page, this one the rows.
                await window.Page.Locator("#mend-rows").EvaluateAsync("heading => heading.scrollIntoView()");
            }

            await TakeAsync(window, path(page.Name));
        }
    }

    /// <summary>What the worker of the import would tell its viewers.</summary>
    private static async Task TellAsync(PortalProcess portal, long number)
    {
        var id = await IdAsync(portal, number);
        var progress = new ImportProgress(
            new ImportId(id), DemoSeed.DemoTenant, 1L << 40, ImportStatus.Running, ImportPhase.Writing, 6_200, 10_000, 6_010, 190, 44, 1_850, 2.1);
        await portal.Database.ExecuteAsync($"SELECT pg_notify('import_progress', '{JsonSerializer.Serialize(progress)}')");
    }

    private static async Task<Guid> IdAsync(PortalProcess portal, long number)
    {
        using var api = await PortalApi.DemoAsync(portal);
        return (await api.GetAsync("/api/v1/imports")).GetProperty("items").EnumerateArray().Single(import => import.GetProperty("number").GetInt64() == number).GetProperty("id").GetGuid();
    }

    private static async Task TakeAsync(PortalPage window, string path)
    {
        var picture = await window.Page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });
        Assert.InRange(picture.Length, 1, MaxBytes);
    }
}
