using System.Text;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing.Imports;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>The wizard as a person goes through it, in both languages.</summary>
[Collection(SharedPortal.Name)]
public sealed class WizardTests(PortalFixture fixture)
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task ShopExport_IsProposedReviewedAndImported(string language)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language);
        var number = $"EC-{language}-{Guid.NewGuid():N}"[..14];
        await window.OpenUploadAsync();

        await window.ChooseAsync(OrderFiles.Write($"受注_{language}.csv", EcCubeFile.Of((number, 2, 1_000))));

        await window.SeeAsync(window.Words.Wizard(nameof(ImportWizardText.Title), 2));
        await Expect(window.Page.GetByLabel(window.Words.Wizard(nameof(ImportWizardText.Profile)), new() { Exact = true })).ToHaveValueAsync("eccube4");
        await Expect(window.Page.GetByLabel(window.Words.Wizard(nameof(ImportWizardText.Encoding)), new() { Exact = true })).ToHaveValueAsync("cp932");
        await Expect(window.Region(window.Words.Wizard(nameof(ImportWizardText.PreviewTitle)))).ToContainTextAsync("髙島 一郎");

        // A reload forgets nothing.
        await window.Page.ReloadAsync();
        await window.ReviewAsync();
        await Expect(window.Page.Locator("li[aria-current=step]")).ToContainTextAsync(window.Words.Wizard(nameof(ImportWizardText.StepReview)));
        await window.ConfirmAsync(1);
        await window.SeeResultAsync();
        Assert.Equal(1, await fixture.Portal.Database.CountAsync($"SELECT count(*) FROM orders WHERE order_number = '{number}'"));
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task UnknownHeadings_AreAssignedByHandAndSaved(string language)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language);
        var key = $"{Guid.NewGuid():N}"[..8];
        var path = OrderFiles.Write("own.csv", Encoding.UTF8.GetBytes($"伝票{key},姓{key},名{key},品{key},個{key},円{key}\nH-{key},山田,花子,KD-801,2,\"1,200\"\n"));
        await window.OpenUploadAsync();
        await window.ChooseAsync(path);
        await window.SeeAsync(window.Words.Wizard(nameof(ImportWizardText.Title), 2));
        await Expect(window.Region(window.Words.Wizard(nameof(ImportWizardText.ColumnsTitle)))).ToBeVisibleAsync(new() { Timeout = 15_000 });

        // Pressed too early: it says what is missing.
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.NextReview))).ClickAsync();
        await Expect(window.Page.Locator("#wizard-errors")).ToContainTextAsync(window.Words.IsJapanese ? "注文番号" : "Order number");

        foreach (var (heading, column) in new[]
        {
            ("伝票", "order_number"), ("姓", "customer_name"), ("名", "customer_name"), ("品", "product_code"), ("個", "quantity"), ("円", "unit_price"),
        })
        {
            var select = window.Page.GetByLabel(heading + key, new() { Exact = true });
            await select.SelectOptionAsync(column);
            await Expect(select).ToHaveValueAsync(column);
            await Expect(window.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        }

        var preview = window.Region(window.Words.Wizard(nameof(ImportWizardText.PreviewTitle)));
        await Expect(preview).ToContainTextAsync("山田 花子");
        await Expect(preview).ToContainTextAsync("¥1,200");
        await window.Page.GetByLabel(window.Words.Wizard(nameof(ImportWizardText.SaveName)), new() { Exact = true }).FillAsync($"表{key}");
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.Save))).ClickAsync();
        await Expect(window.Page.GetByText(window.Words.Wizard(nameof(ImportWizardText.Saved), $"表{key}"))).ToBeVisibleAsync();

        // The next file with these headings needs no hand.
        await window.OpenUploadAsync();
        await window.ChooseAsync(OrderFiles.Write("own2.csv", Encoding.UTF8.GetBytes($"伝票{key},姓{key},名{key},品{key},個{key},円{key}\nI-{key},山田,太郎,KD-801,1,300\n")));
        await window.ReviewAsync();
        await window.ConfirmAsync(1);
        await window.SeeResultAsync();
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Fact]
    public async Task WrongEncoding_IsSeenAndPutRight()
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, "ja");
        var key = $"{Guid.NewGuid():N}"[..8];
        await window.OpenUploadAsync();
        await window.ChooseAsync(OrderFiles.Write("sjis.csv", CsvText.Cp932.GetBytes($"注文番号,顧客名,商品コード,数量,単価\r\nS-{key},髙島屋,KD-801,1,300\r\n")));
        var encoding = window.Page.GetByLabel(window.Words.Wizard(nameof(ImportWizardText.Encoding)), new() { Exact = true });
        var preview = window.Region(window.Words.Wizard(nameof(ImportWizardText.PreviewTitle)));
        await Expect(preview).ToContainTextAsync("髙島屋", new() { Timeout = 15_000 });

        await encoding.SelectOptionAsync("utf-8");
        await Expect(preview).Not.ToContainTextAsync("髙島屋");
        await encoding.SelectOptionAsync("cp932");
        await Expect(preview).ToContainTextAsync("髙島屋");
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task DryRun_WithBadRows_ShowsThemAndImportsTheRest(string language)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, look: new Look(Width: 390, Height: 844));
        var words = window.Words;
        var key = $"{Guid.NewGuid():N}"[..8];
        await window.OpenUploadAsync();
        await window.ChooseAsync(OrderFiles.Write("bad.csv", Encoding.UTF8.GetBytes($"注文番号,顧客名,商品コード,数量,単価\r\nB-{key}-1,山田,KD-801,1,300\r\nB-{key}-2,山田,KD-801,1.5,300\r\n")));
        await window.ReviewAsync();

        var problems = window.Region(words.Wizard(nameof(ImportWizardText.ProblemsTitle)));
        await Expect(problems).ToContainTextAsync(words.ImportProblems(nameof(ImportProblemsText.NotAnIntegerTitle)));
        await Expect(problems).ToContainTextAsync("1.5");
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.Equal(0, await fixture.Portal.Database.CountAsync($"SELECT count(*) FROM orders WHERE order_number LIKE 'B-{key}%'"));

        // All or nothing, and there are errors: the press says so.
        await window.ChooseOtherwiseAsync(words.Wizard(nameof(ImportWizardText.ModeWhole)));
        await Expect(window.Page.GetByLabel(words.Wizard(nameof(ImportWizardText.ModeWhole)))).ToBeCheckedAsync();
        await window.ConfirmAsync(1);
        await Expect(window.Page.Locator("#wizard-errors")).ToContainTextAsync(words.Wizard(nameof(ImportWizardText.WholeHasErrors), 1));
        await window.ChooseOtherwiseAsync(words.Wizard(nameof(ImportWizardText.ModePartial)));
        await Expect(window.Page.Locator("#wizard-errors")).ToHaveCountAsync(0);

        // Back and forth in the browser, and then for good.
        await window.Page.GoBackAsync();
        await window.SeeAsync(words.Wizard(nameof(ImportWizardText.Title), 2));
        await window.Page.GoForwardAsync();
        await Expect(window.Region(words.Wizard(nameof(ImportWizardText.ReviewTitle)))).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await window.ConfirmAsync(1);
        await window.SeeResultAsync();
        Assert.Equal(1, await fixture.Portal.Database.CountAsync($"SELECT count(*) FROM orders WHERE order_number LIKE 'B-{key}%'"));

        // The dry runs that were given up are no imports to look at.
        await window.GoAsync("/imports");
        await Expect(window.Region(words.Imports(nameof(ImportsText.ListTitle))).GetByRole(AriaRole.Row).Filter(new() { HasText = "bad.csv" }).First).ToBeVisibleAsync();
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    [Fact]
    public async Task Draft_OfAnotherTenant_IsNotThere()
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, "ja");
        await window.OpenUploadAsync();
        await window.ChooseAsync(OrderFiles.Write("mine.csv", Encoding.UTF8.GetBytes($"注文番号,顧客名,商品コード,数量,単価\r\nM-{Guid.NewGuid():N},山田,KD-801,1,300\r\n")));
        await window.SeeAsync(window.Words.Wizard(nameof(ImportWizardText.Title), 2));
        await using var stranger = await PortalPage.OpenAsync(fixture.Portal, "ja", People.Stranger);

        await stranger.GoAsync(new Uri(window.Page.Url).PathAndQuery);

        await Expect(stranger.Page.GetByText(stranger.Words.Wizard(nameof(ImportWizardText.MissingTitle)))).ToBeVisibleAsync();
        fixture.Portal.AssertNoErrors();
    }
}
