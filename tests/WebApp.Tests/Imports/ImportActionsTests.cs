using Bunit;
using Microsoft.AspNetCore.Components;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportActionsTests : PageTests
{
    private readonly List<Error> _refusals = [];
    private int _accepted;

    [Theory]
    [InlineData("ja", ImportStatus.Queued, ImportTask.Write, "一時停止,中止")]
    [InlineData("en", ImportStatus.Queued, ImportTask.Write, "Pause,Stop")]
    [InlineData("ja", ImportStatus.Running, ImportTask.Write, "一時停止,中止")]
    [InlineData("en", ImportStatus.Running, ImportTask.DryRun, "Pause,Stop")]
    [InlineData("ja", ImportStatus.Running, ImportTask.Undo, "")]
    [InlineData("en", ImportStatus.Queued, ImportTask.Undo, "")]
    [InlineData("ja", ImportStatus.Paused, ImportTask.Write, "再開,中止")]
    [InlineData("en", ImportStatus.Paused, ImportTask.Write, "Resume,Stop")]
    [InlineData("ja", ImportStatus.AwaitingConfirmation, ImportTask.DryRun, "中止")]
    [InlineData("ja", ImportStatus.Completed, ImportTask.Write, "取り込みを取り消す")]
    [InlineData("en", ImportStatus.CompletedWithErrors, ImportTask.Write, "Undo import")]
    [InlineData("ja", ImportStatus.Cancelled, ImportTask.Write, "取り込みを取り消す")]
    [InlineData("en", ImportStatus.Cancelled, ImportTask.DryRun, "")]
    [InlineData("en", ImportStatus.Failed, ImportTask.Write, "Undo import")]
    [InlineData("ja", ImportStatus.Undone, ImportTask.Undo, "")]
    public void Actions_InEachStatus_AreThoseThatItAllows(string language, ImportStatus status, ImportTask task, string buttons)
    {
        Speak(language);

        var actions = Show(Snapshots.Done with { Status = status, Task = task });

        Assert.Equal(buttons, string.Join(',', actions.FindAll("button").Select(button => button.TextContent.Trim())));
    }

    [Fact]
    public void Undo_WhereNothingWasWrittenOrItsTimeIsOver_IsNotOffered()
    {
        Speak("en");

        Assert.Empty(Show(Snapshots.Done with { Counts = new ImportCheckpoint { RowsRejected = 4 } }).FindAll("button"));
        Assert.Empty(Show(Snapshots.Done with { UndoUntil = Clock.GetUtcNow().AddSeconds(-1) }).FindAll("button"));
    }

    [Theory]
    [InlineData("ja", "区切りのよいところ")]
    [InlineData("en", "Pausing")]
    public async Task Pause_WhenPressed_WaitsVisiblyUntilTheImportHasChanged(string language, string words)
    {
        Speak(language);
        var running = Snapshots.Running(1, 100);
        Control.Stored = running;
        var actions = Show(running);

        await actions.FindAll("button")[0].ClickAsync(new());

        Assert.Equal(1, _accepted);
        Assert.Contains(words, actions.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.All(actions.FindAll("button"), button => Assert.Equal("true", button.GetAttribute("aria-disabled")));
        await actions.FindAll("button")[0].ClickAsync(new());
        await actions.FindAll("button")[1].ClickAsync(new());
        Assert.Equal([ImportRequest.Pause], Control.Asked);

        actions.Render(parameters => parameters.Add(one => one.Import, running with { Phase = ImportPhase.Finished }));
        Assert.NotEmpty(actions.FindAll("[role=status]"));
        actions.Render(parameters => parameters.Add(one => one.Import, running with { Status = ImportStatus.Paused }));
        Assert.Empty(actions.FindAll("[role=status]"));
        Assert.Empty(actions.FindAll("[aria-disabled]"));
    }

    [Theory]
    [InlineData("ja", "登録した注文8,520件を削除", "更新した注文310件", "2026/11/20 09:01")]
    [InlineData("en", "8,520 orders that it created are removed", "310 orders that it updated", "Nov 20, 2026 09:01")]
    public async Task Undo_BeforeItIsDone_SaysWhatGoesWhatStaysAndUntilWhen(string language, string removed, string restored, string until)
    {
        Speak(language);
        var import = Snapshots.Done with { Counts = new ImportCheckpoint { OrdersCreated = 8_520, OrdersUpdated = 310 } };
        Control.Stored = import;
        var actions = Show(import);

        await actions.Find("button").ClickAsync(new());

        Assert.Empty(Control.Asked);
        var dialog = actions.Find("dialog:has(h2)");
        Assert.Contains(removed, dialog.TextContent, StringComparison.Ordinal);
        Assert.Contains(restored, dialog.TextContent, StringComparison.Ordinal);
        Assert.Contains(until, dialog.TextContent, StringComparison.Ordinal);
        await dialog.QuerySelector(".op-button--danger")!.ClickAsync(new());
        Assert.Equal([ImportRequest.Undo], Control.Asked);
        Assert.Equal(1, _accepted);
    }

    [Fact]
    public async Task Dialog_WhenSomebodyElseWasFaster_Closes()
    {
        Speak("ja");
        var actions = Show(Snapshots.Done);
        await actions.Find("button").ClickAsync(new());

        actions.Render(parameters => parameters.Add(one => one.Import, Snapshots.Undone(0)));

        Assert.Empty(actions.FindAll("dialog h2"));
    }

    [Fact]
    public async Task Request_ThatComesTooLate_IsHandedOnAsRefused()
    {
        Speak("en");
        Control.Stored = Snapshots.Done;
        var actions = Show(Snapshots.Running(1, 100));

        await actions.Find("button").ClickAsync(new());

        Assert.Equal(ImportTransitions.NotInThisStatus, Assert.Single(_refusals).Code);
        Assert.Equal(0, _accepted);
        Assert.Empty(actions.FindAll("[aria-disabled]"));
    }

    [Fact]
    public async Task Request_OfAPersonWithoutThePermission_NeverReachesTheImport()
    {
        Speak("en");
        Control.Stored = Snapshots.Running(1, 100);
        var actions = Show(Snapshots.Running(1, 100), Roles.Viewer);

        await actions.Find("button").ClickAsync(new());

        Assert.Equal("forbidden", Assert.Single(_refusals).Code);
        Assert.Empty(Control.Asked);
    }

    private IRenderedComponent<ImportActions> Show(ImportSnapshot import, string role = Roles.Operator) => Render<ImportActions>(parameters => parameters
        .Add(actions => actions.Import, import)
        .Add(actions => actions.OnRefused, EventCallback.Factory.Create<Error>(this, _refusals.Add))
        .Add(actions => actions.OnAccepted, EventCallback.Factory.Create(this, () => _accepted++))
        .AddCascadingValue(As(role)));
}
