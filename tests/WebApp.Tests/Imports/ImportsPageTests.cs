using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportsPageTests : PageTests
{
    private const string Everything = "/imports?file=a%25b&status=completedWithErrors&from=2026-01-05&to=2026-01-06&by=%E4%BD%90%E8%97%A4&group=G1";

    [Theory]
    [InlineData("ja", Roles.Operator, 2)]
    [InlineData("en", Roles.Operator, 2)]
    [InlineData("ja", Roles.Administrator, 2)]
    [InlineData("ja", Roles.Viewer, 0)]
    [InlineData("en", Roles.Finance, 0)]
    public void Page_WithoutImports_InvitesThoseWhoMayImportAndNobodyElse(string language, string role, int links)
    {
        Speak(language);

        var page = Show("/imports", role);

        Assert.Equal(links, page.FindAll("a[href='/imports/new']").Count);
        Assert.Equal(links, page.FindAll("a[download]").Count);
        Assert.Empty(page.FindAll("table, form"));
        Assert.NotEmpty(page.Find("section").TextContent.Trim());
    }

    [Theory]
    [InlineData("ja", "該当する取り込みはありません", "期間：2026/01/05〜2026/01/06", "ステータス：一部エラー")]
    [InlineData("en", "No import matches", "Jan 05, 2026〜Jan 06, 2026", "Status: ")]
    public void Filters_InTheAddress_AreAskedForAndShownAsChips(string language, string none, string period, string status)
    {
        Speak(language);

        var page = Show(Everything);

        Assert.Contains(none, page.Markup, StringComparison.Ordinal);
        Assert.All(Imports.Filters, filter => Assert.Equal(
            new ImportFilter
            {
                FileName = "a%b",
                Status = ImportStatus.CompletedWithErrors,
                CreatedFrom = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.FromHours(9)),
                CreatedBefore = new DateTimeOffset(2026, 1, 7, 0, 0, 0, TimeSpan.FromHours(9)),
                CreatedBy = "佐藤",
                Group = "G1",
            },
            filter));
        var chips = page.FindAll("a.op-chip");
        Assert.Equal(5, chips.Count);
        Assert.Contains(period, chips[2].TextContent, StringComparison.Ordinal);
        Assert.StartsWith(status, chips[1].TextContent, StringComparison.Ordinal);
        Assert.All(chips, chip => Assert.Contains(chip.TextContent.Trim(), chip.GetAttribute("aria-label"), StringComparison.Ordinal));
        Assert.EndsWith("/imports?file=a%25b&status=completedWithErrors&by=%E4%BD%90%E8%97%A4&group=G1", chips[2].GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("a%b", ((IHtmlInputElement)page.Find("#file")).Value);
        Assert.Equal("2026-01-05", page.Find("#from").GetAttribute("value"));
        Assert.True(page.Find("details").HasAttribute("open"));
        Assert.EndsWith("/imports", page.Find(".op-filters a.op-button").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_ThatNobodyCanHaveMeant_NarrowNothing()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);

        var page = Show("/imports?status=nonsense&from=2026-13-01&file=%20%00");

        Assert.All(Imports.Filters, filter => Assert.Equal(ImportFilter.All, filter));
        Assert.Single(page.FindAll("tbody tr"));
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Form_WhenSent_PutsItsConditionsIntoTheAddress(string language)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done);
        var page = Show("/imports?by=x&after=here");

        await page.Find("#file").ChangeAsync(new() { Value = "受注" });
        await page.Find("#status").ChangeAsync(new() { Value = "running" });
        await page.Find("#to").ChangeAsync(new() { Value = "2026-01-06" });
        await page.Find("#by").ChangeAsync(new() { Value = "" });
        await page.Find("form").SubmitAsync();

        Assert.Equal("/imports?file=%E5%8F%97%E6%B3%A8&status=running&to=2026-01-06", new Uri(Services.GetRequiredService<NavigationManager>().Uri).PathAndQuery);
        page.WaitForAssertion(() => Assert.Equal((ImportStatus.Running, "受注"), (Imports.Filters[^1].Status, Imports.Filters[^1].FileName)));
    }

    [Fact]
    public void Pages_KeepTheFilters()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Imports.Next = "n-x";

        var page = Show("/imports?status=completed&after=here");

        Assert.EndsWith("/imports?status=completed&after=n-x", page.Find("a[rel=next]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/imports?status=completed", page.Find("a[rel=first]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhileAnImportRuns_MovesItsRowAndNoOther()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var page = Show("/imports", Roles.Viewer);
        var asked = Imports.Filters.Count;

        await page.InvokeAsync(() => Feed.Say(Progress(6, 250)));
        await page.InvokeAsync(() => Feed.Say(Progress(7, 999) with { ImportId = ImportId.New(), TenantId = TenantId.New() }));

        Assert.Contains("250 / 400", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("999", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Equal(asked, Imports.Filters.Count);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }

    [Fact]
    public async Task Page_WithManyEvents_DrawsAtMostFourTimesASecond()
    {
        Speak("en");
        Imports.Stored.Add(Snapshots.Running(5, 0));
        var page = Show("/imports", Roles.Viewer);
        await page.InvokeAsync(() => Feed.Say(Progress(6, 1)));
        var seen = new HashSet<string>();

        for (var tick = 0; tick < 100; tick++)
        {
            var now = tick;
            await page.InvokeAsync(() => Feed.Say(Progress(7 + now, 2 + now)));
            await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(10)));
            seen.Add(page.Find("tbody").TextContent);
        }

        Assert.InRange(seen.Count, 3, 5);
        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));
        page.WaitForAssertion(() => Assert.Contains("101 / 400", page.Find("tbody").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Page_WhenAnotherImportBegins_ShowsIt(string language)
    {
        Speak(language);
        var page = Show("/imports", Roles.Viewer);
        Assert.Empty(page.FindAll("tr"));

        Imports.Stored.Add(Snapshots.Running(1, 0));
        await page.InvokeAsync(() => Feed.Say(Progress(1, 0)));

        page.WaitForAssertion(() => Assert.Equal("/imports/1042", page.Find("tbody th a").GetAttribute("href")));
    }

    private static ImportProgress Progress(long sequence, long accepted) => Snapshots.Running(sequence, accepted).ToProgress();

    private IRenderedComponent<ImportsPage> Show(string address, string role = Roles.Operator)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<ImportsPage>(parameters => parameters.AddCascadingValue(As(role)));
    }
}
