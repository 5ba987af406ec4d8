using Bunit;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportProgressCardTests : PageTests
{
    [Theory]
    [InlineData("ja", "検証")]
    [InlineData("en", "Validat")]
    public async Task Card_ShowsTheStoredStateFirstAndThenEveryNewerEvent(string language, string phase)
    {
        Speak(language);
        var card = Show(Snapshots.Running(5, 100));

        AssertDone(card, 100);
        await card.InvokeAsync(() => Feed.Say(Event(6, 200)));
        AssertDone(card, 200);
        await card.InvokeAsync(() => Feed.Say(Event(4, 10)));
        await card.InvokeAsync(() => Feed.Say(Event(6, 20)));
        AssertDone(card, 200);
        Assert.Contains(phase, card.Find(".op-phases").TextContent, StringComparison.Ordinal);
        Assert.Contains("1,234", card.Find(".op-live__rate").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_LeavesAnotherStatusOrPhaseToThePage_AndBeginsWhereItSays()
    {
        Speak("ja");
        var card = Show(Snapshots.Running(5, 100));

        await card.InvokeAsync(() => Feed.Say(Event(6, 200) with { Status = ImportStatus.Paused }));
        AssertDone(card, 100);
        var paused = Snapshots.Running(2, 300) with { Status = ImportStatus.Paused };
        card.Render(parameters => parameters.Add(one => one.Import, paused).Add(one => one.Start, paused.ToProgress()));
        AssertDone(card, 300);
        Assert.Empty(card.FindAll(".op-icon--spin"));
    }

    [Theory]
    [InlineData("ja", ImportTask.DryRun, 3, "取り込める行")]
    [InlineData("en", ImportTask.DryRun, 3, "Rows to import")]
    [InlineData("ja", ImportTask.Write, 4, "取り込んだ行")]
    [InlineData("en", ImportTask.Write, 4, "Rows imported")]
    [InlineData("ja", ImportTask.Undo, 0, "0 / 9件")]
    [InlineData("en", ImportTask.Undo, 0, "0 / 9 orders")]
    public void Card_OfEachTask_HasItsStepsAndWords(string language, ImportTask task, int steps, string words)
    {
        Speak(language);
        var import = Snapshots.Running(5, 0) with { Task = task, Counts = new ImportCheckpoint { OrdersCreated = 7, OrdersUpdated = 2 } };

        var card = Show(import);

        Assert.Equal(steps, card.FindAll(".op-phases li").Count);
        Assert.Contains(words, card.Markup, StringComparison.Ordinal);
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
        .Add(card => card.Start, import.ToProgress()));
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
        Assert.Equal("4310", string.Concat(card.Find(".op-sumlines dd").TextContent.Where(char.IsAsciiDigit)));
        Assert.Equal("20001", string.Concat(card.FindAll(".op-sumlines dd")[1].TextContent.Where(char.IsAsciiDigit)));
        Assert.Empty(card.FindAll(".op-tone-danger"));
    }

    [Theory]
    [InlineData("ja", "一致しません")]
    [InlineData("en", "not match")]
    public void Card_WhenRowsDoNotAddUp_SaysSoInRed(string language, string words)
    {
        Speak(language);

        var card = Render<ImportTotalsCard>(parameters => parameters.Add(one => one.Import, Snapshots.Done with { RowsTotal = 5 }));

        Assert.Contains(words, card.Find(".op-sumlines .op-tone-danger").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Card_OfADryRun_HasItsRowsAndNoControlTotals(string language)
    {
        Speak(language);

        var card = Render<ImportTotalsCard>(parameters => parameters.Add(one => one.Import, Snapshots.Done with { Task = ImportTask.DryRun, Status = ImportStatus.AwaitingConfirmation, Stored = null, TotalsMatch = null }));

        Assert.Empty(card.FindAll("table"));
        Assert.Single(card.FindAll(".op-sumlines dd"));
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
