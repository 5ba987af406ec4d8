using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
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
        var page = window.Page;
        await window.GoAsync("/imports");
        await window.IsLiveAsync();

        // The key opens it, Esc closes it, and what had the focus has it again.
        await page.Keyboard.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await window.FindOrderByKeyboardAsync("Control+k", number);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await window.CancelOrderAsync();
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }
}
