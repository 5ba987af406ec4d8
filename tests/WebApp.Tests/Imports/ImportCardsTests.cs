using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportProgressCardTests : PageTests
{
    private readonly List<ImportProgress> _changes = [];

    [Theory]
    [InlineData("ja", "検証")]
    [InlineData("en", "Validat")]
    public async Task Card_ShowsTheStoredStateFirstAndThenEveryNewerEvent(string language, string phase)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var card = Show(Snapshots.Running(3, 50));

        AssertDone(card, 100);
        await card.InvokeAsync(() => Feed.Say(Event(6, 200)));
        AssertDone(card, 200);
        await card.InvokeAsync(() => Feed.Say(Event(4, 10)));
        await card.InvokeAsync(() => Feed.Say(Event(6, 20)));
        AssertDone(card, 200);
        Assert.Contains(phase, card.Find(".op-phases").TextContent, StringComparison.Ordinal);
        Assert.Empty(_changes);
    }

    [Fact]
    public async Task Card_WhenAnOldEventComesBeforeTheStoredState_KeepsWhatThePageKnew()
    {
        Speak("ja");
        var card = Show(Snapshots.Running(5, 100));

        await card.InvokeAsync(() => Feed.Say(Event(4, 10)));

        AssertDone(card, 100);
    }

    [Fact]
    public async Task Card_AtTheEnd_TellsThePageEvenWhereTheNumberDoesNotRise()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var card = Show(Snapshots.Running(5, 100));

        await card.InvokeAsync(() => Feed.Say(Event(5, 400) with { Status = ImportStatus.Completed, Phase = ImportPhase.Finished }));

        var change = Assert.Single(_changes);
        Assert.True(change.IsFinal);
    }

    [Fact]
    public async Task Card_WhenAPhaseBegins_TellsThePage()
    {
        Speak("en");
        var card = Show(Snapshots.Running(5, 100) with { Phase = ImportPhase.Validating });

        await card.InvokeAsync(() => Feed.Say(Event(6, 110)));
        await card.InvokeAsync(() => Feed.Say(Event(7, 120)));

        Assert.Equal(ImportPhase.Writing, Assert.Single(_changes).Phase);
    }

    [Fact]
    public async Task Card_WhenItGoes_ListensNoMore()
    {
        Speak("en");
        Show(Snapshots.Running(5, 100));
        Assert.Equal(1, Feed.Listeners);

        await DisposeComponentsAsync();

        Assert.Equal(0, Feed.Listeners);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Card_SpeaksToAScreenReader_OnlyPerPhaseAndQuarter(string language)
    {
        Speak(language);
        var card = Show(Snapshots.Running(1, 0));
        var heard = new List<string>();
        for (var done = 1; done <= 400; done++)
        {
            var now = done;
            await card.InvokeAsync(() => Feed.Say(Event(now + 1, now)));
            var said = card.Find("[role=status]").TextContent;
            if (said.Length > 0 && (heard.Count == 0 || heard[^1] != said))
            {
                heard.Add(said);
            }
        }

        Assert.Equal(4, heard.Count);
        Assert.Contains("25%", heard[0], StringComparison.Ordinal);
        Assert.Contains("100%", heard[3], StringComparison.Ordinal);
    }

    private static ImportProgress Event(long sequence, long done) => Snapshots.Running(sequence, done).ToProgress() with { RowsPerSecond = 1234, SecondsLeft = 2.2 };

    private static void AssertDone(IRenderedComponent<ImportProgressCard> card, int done) => card.WaitForAssertion(() =>
    {
        Assert.Equal(done.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), card.Find(".op-live dd").TextContent);
        Assert.Contains($"{done / 4}%", card.Markup, StringComparison.Ordinal);
    });

    private IRenderedComponent<ImportProgressCard> Show(ImportSnapshot import) => Render<ImportProgressCard>(parameters => parameters
        .Add(card => card.Import, import)
        .Add(card => card.OnChanged, EventCallback.Factory.Create<ImportProgress>(this, _changes.Add))
        .AddCascadingValue(As(Roles.Viewer)));
}

public sealed class ImportTotalsCardTests : PageTests
{
    [Theory]
    [InlineData("ja", "一致しません")]
    [InlineData("en", "not match")]
    public void Card_WhenWhatIsStoredDiffers_ShowsTheLineInRedWithWords(string language, string words)
    {
        Speak(language);

        var card = Render<ImportTotalsCard>(parameters => parameters.Add(one => one.Import, Snapshots.Finished(new StoredTotals(2, 3, 7, 12_299))));

        var red = Assert.Single(card.FindAll(".op-row--danger"));
        Assert.Contains("¥12,300", red.TextContent, StringComparison.Ordinal);
        Assert.Contains("¥12,299", red.TextContent, StringComparison.Ordinal);
        Assert.Contains(words, red.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Card_WhenAllIsEqual_IsQuietAndAddsUpTheRows(string language)
    {
        Speak(language);

        var card = Render<ImportTotalsCard>(parameters => parameters.Add(one => one.Import, Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300))));

        Assert.Empty(card.FindAll(".op-row--danger"));
        Assert.Equal(["4", "3", "1", "0"], card.Find(".op-card__foot").TextContent.Where(char.IsAsciiDigit).Select(digit => digit.ToString()));
    }
}

public sealed class ImportProblemsCardTests : PageTests
{
    private static readonly ProblemSummary[] Summary =
        [new(ProblemCodes.NotAnInteger, ProblemSeverity.Error, 3, [2]), new(ProblemCodes.AmountAboveLimit, ProblemSeverity.Error, 1, [5]), new(ProblemCodes.AmountAboveLimit, ProblemSeverity.Warning, 1_200, [7])];

    [Theory]
    [InlineData("ja", "整数ではない値 3", "1,201")]
    [InlineData("en", "Not a whole number 3", "1,201")]
    public void Card_HasAChipForEachKindAndReportsInTheReadersLanguage(string language, string first, string second)
    {
        Speak(language);
        Imports.Problems.Add(new ImportProblem(17, ImportColumn.Quantity, ProblemCodes.NotAnInteger, ProblemSeverity.Error, "1.5", "1", "99999"));
        var card = Show(null, null);

        var chips = card.FindAll("a.op-chip");
        Assert.Equal(["/imports/1042", "/imports/1042?code=not_an_integer", "/imports/1042?code=amount_above_limit"], chips.Select(chip => chip.GetAttribute("href")));
        Assert.Equal("true", chips[0].GetAttribute("aria-current"));
        Assert.Equal(first, chips[1].TextContent);
        Assert.EndsWith(second, chips[2].TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ((string[])["format=xlsx", "format=csv&encoding=utf-8", "format=csv&encoding=cp932"]).Select(format => $"/api/v1/imports/{Snapshots.Running(1, 1).Id}/report?{format}&lang={language}"),
            card.FindAll("a[download]").Select(link => link.GetAttribute("href")));
        Assert.Contains("1.5", card.Find("tbody tr td:last-child").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("a[rel]"));
    }

    [Fact]
    public void Card_WithFilterAndPage_AsksForThemAndKeepsThemInItsLinks()
    {
        Speak("ja");
        Imports.Next = "n+x";
        var card = Show(ProblemCodes.NotAnInteger, "here");

        Assert.Equal((ProblemCodes.NotAnInteger, "here"), (Imports.AskedCode, Imports.AskedCursor));
        Assert.Equal("/imports/1042?code=not_an_integer", card.Find("a[aria-current]").GetAttribute("href"));
        Assert.Equal("/imports/1042?code=not_an_integer&after=n%2Bx", card.Find("a[rel=next]").GetAttribute("href"));
        Assert.Equal("/imports/1042?code=not_an_integer", card.Find("a[rel=prev]").GetAttribute("href"));
    }

    private IRenderedComponent<ImportProblemsCard> Show(string? code, string? after) => Render<ImportProblemsCard>(parameters => parameters
        .Add(card => card.Import, Snapshots.Finished(new StoredTotals(2, 3, 7, 12_300)))
        .Add(card => card.Summary, Summary)
        .Add(card => card.Code, code)
        .Add(card => card.After, after)
        .AddCascadingValue(As(Roles.Viewer)));
}

public sealed class TemplateLinksTests : PageTests
{
    [Theory]
    [InlineData("ja", "テンプレートをダウンロード")]
    [InlineData("en", "Download a template")]
    public void Links_InEachLanguage_AreNamedAndLeadToBothForms(string language, string name)
    {
        Speak(language);

        var links = Render<TemplateLinks>();

        Assert.Equal(name, links.Find($"#{links.Find("[role=group]").GetAttribute("aria-labelledby")}").TextContent);
        Assert.Equal(
            [$"/api/v1/imports/template?format=xlsx&lang={language}", $"/api/v1/imports/template?format=csv&lang={language}"],
            links.FindAll("a[download]").Select(link => link.GetAttribute("href")));
    }
}

public sealed class ImportsPageTests : PageTests
{
    [Theory]
    [InlineData("ja", Roles.Operator, 2)]
    [InlineData("en", Roles.Operator, 2)]
    [InlineData("ja", Roles.Administrator, 2)]
    [InlineData("ja", Roles.Viewer, 0)]
    [InlineData("en", Roles.Finance, 0)]
    public void Page_WithoutImports_InvitesThoseWhoMayImportAndNobodyElse(string language, string role, int links)
    {
        Speak(language);

        var page = Render<ImportsPage>(parameters => parameters.AddCascadingValue(As(role)));

        Assert.Equal(links, page.FindAll("a[href='/imports/new']").Count);
        Assert.Empty(page.FindAll("table"));
        Assert.NotEmpty(page.Find("section").TextContent.Trim());
    }

    [Fact]
    public async Task Page_WhileAnImportRuns_MovesItsRowAndNoOther()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var page = Render<ImportsPage>(parameters => parameters.AddCascadingValue(As(Roles.Viewer)));

        await page.InvokeAsync(() => Feed.Say(Snapshots.Running(6, 250).ToProgress()));
        await page.InvokeAsync(() => Feed.Say(Snapshots.Running(7, 999).ToProgress() with { ImportId = ImportId.New() }));

        Assert.Contains("250", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("999", page.Find("tbody").TextContent, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }
}
