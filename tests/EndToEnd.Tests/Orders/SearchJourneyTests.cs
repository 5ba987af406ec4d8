using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell.Search;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Orders;

/// <summary>"Where is my order?": found from anywhere without a mouse, looked at, and cancelled.</summary>
public sealed class SearchJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("ja", false, 1440, "FIND-1")]
    [InlineData("en", true, 390, "FIND-2")]
    public async Task Order_IsFoundByKeyboardAndCancelled(string language, bool dark, int width, string number)
    {
        using (var api = await PortalApi.DemoAsync(fixture.Portal))
        {
            await api.SendAsync(HttpMethod.Post, "/api/v1/orders", new
            {
                orderNumber = number,
                customer = new { code = $"C-{number}", name = "田中商店" },
                lines = new[] { new { productCode = "P-1", productName = "見本", quantity = 1, unitPrice = 1_000, taxRate = 10 } },
            });
        }

        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Operator, new Look(dark, width));
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/imports");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        // The key opens it, Esc closes it, and what had the focus has it again.
        await page.Keyboard.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(number);
        await Expect(page.Locator("#op-find [role=status]")).ToHaveTextAsync(words.Search(nameof(SearchText.FoundOne)));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await window.SeeAsync(words.Orders(nameof(OrdersText.PageTitle), number));
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await window.Button(words.Orders(nameof(OrdersText.ActionCancelAsk))).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Orders(nameof(OrdersText.ActionCancel)), Exact = true }).ClickAsync();
        await Expect(page.Locator(".op-page-header .op-status").First).ToHaveTextAsync(words.Status(nameof(StatusText.OrderCancelled)));
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }
}
