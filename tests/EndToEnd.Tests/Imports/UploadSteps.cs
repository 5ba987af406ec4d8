using System.Text.Json;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>What a person does on the upload page, and what they see move.</summary>
internal static class UploadSteps
{
    /// <summary>Keeps every state of every bar that the window shows, however short.</summary>
    private const string WatchBars =
        """
        window.bars = [];
        new MutationObserver(() => {
          for (const bar of document.querySelectorAll('[role=progressbar]')) {
            const state = { label: bar.getAttribute('aria-label'), now: bar.getAttribute('aria-valuenow'), text: bar.getAttribute('aria-valuetext') };
            if (JSON.stringify(state) !== JSON.stringify(window.bars.findLast(seen => seen.label === state.label))) {
              window.bars.push(state);
            }
          }
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    /// <summary>One state of a progress bar.</summary>
    public sealed record BarState(string? Label, string? Now, string? Text);

    public static Task WatchBarsAsync(this PortalPage window) => window.Page.AddInitScriptAsync(WatchBars);

    /// <summary>What comes is another run, whose bar begins anew.</summary>
    public static Task ForgetBarsAsync(this PortalPage window, string label) => window.Page.EvaluateAsync("label => { window.bars = window.bars.filter(bar => bar.label !== label); }", label);

    public static async Task<IReadOnlyList<BarState>> SeenBarsAsync(this PortalPage window)
    {
        var seen = await window.Page.EvaluateAsync<JsonElement>("window.bars");
        return seen.Deserialize<List<BarState>>(JsonSerializerOptions.Web)!;
    }

    public static async Task OpenUploadAsync(this PortalPage window)
    {
        await window.GoAsync("/imports/new");
        await Expect(window.Heading(window.Words.Wizard(nameof(ImportWizardText.Title), 1))).ToBeVisibleAsync();
        // The page takes files as soon as its script is there.
        await window.Page.Locator("form[data-attached=true]").WaitForAsync();
    }

    /// <summary>Drags a file from outside of the browser onto the drop zone.</summary>
    public static async Task DropAsync(this PortalPage window, string path)
    {
        var zone = await window.Page.GetByText(window.Words.Imports(nameof(ImportsText.DropTitle))).BoundingBoxAsync();
        var at = (X: zone!.X + (zone.Width / 2), Y: zone.Y + (zone.Height / 2));
        var session = await window.Page.Context.NewCDPSessionAsync(window.Page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = at.X,
                ["y"] = at.Y,
                ["data"] = new Dictionary<string, object> { ["items"] = Array.Empty<object>(), ["files"] = new[] { path }, ["dragOperationsMask"] = 1 },
            });
        }
    }

    public static async Task ChooseAsync(this PortalPage window, params string[] paths)
    {
        var chooser = await window.Page.RunAndWaitForFileChooserAsync(() => window.Page.GetByText(window.Words.Imports(nameof(ImportsText.ChooseFile)), new() { Exact = true }).ClickAsync());
        await chooser.SetFilesAsync(paths);
    }

    /// <summary>From the columns, as they were proposed, to the end of the dry run.</summary>
    public static async Task ReviewAsync(this PortalPage window, int seconds = 60)
    {
        await Expect(window.Heading(window.Words.Wizard(nameof(ImportWizardText.Title), 2))).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(window.Region(window.Words.Wizard(nameof(ImportWizardText.ColumnsTitle)))).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.NextReview))).ClickAsync();
        await window.SeeAsync(window.Words.Wizard(nameof(ImportWizardText.Title), 3));
        await Expect(window.Region(window.Words.Wizard(nameof(ImportWizardText.ReviewTitle)))).ToBeVisibleAsync(new() { Timeout = seconds * 1000 });
    }

    /// <summary>Another choice in the review: what was shown goes at once, and another dry run shows what would come of it.</summary>
    public static async Task ChooseOtherwiseAsync(this PortalPage window, string choice)
    {
        var review = window.Region(window.Words.Wizard(nameof(ImportWizardText.ReviewTitle)));
        var outdated = await review.ElementHandleAsync();
        await window.Page.GetByLabel(choice).CheckAsync();
        await outdated.WaitForElementStateAsync(ElementState.Hidden);
        await Expect(review).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    /// <summary>Lets the reviewed rows be written.</summary>
    public static Task ConfirmAsync(this PortalPage window, long rows) =>
        window.Button(window.Words.Wizard(nameof(ImportWizardText.Confirm), Words.Count(rows))).ClickAsync();

    /// <summary>From the columns to the import, without a review.</summary>
    public static async Task ImportNowAsync(this PortalPage window)
    {
        await Expect(window.Heading(window.Words.Wizard(nameof(ImportWizardText.Title), 2))).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.ImportNow))).ClickAsync(new() { Timeout = 30_000 });
    }

    /// <summary>What the page says of a file that it did not take.</summary>
    public static ILocator Refusal(this PortalPage window) => window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = window.Words.Imports(nameof(ImportsText.UploadFailedTitle)) });

    public static ILocator Result(this PortalPage window) => window.Region(window.Words.Imports(nameof(ImportsText.ResultTitle)));

    /// <summary>Waits until the window shows the result of an import by itself, without a reload.</summary>
    public static Task SeeResultAsync(this PortalPage window, int seconds = 60) => Expect(window.Result()).ToBeVisibleAsync(new() { Timeout = seconds * 1000 });
}
