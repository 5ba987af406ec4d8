using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>Looks at a page as people who need more than others do, and as those with a small window.</summary>
internal static class PageExamination
{
    private const int Desk = 1280;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Only what is wrong leaves the page, one line for each element: everything that axe looked at would be megabytes.</summary>
    private const string Run =
        """
        async () => {
          const { violations } = await axe.run(document, {
            resultTypes: ['violations'],
            runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
          });
          return violations.flatMap(fault => fault.nodes.map(node => `${fault.id} (${fault.help}) at ${node.html}: ${node.any.map(check => check.message).join('; ')}`));
        }
        """;

    /// <summary>Once nothing is on its way any more: axe finds nothing, and nothing is wider than the window.</summary>
    /// <param name="name">Begins every line, for whoever reads it.</param>
    /// <returns>What is wrong, a line each.</returns>
    public static async Task<IReadOnlyList<string>> ExamineAsync(this PortalPage window, string name)
    {
        var page = window.Page;
        await Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await Expect(page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Axe} }} }}");
        var faults = await page.EvaluateAsync<string[]>(Run);
        if (faults.Length > 0)
        {
            // The document has no title for the moment in which the circuit takes it over: only what stays is a fault.
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            faults = await page.EvaluateAsync<string[]>(Run);
        }

        return [.. faults.Select(fault => $"{name}: {fault}"), .. await TooWideAsync(page, name)];
    }

    /// <summary>In its own width, and where that is a desk's, in those between it and a phone's and in the widest.</summary>
    private static async Task<IReadOnlyList<string>> TooWideAsync(IPage page, string name)
    {
        var own = page.ViewportSize!;
        var faults = new List<string>();
        foreach (var width in own.Width < Desk ? [own.Width] : (int[])[1920, 1200, 1024, 768, own.Width])
        {
            await page.SetViewportSizeAsync(width, own.Height);
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var excess)
            {
                faults.Add($"{name}: {excess} px wider than the window of {width} px");
            }
        }

        return faults;
    }
}
