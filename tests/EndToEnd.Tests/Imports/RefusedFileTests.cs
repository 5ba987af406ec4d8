using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Shared.Localization;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>Files that cannot be imported: said at once, in the reader's language, with nothing written.</summary>
[Collection(SharedPortal.Name)]
public sealed class RefusedFileTests(PortalFixture fixture)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    public static TheoryData<string, string> Cases { get; } = new(
        from language in (string[])["ja", "en"]
        from kind in (string[])["empty", "png"]
        select (language, kind));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Upload_WhenTheFileIsUnusable_SaysWhy(string language, string kind)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language);
        var (file, message) = Unusable(kind, window.Words);
        var before = await fixture.Portal.Database.StoredAsync();
        await window.OpenUploadAsync();

        await window.DropAsync(file);

        await Expect(window.Refusal()).ToContainTextAsync(Path.GetFileName(file));
        await Expect(window.Refusal()).ToContainTextAsync(message);
        Assert.Equal(before, await fixture.Portal.Database.StoredAsync());
        await window.Button(window.Words.Imports(nameof(ImportsText.UploadRemove))).ClickAsync();
        await Expect(window.Refusal()).ToHaveCountAsync(0);
        window.AssertNoComplaints(PortalPage.Refusals);
        fixture.Portal.AssertNoErrors();
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task Upload_WhenTheFileWasImportedBefore_AsksAndGoesOn(string language)
    {
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language);
        var file = OrderFiles.Write("again.csv", Encoding.UTF8.GetBytes($"注文番号,顧客名,商品コード,数量,単価\r\nAGAIN-{language},山田 花子,KD-801,1,330\r\n"));
        await window.OpenUploadAsync();
        await window.ChooseAsync(file);
        await window.ImportNowAsync();
        await window.SeeResultAsync();
        var number = long.Parse(new Uri(window.Page.Url).Segments[^1], CultureInfo.InvariantCulture);
        var before = await fixture.Portal.Database.StoredAsync();
        await window.OpenUploadAsync();
        await window.ChooseAsync(file);
        await window.ImportNowAsync();

        await window.SeeAsync(window.Words.Wizard(nameof(ImportWizardText.Title), 3));
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(window.Words.Problems("same_file", await AcceptedAtAsync(number, window.Words), number), new() { Timeout = 15_000 });
        await Expect(window.Link(window.Words.Wizard(nameof(ImportWizardText.WaitingView), number))).ToHaveAttributeAsync("href", $"/imports/{number}");
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.NextReview))).ClickAsync();
        await Expect(window.Page.GetByText(window.Words.Wizard(nameof(ImportWizardText.SameFileTick)))).ToBeVisibleAsync();
        Assert.Equal(before.Orders, (await fixture.Portal.Database.StoredAsync()).Orders);

        await window.Page.GetByLabel(window.Words.Imports(nameof(ImportsText.UploadSameFile))).CheckAsync();
        await window.Button(window.Words.Wizard(nameof(ImportWizardText.NextReview))).ClickAsync();
        // The order is there already, so its row would be rejected: nothing would be doubled, and nothing is there to import.
        await Expect(window.Region(window.Words.Wizard(nameof(ImportWizardText.ProblemsTitle)))).ToContainTextAsync(
            window.Words.ImportProblems(nameof(ImportProblemsText.DuplicateExistingTitle)), new() { Timeout = 30_000 });
        await window.ConfirmAsync(0);
        await Expect(window.Page.GetByText(window.Words.Wizard(nameof(ImportWizardText.NothingToImport)))).ToBeVisibleAsync();
        Assert.Equal(1, await fixture.Portal.Database.CountAsync($"SELECT count(*) FROM orders WHERE order_number = 'AGAIN-{language}'"));
        window.AssertNoComplaints(PortalPage.Refusals);
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>The page knows the limit and does not even begin; the server holds to it all the same.</summary>
    [Fact]
    public async Task Upload_WhenTheFileIsOverTheLimit_IsRefusedByPageAndServer()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database, "small", ("Imports__MaxFileBytes", (1024 * 1024).ToString(CultureInfo.InvariantCulture)));
        var megabyteAndMore = OrderFiles.Write("big.csv", new byte[(1024 * 1024) + 1]);
        foreach (var language in (string[])["ja", "en"])
        {
            await using var window = await PortalPage.OpenAsync(portal, language);
            await window.OpenUploadAsync();
            await window.ChooseAsync(megabyteAndMore);
            await Expect(window.Refusal()).ToContainTextAsync(window.Words.Imports(nameof(ImportsText.UploadTooLarge), "1"));

            // As if the page did not know the limit.
            await window.Button(window.Words.Imports(nameof(ImportsText.UploadRemove))).ClickAsync();
            await window.Page.EvaluateAsync("document.querySelector('form[data-attached]').dataset.maxBytes = '999999999'");
            await window.ChooseAsync(megabyteAndMore);
            await Expect(window.Refusal()).ToContainTextAsync(window.Words.Problems("too_large", "1"));
            window.AssertNoComplaints(PortalPage.Refusals);
        }

        Assert.Equal((0, 0, 0, 0), await database.StoredAsync());
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    private async Task<string> AcceptedAtAsync(long number, Words words)
    {
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        var import = (await api.GetAsync("/api/v1/imports")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("number").GetInt64() == number);
        CultureInfo.CurrentUICulture = words.Culture;
        return new ReaderClock().Format(import.GetProperty("createdAt").GetDateTimeOffset());
    }

    private static (string File, string Message) Unusable(string kind, Words words) => kind switch
    {
        "empty" => (OrderFiles.Write("empty.csv", []), words.ImportProblems(nameof(ImportProblemsText.EmptyFile))),
        _ => (OrderFiles.Write("picture.csv", Png), words.ImportProblems(nameof(ImportProblemsText.NotASpreadsheet), "", "PNG")),
    };
}
