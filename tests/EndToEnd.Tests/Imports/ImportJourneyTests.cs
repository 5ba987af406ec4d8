using System.Text;
using Microsoft.Playwright;
using OrderPortal.Domain.Imports;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Imports.Wizard;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Controls;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>The main job as a person does it, from the sign-in to a single order, in both languages.</summary>
public sealed class ImportJourneyTests
{
    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task DroppedFile_FromSignInToTheOrder(string language)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await using var window = await PortalPage.OpenAsync(portal, language, person: null);
        await window.WatchBarsAsync();

        await window.SignInAsync(People.Operator);
        await window.OpenUploadAsync();
        await window.DropAsync(OrderFiles.Sample.Path);
        await window.ReviewAsync();
        await window.ForgetBarsAsync(window.Words.Imports(nameof(ImportsText.ProgressTitle)));
        await window.ConfirmAsync(OrderFiles.Sample.Expected.Rows - OrderFiles.Sample.Expected.RejectedRows);
        await window.SeeResultAsync();

        await AssertBarMovedAsync(window);
        await AssertTotalsAsync(window);
        await AssertFilterAsync(window);
        var report = await AssertReportsAsync(window);
        await AssertSecondRoundAsync(window, report);
        await AssertOrderAsync(window);
        window.AssertNoComplaints();
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task ChosenFiles_EachBecomesAnImport()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await using var window = await PortalPage.OpenAsync(portal, "en");
        await window.OpenUploadAsync();

        await window.ChooseAsync(OrderFiles.Twenty.Path, OrderFiles.Sample.Path);

        await window.Button(window.Words.Wizard(nameof(ImportWizardText.WaitingAll))).ClickAsync(new() { Timeout = 30_000 });
        for (var number = 1; number <= 2; number++)
        {
            await Expect(window.Link(window.Words.Wizard(nameof(ImportWizardText.WaitingView), number))).ToBeVisibleAsync(new() { Timeout = 30_000 });
        }

        await window.GoAsync("/imports");
        var list = window.Region(window.Words.Imports(nameof(ImportsText.ListTitle))).GetByRole(AriaRole.Row);
        // The list moves on by itself.
        await Expect(list.Filter(new() { HasText = OrderFiles.Sample.Name })).ToContainTextAsync(
            window.Words.Status(nameof(StatusText.ImportCompletedWithErrors)), new() { Timeout = 60_000 });
        await Expect(list.Filter(new() { HasText = OrderFiles.Twenty.Name })).ToContainTextAsync(window.Words.Status(nameof(StatusText.ImportCompleted)));
        window.AssertNoComplaints();
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    private static async Task AssertBarMovedAsync(PortalPage window)
    {
        var seen = await window.SeenBarsAsync();
        var name = window.Words.Imports(nameof(ImportsText.ProgressTitle));
        var import = seen.Where(bar => bar.Label == name).ToList();
        var shares = import.Where(bar => bar.Now is not null).Select(bar => int.Parse(bar.Now!, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        Assert.Contains(seen, bar => bar.Label == $"{window.Words.Imports(nameof(ImportsText.Uploading))} {OrderFiles.Sample.Name}");
        Assert.True(import.Select(bar => bar.Text).Distinct().Count() >= 3, $"The bar stood still: {string.Join(" → ", import)}");
        Assert.True(shares.Order().SequenceEqual(shares), $"The bar went back: {string.Join(" → ", import)}");
    }

    private static async Task AssertTotalsAsync(PortalPage window)
    {
        var expected = OrderFiles.Sample.Expected;
        var words = window.Words;
        var accepted = Words.Count(expected.Rows - expected.RejectedRows);
        foreach (var (label, value) in new[]
        {
            (nameof(ImportsText.ResultImported), accepted),
            (nameof(ImportsText.ResultRejected), Words.Count(expected.RejectedRows)),
            (nameof(ImportsText.ResultOrders), Words.Count(expected.Orders - expected.RejectedOrders)),
            (nameof(ImportsText.ResultAmount), YenAmount.Format(expected.AcceptedAmount)),
        })
        {
            await Expect(window.Result()).ToContainTextAsync(words.Imports(label) + value);
        }

        var totals = window.Region(words.Imports(nameof(ImportsText.TotalsTitle)));
        await Expect(totals).ToContainTextAsync(words.Imports(nameof(ImportsText.TotalsEquation), Words.Count(expected.Rows), accepted, Words.Count(expected.RejectedRows), "0"));
        foreach (var (label, value) in new[]
        {
            (nameof(ImportsText.TotalsQuantity), Words.Count(expected.AcceptedQuantity)),
            (nameof(ImportsText.TotalsAmount), YenAmount.Format(expected.AcceptedAmount)),
        })
        {
            await Expect(totals.GetByRole(AriaRole.Row).Filter(new() { Has = window.Page.GetByRole(AriaRole.Rowheader, new() { Name = words.Imports(label), Exact = true }) }).GetByRole(AriaRole.Cell)).ToHaveTextAsync(
                [value, value, words.Imports(nameof(ImportsText.TotalsMatch))]);
        }
    }

    /// <summary>One kind of problem: by its chip, and again by the address alone.</summary>
    private static async Task AssertFilterAsync(PortalPage window)
    {
        var words = window.Words;
        var title = words.ImportProblems(nameof(ImportProblemsText.NotANumberTitle));
        var rows = window.Region(words.Imports(nameof(ImportsText.ProblemsTitle))).GetByRole(AriaRole.Table).GetByRole(AriaRole.Row);
        var planted = OrderFiles.Sample.Expected.Codes[ProblemCodes.NotANumber];
        var chips = window.Page.GetByRole(AriaRole.Navigation, new() { Name = words.Imports(nameof(ImportsText.ProblemKind)) }).GetByRole(AriaRole.Link);

        await chips.Filter(new() { HasText = title }).ClickAsync();
        await Expect(window.Page).ToHaveURLAsync("/imports/1?code=not_a_number");
        await AssertRowsAsync();

        await window.GoAsync(new Uri(window.Page.Url).PathAndQuery);
        await AssertRowsAsync();
        await Expect(chips.Filter(new() { HasText = title })).ToHaveAttributeAsync("aria-current", "true");

        async Task AssertRowsAsync()
        {
            // One more for the heading.
            await Expect(rows).ToHaveCountAsync(planted + 1);
            await Expect(rows.Filter(new() { HasText = title })).ToHaveCountAsync(planted);
            await Expect(rows.Filter(new() { HasText = "時価" })).ToHaveCountAsync(planted);
        }
    }

    /// <summary>Both encodings hold the rows of the rejected orders, all of them and no others, as they stood in the file.</summary>
    private static async Task<(string Path, ErrorReportFile Report)> AssertReportsAsync(PortalPage window)
    {
        var file = CsvText.Parse(await File.ReadAllTextAsync(OrderFiles.Sample.Path, CsvText.Cp932));
        var orders = OrderFiles.Sample.Expected.Planted.Where(planted => !planted.IsWarning).Select(planted => planted.OrderNumber).ToHashSet();
        var expected = file.Index().Where(row => row.Index > 0 && orders.Contains(row.Item[0])).Select(row => row.Index + 1).ToList();
        var (path, utf8) = await DownloadAsync(window, nameof(ImportsText.ReportUtf8), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var (_, cp932) = await DownloadAsync(window, nameof(ImportsText.ReportCp932), CsvText.Cp932);

        foreach (var report in new[] { utf8, cp932 })
        {
            Assert.Equal(file[0], report.Heading.Take(file[0].Length));
            Assert.Equal(expected, report.Rows.Select(row => row.Number));
            Assert.All(report.Rows, row => Assert.NotEmpty(row.Codes));
            Assert.All(report.Rows, row => Assert.NotEmpty(row.Messages));
            // Cells that no encoding could give back, and those that a row had too many of, are the report's own business.
            Assert.All(
                report.Rows.Where(row => file[row.Number - 1].Length == row.Cells.Length && !row.Codes.Contains(ProblemCodes.Undecodable, StringComparison.Ordinal)),
                row => Assert.Equal(file[row.Number - 1], row.Cells));
        }

        var said = utf8.Rows.ToDictionary(row => row.Number);
        Assert.All(
            OrderFiles.Sample.Expected.Planted.Where(planted => !planted.IsWarning),
            planted => Assert.Contains(planted.Code, said[planted.Row].Codes, StringComparison.Ordinal));
        return (path, utf8);
    }

    /// <summary>The report, handed over as it is: the same rows are rejected for the same reasons, and nothing comes in.</summary>
    private static async Task AssertSecondRoundAsync(PortalPage window, (string Path, ErrorReportFile Report) first)
    {
        await window.OpenUploadAsync();
        await window.ChooseAsync(first.Path);
        await window.ImportNowAsync();
        await Expect(window.Page).ToHaveURLAsync("/imports/2");
        await window.SeeResultAsync();
        var rows = Words.Count(first.Report.Rows.Count);
        await Expect(window.Region(window.Words.Imports(nameof(ImportsText.TotalsTitle)))).ToContainTextAsync(
            window.Words.Imports(nameof(ImportsText.TotalsEquation), rows, "0", rows, "0"));

        var (_, second) = await DownloadAsync(window, nameof(ImportsText.ReportUtf8), Encoding.UTF8);

        Assert.Equal(first.Report.Heading, second.Heading);
        Assert.Equal(first.Report.Rows.Select(Reasons), second.Rows.Select(Reasons));

        // Two things in a message are the file's and not the row's: where the order's other rows stand, and the encoding.
        static (int, string, string, string) Reasons(ReportRow row) =>
            (row.Number, row.Columns, row.Codes, ErrorReportFile.WithoutRowNumbers(row.Messages).Replace("CP932", "UTF-8", StringComparison.Ordinal));
    }

    /// <summary>From the import to its orders, to one of them, and back by its link.</summary>
    private static async Task AssertOrderAsync(PortalPage window)
    {
        var words = window.Words;
        await window.GoAsync("/imports/1");
        await window.Link(words.Imports(nameof(ImportsText.ViewOrders))).ClickAsync();
        await Expect(window.Heading(words.Orders(nameof(OrdersText.ListTitle)))).ToBeVisibleAsync();
        var link = window.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First;
        var number = (await link.TextContentAsync())!;
        await link.ClickAsync();

        await Expect(window.Heading(words.Orders(nameof(OrdersText.PageTitle), number))).ToBeVisibleAsync();
        var origin = window.Region(words.Orders(nameof(OrdersText.OriginTitle)));
        var file = CsvText.Parse(await File.ReadAllTextAsync(OrderFiles.Sample.Path, CsvText.Cp932));
        var row = file.FindIndex(cells => cells[0] == number) + 1;
        await Expect(origin).ToContainTextAsync(OrderFiles.Sample.Name);
        await Expect(origin).ToContainTextAsync(words.Orders(nameof(OrdersText.OriginRowValue), Words.Count(row)));
        await origin.GetByRole(AriaRole.Link, new() { Name = words.Orders(nameof(OrdersText.FilterImport), 1), Exact = true }).ClickAsync();
        await Expect(window.Heading(OrderFiles.Sample.Name)).ToBeVisibleAsync();
    }

    private static async Task<(string Path, ErrorReportFile Report)> DownloadAsync(PortalPage window, string link, Encoding encoding)
    {
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Link(window.Words.Imports(link)).ClickAsync());
        var path = OrderFiles.Write(download.SuggestedFilename, await File.ReadAllBytesAsync(await download.PathAsync()));
        return (path, ErrorReportFile.Parse(await File.ReadAllTextAsync(path, encoding)));
    }
}
