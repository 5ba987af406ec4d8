using System.Text;
using Microsoft.Playwright;
using OrderPortal.Domain.Payments;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Shared.Controls;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Payments;

/// <summary>What finance does in a day: looks at a plan, settles, watches, retries what was declined, gives money back. No page is loaded anew in between.</summary>
public sealed class SettlementJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("ja", false, 1440)]
    [InlineData("en", true, 390)]
    public async Task Settling_FromThePlanToTheRefund_IsSeenAsItHappens(string language, bool dark, int width)
    {
        var import = await ImportAsync(language);
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Finance, new Look(dark, width));
        var (page, words) = (window.Page, window.Words);

        await window.GoAsync($"/settlements/new?import={import}&grouping=byCustomer");
        await window.SeeAsync(words.Payments(nameof(PaymentsText.PlanTitle)));
        await ExamineAsync(window);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await window.Button(words.Payments(nameof(PaymentsText.RunButton), "3", "¥14,604")).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Payments(nameof(PaymentsText.RunConfirm)), Exact = true }).ClickAsync();

        await Expect(page.Locator(".op-page-header .op-status")).ToHaveTextAsync(words.Status(nameof(StatusText.SettlementPartlyFailed)), new() { Timeout = 60_000 });
        await Expect(page.Locator(".op-sumlines .op-tone-danger")).ToHaveCountAsync(0);
        await ExamineAsync(window);

        await window.Button(words.Payments(nameof(PaymentsText.RetryAll), "1")).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Payments(nameof(PaymentsText.Retry)), Exact = true }).ClickAsync();
        await Expect(page.Locator(".op-banner")).ToContainTextAsync(words.Payments(nameof(PaymentsText.RetryAccepted), "1"), new() { Timeout = 15_000 });

        await window.Link(words.Payments(nameof(PaymentsText.OrderAndMore), $"{language}-1", "1")).ClickAsync();
        await window.SeeAsync(words.Payments(nameof(PaymentsText.ChargeTitle), words.Payments(nameof(PaymentsText.OrderAndMore), $"{language}-1", "1")));
        await ExamineAsync(window);
        await window.Button(words.Payments(nameof(PaymentsText.Refund))).ClickAsync();
        await page.GetByLabel(words.Payments(nameof(PaymentsText.RefundPart)), new() { Exact = true }).CheckAsync();
        await page.GetByLabel(words.Payments(nameof(PaymentsText.RefundAmount)), new() { Exact = true }).FillAsync("1,000");
        await page.GetByLabel(words.Payments(nameof(PaymentsText.RefundRepeat)), new() { Exact = true }).FillAsync("1000");
        await ExamineAsync(window);
        await window.Button(words.Payments(nameof(PaymentsText.RefundConfirmAmount), "¥1,000")).ClickAsync();

        await Expect(page.Locator(".op-page-header .op-status")).ToHaveTextAsync(words.Status(StatusCatalog.Of(ChargeStatus.PartlyRefunded).TextKey), new() { Timeout = 30_000 });
        foreach (var path in new[] { "/settlements", "/charges", "/charges?status=declined,failed,expired", "/dev/simulator" })
        {
            await window.GoAsync(path);
            await ExamineAsync(window);
        }

        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>Two customers whose cards are good, one of whom has two orders, and one whose card the simulated gateway never takes.</summary>
    /// <returns>The number of the import.</returns>
    private async Task<long> ImportAsync(string language)
    {
        const string Heading = "注文番号,注文日時,顧客コード,顧客名,郵便番号,都道府県,市区町村,住所1,商品コード,商品名,数量,単価,税率,値引額,送料,支払方法";
        string[] rows = [Row(1, "A", 3_300), Row(2, "A", 4_300), Row(3, "B", 3_000), Row(4, "C", 4_004)];
        var file = OrderFiles.Write($"settling-{language}.csv", Encoding.UTF8.GetBytes($"{Heading}\r\n{string.Join("\r\n", rows)}\r\n"));
        using var api = await PortalApi.DemoAsync(fixture.Portal);
        return (await api.EndOfAsync(await api.UploadAsync(file), TimeSpan.FromSeconds(60))).GetProperty("number").GetInt64();

        string Row(int number, string customer, int price) =>
            $"{language}-{number},2026/11/27 10:00,{language}-{customer},田中商店,100-0001,東京都,千代田区,千代田1-1,P-1,見本,1,{price},0,0,0,クレジットカード";
    }

    private static async Task ExamineAsync(PortalPage window)
    {
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(await window.ExamineAsync(window.Page.Url));
    }
}
