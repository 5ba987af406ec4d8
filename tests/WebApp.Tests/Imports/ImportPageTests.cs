using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportPageTests : PageTests
{
    [Theory]
    [InlineData("ja", "一時停止中です", "400行のうち100行まで")]
    [InlineData("en", "Paused", "100 of 400 rows are done. Nothing is lost")]
    public async Task Page_WhenSomebodyElsePauses_SaysSoAtOnce(string language, string status, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var page = Show(Roles.Viewer);
        Assert.Empty(page.FindAll(".op-banner"));

        await HearAsync(page, Snapshots.Running(6, 100) with { Status = ImportStatus.Paused });

        Assert.Contains(status, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Contains(words, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.Find("p[role=status]").TextContent);
        Assert.Empty(page.FindAll(".op-icon--spin"));
    }

    [Fact]
    public async Task Page_OfAFinishedImport_HearsThatSomebodyUndoesIt()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        var page = Show(Roles.Viewer);
        Assert.Equal(1, Feed.Listeners);

        await HearAsync(page, Snapshots.Done with { Status = ImportStatus.Queued, Phase = ImportPhase.Received, Task = ImportTask.Undo });
        Assert.Contains("取り消し中", page.Find(".op-page-header").TextContent, StringComparison.Ordinal);
        Imports.Kept.Add(new KeptOrder(new OrderId(Guid.NewGuid()), "EC/1", 17, KeptReasons.StatusChanged));
        await HearAsync(page, Snapshots.Undone(1));

        Assert.Contains("取り消し済み", page.Find(".op-page-header").TextContent, StringComparison.Ordinal);
        Assert.Equal("/orders/EC%2F1", page.Find("tbody th a").GetAttribute("href"));
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }

    [Fact]
    public async Task Page_OnTicks_AsksTheDatabaseForNothing()
    {
        Speak("en");
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var page = Show(Roles.Viewer);
        await HearAsync(page, Snapshots.Running(6, 110));
        var found = Imports.Found;

        for (var tick = 7; tick < 27; tick++)
        {
            await page.InvokeAsync(() => Feed.Say(Snapshots.Running(tick, 100 + tick).ToProgress()));
        }

        Assert.Equal(found, Imports.Found);
        page.WaitForAssertion(() => Assert.Equal("126", page.Find(".op-live dd").TextContent));
    }

    [Theory]
    [InlineData(KeptReasons.StatusChanged, "注文のステータスが変わっています", "Its status has changed")]
    [InlineData(KeptReasons.Paid, "決済が始まっています", "Its payment has started")]
    [InlineData(KeptReasons.ChangedSince, "取り込みのあとに変更されています", "It was changed after the import")]
    public void Page_AfterUndo_ListsWhatWasKeptAndWhy(string reason, string japanese, string english)
    {
        Imports.Stored.Add(Snapshots.Undone(1));
        Imports.Kept.Add(new KeptOrder(new OrderId(Guid.NewGuid()), "EC-1001", 17, reason));
        foreach (var (language, words) in new[] { ("ja", japanese), ("en", english) })
        {
            Speak(language);
            var page = Show(Roles.Operator);
            Assert.Contains(words, page.Find("tbody").TextContent, StringComparison.Ordinal);
            Assert.Equal(["1", "1"], page.FindAll(".op-tile__value").Select(value => value.FirstChild!.TextContent));
            Assert.Empty(page.FindAll("dialog h2, .op-page-header button"));
        }
    }

    [Theory]
    [InlineData("ja", Roles.Operator, true)]
    [InlineData("en", Roles.Administrator, true)]
    [InlineData("ja", Roles.Viewer, false)]
    [InlineData("en", Roles.Finance, false)]
    public void Page_OfADryRun_SaysWhatWouldBe_AndLeadsThoseWhoMayOn(string language, string role, bool may)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done with
        {
            Status = ImportStatus.AwaitingConfirmation,
            Task = ImportTask.DryRun,
            Stored = null,
            TotalsMatch = null,
            UndoUntil = null,
            Counts = new ImportCheckpoint { RowsAccepted = 3, RowsRejected = 1, OrdersCreated = 8_210, OrdersUpdated = 310, OrdersUnchanged = 40, OrdersRejected = 64 },
        });

        var page = Show(role);

        Assert.Equal(["8,210", "310", "40", "64"], page.FindAll(".op-tile__value").Select(value => value.FirstChild!.TextContent));
        Assert.Empty(page.FindAll(".op-table--stacked"));
        Assert.Equal(may ? 1 : 0, page.FindAll("a.op-button--primary[href='/imports/new?import=1042&step=3']").Count);
        Assert.Equal(may ? 1 : 0, page.FindAll(".op-page-header button").Count);
    }

    [Theory]
    [InlineData("ja", "400行のうち100行を取り込みました。290行は取り込んでいません。エラー行は10行です。")]
    [InlineData("en", "100 of 400 rows were imported, 290 were not. 10 rows have errors.")]
    public void Page_OfAStoppedImport_SaysWhatIsInAndWhatIsNot(string language, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done with
        {
            Status = ImportStatus.Cancelled,
            RowsTotal = 400,
            Counts = new ImportCheckpoint { RowsAccepted = 100, RowsRejected = 10, RowsSkipped = 290, OrdersCreated = 90 },
        });

        Assert.Contains(words, Show(Roles.Viewer).Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", ProblemCodes.NothingWritten, "何も取り込みませんでした")]
    [InlineData("en", ProblemCodes.NothingWritten, "othing was imported")]
    [InlineData("ja", ProblemCodes.ConfirmationOutdated, "変更されたため")]
    [InlineData("en", ProblemCodes.ConfirmationOutdated, "changed")]
    public void Page_OfAFailedImport_SaysWhy(string language, string code, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done with { Status = ImportStatus.Failed, FailureCode = code, Counts = new ImportCheckpoint(), UndoUntil = null });

        Assert.Contains(words, Show(Roles.Viewer).Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Operator, 1)]
    [InlineData(Roles.Viewer, 0)]
    public void Page_WithRejectedRows_LeadsThoseWhoMayToMendThem(string role, int links)
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);

        Assert.Equal(links, Show(role).FindAll("a[href='/imports/1042/mend']").Count);
    }

    [Theory]
    [InlineData("ja", "取り込みの状態が「一部エラー」のため")]
    [InlineData("en", "This cannot be done while the import is")]
    public async Task Page_WhenARequestComesTooLate_SaysWhyAndShowsHowItIs(string language, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Running(5, 100));
        var page = Show(Roles.Operator);
        Imports.Stored[0] = Snapshots.Done;
        Control.Stored = Snapshots.Done;

        await page.Find(".op-page-header button").ClickAsync(new());

        Assert.Contains(words, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll(".op-tiles"));
    }

    [Theory]
    [InlineData("ja", "一時停止", "佐藤", "取り込みが終了：一部エラー")]
    [InlineData("en", "Paused", "佐藤", "Import ended: ")]
    public void History_TellsWhoDidWhat_AndNothingTwice(string language, string paused, string name, string finished)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done);
        Trail.Events.AddRange(
        [
            new AuditEvent(Snapshots.CreatedAt, 4, AuditActions.ImportFinished, AuditResult.Success, ActorKind.System, "OrderPortal", """{"status":"CompletedWithErrors"}"""),
            new AuditEvent(Snapshots.CreatedAt, 2, AuditActions.ImportPaused, AuditResult.Success, ActorKind.User, "佐藤", null),
            new AuditEvent(Snapshots.CreatedAt, 1, "imports.of_tomorrow", AuditResult.Success, ActorKind.User, "佐藤", null),
        ]);

        var items = Show(Roles.Viewer, "?tab=history").FindAll(".op-timeline li");

        Assert.Equal(3, items.Count);
        Assert.StartsWith(finished, items[0].QuerySelector(".op-timeline__what")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("OrderPortal", items[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(paused, items[1].QuerySelector(".op-timeline__what")!.TextContent);
        Assert.Contains(name, items[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("imports.of_tomorrow", items[2].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Tabs_StandInTheAddress_AndOneThatIsNotThereIsTheFirst(string language)
    {
        Speak(language);
        var child = Snapshots.Done with { Id = ImportId.New(), Number = 1043, ParentId = Snapshots.Done.Id };
        Imports.Stored.AddRange([Snapshots.Done, child]);
        Orders.Answer = _ => [new OrderListItem(new OrderId(Guid.NewGuid()), "EC-1", OrderStatus.Pending, PaymentStatus.Unpaid, Snapshots.CreatedAt, null, "田中", 100, OrderSource.Import, 1042, 2)];

        var page = Show(Roles.Viewer, "?tab=nonsense");
        Assert.Equal(["/imports/1042", "/imports/1042?tab=orders", "/imports/1042?tab=history", "/imports/1042?tab=related"], page.FindAll(".op-tabs a").Select(tab => tab.GetAttribute("href")));
        Assert.Equal("/imports/1042", page.Find(".op-tabs a[aria-current=page]").GetAttribute("href"));

        page = Show(Roles.Viewer, "?tab=orders");
        Assert.Equal("/orders/EC-1", page.Find("tbody th a").GetAttribute("href"));
        Assert.All(Orders.Asked, asked => Assert.Equal(Snapshots.Done.Id, asked.Import));

        page = Show(Roles.Viewer, "?tab=related");
        Assert.Equal("/imports/1043", page.Find("tbody th a").GetAttribute("href"));

        page = Show(Roles.Viewer, "?tab=related", 1043);
        Assert.Equal("/imports/1042", page.Find("tbody th a").GetAttribute("href"));
        Assert.Contains("/imports/1042", page.Find(".op-facts").InnerHtml, StringComparison.Ordinal);
    }

    private async Task HearAsync(IRenderedComponent<ImportPage> page, ImportSnapshot now)
    {
        Imports.Stored[0] = now;
        await page.InvokeAsync(() => Feed.Say(now.ToProgress()));
    }

    private IRenderedComponent<ImportPage> Show(string role, string query = "", long number = 1042)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/imports/{number}{query}");
        return Render<ImportPage>(parameters => parameters.Add(page => page.Number, number).AddCascadingValue(As(role)));
    }
}
