using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Controls;
using OrderPortal.WebApp.Shared.Shell.Search;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Orders;

/// <summary>What a person does with an order.</summary>
internal static class OrderSteps
{
    /// <summary>From any page to the order's own, without a mouse.</summary>
    /// <param name="key">That opens the search.</param>
    public static async Task FindOrderByKeyboardAsync(this PortalPage window, string key, string number)
    {
        var (page, words) = (window.Page, window.Words);
        await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(number);
        await Expect(page.Locator("#op-find [role=status]")).ToHaveTextAsync(words.Search(nameof(SearchText.FoundOne)));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await window.SeeAsync(words.Orders(nameof(OrdersText.PageTitle), number));
    }

    /// <summary>On the order's page, which says so then.</summary>
    public static async Task CancelOrderAsync(this PortalPage window)
    {
        var (page, words) = (window.Page, window.Words);
        await window.Button(words.Orders(nameof(OrdersText.ActionCancelAsk))).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Orders(nameof(OrdersText.ActionCancel)), Exact = true }).ClickAsync();
        await window.SeeOrderStatusAsync(nameof(StatusText.OrderCancelled));
    }

    public static Task SeeOrderStatusAsync(this PortalPage window, string status) =>
        Expect(window.Page.Locator(".op-page-header .op-status").First).ToHaveTextAsync(window.Words.Status(status));
}
