using System.Text;
using OrderPortal.EndToEnd.Tests.Imports;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Controls;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Orders;

/// <summary>An operator's day: a file with mistakes, the mistakes mended, one of the mended orders found and cancelled.</summary>
public sealed class OperatorJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Head = "注文番号,顧客名,商品コード,数量,単価";

    [Theory]
    [InlineData("ja", 1440)]
    [InlineData("en", 390)]
    [InlineData("ja", 390)]
    [InlineData("en", 1440)]
    public async Task File_WithMistakes_IsImportedMendedAndItsOrderCancelled(string language, int width)
    {
        var key = $"OP-{language}-{width}".ToUpperInvariant();
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, look: new Look(Width: width));
        var (page, words) = (window.Page, window.Words);
        await window.OpenUploadAsync();
        await window.ChooseAsync(OrderFiles.Write($"{key}.csv", Encoding.UTF8.GetBytes(
            $"{Head}\r\n{key}-1,山田,KD-801,1,300\r\n{key}-2,佐藤,KD-801,x,300\r\n{key}-3,鈴木,KD-801,2,時価\r\n")));
        await window.ReviewAsync();
        await window.ConfirmAsync(1);
        await window.SeeResultAsync();
        Assert.Equal(1, await CountAsync(key));

        await window.Link(words.Imports(nameof(ImportsText.Mend))).First.ClickAsync();
        await window.SeeAsync(words.Mend(nameof(MendText.Heading)));
        await window.HasMendKeysAsync();
        await Expect(window.LeftToMend(2)).ToBeVisibleAsync();
        await MendAsync(window, 3, "数量", "2");
        await Expect(window.LeftToMend(1)).ToBeVisibleAsync();
        await MendAsync(window, 4, "単価", "500");
        await Expect(window.LeftToMend(0)).ToBeVisibleAsync();
        await window.Button(words.Mend(nameof(MendText.RunCount), 2)).ClickAsync();
        await window.SeeResultAsync();
        Assert.Equal(3, await CountAsync(key));
        await window.IsLiveAsync();

        await window.FindOrderByKeyboardAsync("/", $"{key}-3");
        await window.CancelOrderAsync();
        await page.ReloadAsync();
        await window.SeeOrderStatusAsync(nameof(StatusText.OrderCancelled));
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    private static async Task MendAsync(PortalPage window, int row, string heading, string text)
    {
        var cell = window.MendCell(row, heading);
        await Expect(cell).ToHaveAttributeAsync("aria-invalid", "true");
        await cell.FillAsync(text);
        await window.Page.Keyboard.PressAsync("Tab");
        await Expect(cell).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    private Task<long> CountAsync(string key) => fixture.Portal.Database.CountAsync($"SELECT count(*) FROM orders WHERE order_number LIKE '{key}-%'");
}
