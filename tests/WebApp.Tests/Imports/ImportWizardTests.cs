using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Imports.Preparing;
using OrderPortal.WebApp.Imports.Wizard;

namespace OrderPortal.WebApp.Tests.Imports;

public sealed class ImportWizardTests : WizardPageTests
{
    private static readonly string[] Headings = ["注文番号", "顧客名", "商品コード", "数量", "単価"];

    [Theory]
    [InlineData("ja", "注文の取り込み（1/4）", "ここに注文ファイル", "すべてそのまま取り込む")]
    [InlineData("en", "Import orders (1/4)", "Drop the order file", "Import all as they are")]
    public void FirstStep_ShowsTheDropZoneAndWhatWaits(string language, string title, string drop, string all)
    {
        Speak(language);
        Hold(Headings);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()));
        Drafts.Kept.Add(new ImportDraft(new StoredFile(StoredFileId.New(), "二.csv", 5, new byte[32]), new ImportSettings()));

        var page = Show("/imports/new");

        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal("1", page.Find("li[aria-current=step]").TextContent.Trim()[..1]);
        Assert.Contains(drop, page.Find("[data-drop]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/api/v1/imports/drafts", page.Find("form").GetAttribute("data-action"));
        Assert.Equal(2, page.FindAll(".op-waiting li").Count);
        Assert.Contains(all, page.Markup, StringComparison.Ordinal);
        Assert.Equal($"/imports/new?file={File.Id.Value}&step=2", page.Find(".op-waiting a").GetAttribute("href"));
    }

    [Theory]
    [InlineData("ja", "注文の取り込み（2/4）", "すべての列を見分けました。", "内容を確認")]
    [InlineData("en", "Import orders (2/4)", "Every column was recognised.", "Review")]
    public void SecondStep_WhenEverythingIsKnown_OffersTheWayOn(string language, string title, string certain, string next)
    {
        Speak(language);
        Hold(Headings, ["A-1", "山田", "P-1", "２", "￥1,200"]);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()));

        var page = Show($"/imports/new?file={File.Id.Value}&step=2");

        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Contains(certain, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Equal(5, page.FindAll(".op-mapping tbody tr").Count);
        Assert.Equal(next, page.Find(".op-wizard__foot .op-button--primary").TextContent.Trim());
        Assert.Contains("¥1,200", page.Find(".op-preview").TextContent, StringComparison.Ordinal);
        page.Find(".op-wizard__foot .op-button--primary").Click();
        Assert.EndsWith("&step=3", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "必須の列「単価」")]
    [InlineData("en", "Unit price")]
    public void SecondStep_WhenAColumnIsMissing_IsNeverDisabledButAnswers(string language, string reason)
    {
        Speak(language);
        Hold(["注文番号", "顧客名", "商品コード", "数量", "値段"], ["A-1", "山田", "P-1", "2", "300"]);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()));
        var page = Show($"/imports/new?file={File.Id.Value}&step=2");
        var next = page.Find(".op-wizard__foot .op-button--primary");
        Assert.False(next.HasAttribute("disabled"));

        next.Click();
        Assert.Contains(reason, page.Find("#wizard-errors").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("step=3", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);

        page.Find("select[aria-labelledby=heading-4]").Change("unit_price");
        page.WaitForAssertion(() => Assert.Contains("¥300", page.Find(".op-preview").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#wizard-errors"));
        Assert.Equal(ImportColumn.UnitPrice, Drafts.Kept.Single().Choices.Mapping!.Columns[^1].Column);
    }

    [Theory]
    [InlineData("ja", "整数")]
    [InlineData("en", "whole number")]
    public void Constant_ThatCannotBeRead_IsRefusedBesideItsField(string language, string reason)
    {
        Speak(language);
        Hold(Headings, ["A-1", "山田", "P-1", "2", "300"]);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()));
        var page = Show($"/imports/new?file={File.Id.Value}&step=2");

        page.Find("#constant-column").Change(nameof(ImportColumn.Quantity));
        page.Find("#constant-value").Change("1.5");
        page.Find(".op-constants__new button").Click();

        Assert.Contains(reason, page.Find("#constant-error").TextContent, StringComparison.Ordinal);
        Assert.Null(Drafts.Kept.Single().Choices.Mapping);
    }

    [Theory]
    [InlineData("ja", "3行を取り込む", "エラーが1行")]
    [InlineData("en", "Import 3 rows", "1 rows have errors")]
    public void ThirdStep_ShowsTheDryRunAndHoldsToAllOrNothing(string language, string confirm, string whole)
    {
        Speak(language);
        Hold(Headings);
        var dryRun = Snapshots.Finished(new StoredTotals(0, 0, 0, 0)) with
        {
            Status = ImportStatus.AwaitingConfirmation, Phase = ImportPhase.Validating, Task = ImportTask.DryRun, Touched = new byte[32], Stored = null, Mode = ImportMode.AllOrNothing,
        };
        Imports.Stored.Add(dryRun);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings { Mode = ImportMode.AllOrNothing }) { DryRun = dryRun.Id });

        var page = Show($"/imports/new?file={File.Id.Value}&step=3");

        Assert.Equal(["4", "3", "1", "0"], page.FindAll(".op-tile__value").Take(4).Select(tile => string.Concat(tile.TextContent.TakeWhile(char.IsDigit))));
        var button = page.Find(".op-wizard__foot .op-button--primary");
        Assert.Equal(confirm, button.TextContent.Trim());
        button.Click();
        Assert.Contains(whole, page.Find("#wizard-errors").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ThirdStep_WhereSomethingElseWasChosen_LetsNobodyConfirmWhatWasShownBefore()
    {
        Hold(Headings);
        var dryRun = Snapshots.Finished(new StoredTotals(0, 0, 0, 0)) with
        {
            Status = ImportStatus.AwaitingConfirmation, Phase = ImportPhase.Validating, Task = ImportTask.DryRun, Touched = new byte[32], Stored = null,
        };
        Imports.Stored.Add(dryRun);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()) { DryRun = dryRun.Id });
        var page = Show($"/imports/new?file={File.Id.Value}&step=3");
        Assert.NotEmpty(page.FindAll(".op-wizard__foot .op-button--primary"));
        var saving = new TaskCompletionSource();
        Drafts.Ready = saving.Task;

        page.Find($"input[name=mode][value={nameof(ImportMode.AllOrNothing)}]").Change(nameof(ImportMode.AllOrNothing));

        Assert.Empty(page.FindAll(".op-wizard__foot .op-button--primary"));
        Assert.Empty(page.FindAll(".op-tile__value"));
        saving.SetResult();
        page.WaitForAssertion(() => Assert.Equal(ImportMode.AllOrNothing, Drafts.Kept.Single().Choices.Mode));
    }

    [Theory]
    [InlineData("ja", "取り込み済み", "チェックを入れてください")]
    [InlineData("en", "imported before", "tick")]
    public void ThirdStep_OfAFileThatWasImported_AsksFirst(string language, string title, string ask)
    {
        Speak(language);
        Hold(Headings, ["A-1", "山田", "P-1", "2", "300"]);
        Drafts.Kept.Add(new ImportDraft(File, new ImportSettings()));

        var page = Show($"/imports/new?file={File.Id.Value}&step=3");

        Assert.Contains(title, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Contains("href=\"/imports/1042\"", page.Markup, StringComparison.Ordinal);
        page.Find(".op-wizard__foot .op-button--primary").Click();
        Assert.Contains(ask, page.Find("#wizard-errors").TextContent, StringComparison.Ordinal);
        Assert.False(Drafts.Kept.Single().Choices.AllowDuplicateFile);
    }

    [Theory]
    [InlineData("file=01900000-0000-7000-8000-000000009999&step=2")]
    [InlineData("file=nonsense")]
    [InlineData("import=77&step=3")]
    public void AnyStep_OfWhatIsNotThere_SaysSo(string query)
    {
        Speak("ja");
        Hold(Headings);

        Assert.Contains("このファイルはありません。", Show($"/imports/new?{query}").Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ImportWizardPage> Show(string address)
    {
        SetRendererInfo(new RendererInfo("Server", true));
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<ImportWizardPage>();
    }
}
