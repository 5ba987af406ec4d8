using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using OrderPortal.Testing;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>
/// Measures how soon a page shows something (first contentful paint, from the click on), into the file that the environment variable <c>ORDERPORTAL_PAINT</c> names; where none
/// is named there is nothing to measure. Of every page, on a portal with the history of the demo, as an administrator sees it at 1440 px: the middle of five visits after the first.
/// </summary>
public sealed class PaintTests
{
    private const int Visits = 5;

    [Fact]
    public async Task Pages_WhereAFileIsNamed_AreMeasured()
    {
        if (Environment.GetEnvironmentVariable("ORDERPORTAL_PAINT") is not { Length: > 0 } file)
        {
            return;
        }

        await using var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database, "paint", ("Demo__History", "true"));
        var showcase = await Showcase.PrepareAsync(portal);
        await using var window = await PortalPage.OpenAsync(portal, "ja", People.Administrator, new Look());
        var report = new StringBuilder("| page | ms | slowest |\n| --- | --- | --- |\n");
        foreach (var page in showcase.Pages(window.Words).Where(page => page.Name != "not-found"))
        {
            var times = new List<double>();
            for (var i = 0; i <= Visits; i++)
            {
                await window.GoAsync(page.Path);
                await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
                times.Add(await window.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            }

            var warm = times.Skip(1).Order().ToList();
            report.AppendLine(CultureInfo.InvariantCulture, $"| {page.Name} | {warm[Visits / 2]:0} | {warm[^1]:0} |");
        }

        await File.WriteAllTextAsync(file, report.ToString(), TestContext.Current.CancellationToken);
    }
}
