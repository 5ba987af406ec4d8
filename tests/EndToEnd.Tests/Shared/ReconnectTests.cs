using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Imports;
using OrderPortal.Testing;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Orders.Placing;
using OrderPortal.WebApp.Shared.Shell;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>A page that is open while the server goes away and comes back.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task ImportPage_WhenTheServerIsRestarted_SaysSoAndShowsTheResultAfterAReload()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        // Small chunks of a large file, so that there is time to look.
        await using var portal = await PortalProcess.StartAsync(database, settings: ("Imports__ChunkOrders", "500"));
        using var api = await PortalApi.DemoAsync(portal);
        await using var japanese = await PortalPage.OpenAsync(portal, "ja");
        await using var english = await PortalPage.OpenAsync(portal, "en");
        var import = await api.UploadAsync(OrderFiles.Large.Path);
        await Task.WhenAll(WatchAsync(japanese), WatchAsync(english));

        await portal.KillAsync();

        await Task.WhenAll(AssertLostAsync(japanese), AssertLostAsync(english));
        await portal.StartAsync();
        await Task.WhenAll(AssertBackAsync(japanese), AssertBackAsync(english));

        Assert.Equal("completedWithErrors", (await api.EndOfAsync(import, TimeSpan.FromSeconds(10))).GetProperty("status").GetString());
        portal.AssertNoErrors();
        await database.DisposeAsync();

        static async Task WatchAsync(PortalPage window)
        {
            await window.WatchBarsAsync();
            await window.GoAsync("/imports/1");
            // It moves: the page has its connection.
            await Eventually.IsAsync(async () => (await window.SeenBarsAsync()).Count >= 3, TimeSpan.FromSeconds(30), () => "the bar moves");
        }

        static async Task AssertLostAsync(PortalPage window)
        {
            await Expect(Dialog(window, nameof(ShellText.ReconnectTitle))).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await Expect(Dialog(window, nameof(ShellText.ReconnectTitle))).ToContainTextAsync(window.Words.Shell(nameof(ShellText.ReconnectKept)));
        }

        static async Task AssertBackAsync(PortalPage window)
        {
            await ComeBackAsync(window, () => window.Result().IsVisibleAsync());
            window.AssertNoComplaints(PortalPage.LostServer);
        }
    }

    [Theory]
    [InlineData("ja", 1440)]
    [InlineData("en", 390)]
    public async Task Form_WhenTheServerIsRestarted_HasWhatWasTyped(string language, int width)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await using var window = await PortalPage.OpenAsync(portal, language, look: new Look(Width: width));
        var (page, words) = (window.Page, window.Words);
        var typed = new (string Field, string Text)[]
        {
            ("order_number", "KEPT-1"), ("customer_name", "髙島 一郎"), ("product_code-0", "P-1"), ("quantity-0", "2"), ("unit_price-0", "1200"),
            ("product_code-1", "P-2"), ("quantity-1", "3"), ("unit_price-1", "80"), ("note", "門の前に\n置いてください"),
        };
        await window.GoAsync("/orders/new");
        await window.IsLiveAsync();
        await window.Button(words.NewOrder(nameof(NewOrderText.AddLine))).ClickAsync();
        foreach (var (field, text) in typed)
        {
            await page.Locator($"#{field}").FillAsync(text);
        }

        await page.Locator("#tax-included").SetCheckedAsync(false);

        // Its sums show that the server has all of it: what is on its way in the moment of the crash is nobody's.
        await Expect(page.GetByText("¥2,904", new() { Exact = true })).ToBeVisibleAsync();
        await portal.KillAsync();
        await Expect(Dialog(window, nameof(ShellText.ReconnectTitle))).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await portal.StartAsync();
        var back = page.GetByText(words.Shell(nameof(ShellText.TypedBack)), new() { Exact = true });
        await ComeBackAsync(window, () => back.IsVisibleAsync());

        foreach (var (field, text) in typed)
        {
            await Expect(page.Locator($"#{field}")).ToHaveValueAsync(text);
        }

        await Expect(page.Locator("#tax-included")).Not.ToBeCheckedAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("sessionStorage.length"));
        Assert.Empty(await window.ExamineAsync("typed-back"));

        // The server has it too: it can be placed as it stands.
        await window.Button(words.NewOrder(nameof(NewOrderText.Submit))).ClickAsync();
        await window.SeeAsync(words.Orders(nameof(OrdersText.PageTitle), "KEPT-1"));
        await Expect(back).ToHaveCountAsync(0);
        Assert.Equal(1, await database.CountAsync("SELECT count(*) FROM orders WHERE order_number = 'KEPT-1' AND NOT tax_included"));
        Assert.Equal(2, await database.CountAsync("SELECT count(*) FROM order_lines"));
        window.AssertNoComplaints(PortalPage.LostServer);
        portal.AssertNoErrors();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Field_ThatIsNotThereAfterTheReload_IsNamed()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await using var window = await PortalPage.OpenAsync(portal, "en", People.Administrator);
        var (page, words) = (window.Page, window.Words);
        await window.GoAsync("/customers/new");
        await window.IsLiveAsync();
        await page.Locator("#catalog-code").FillAsync("C-1");
        // As if what the form has were another after the restart.
        await page.EvaluateAsync("() => { const name = document.querySelector('#catalog-name'); name.id = 'gone'; name.labels[0] ?? document.querySelector('label[for=catalog-name]').setAttribute('for', 'gone'); }");
        await page.Locator("#gone").FillAsync("田中商店");
        var label = await page.EvaluateAsync<string>("document.querySelector('#gone').labels[0].firstChild.textContent.trim()");
        await portal.KillAsync();
        await Expect(Dialog(window, nameof(ShellText.ReconnectTitle))).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await portal.StartAsync();

        await ComeBackAsync(window, () => page.GetByText(words.Shell(nameof(ShellText.TypedPartlyBack)), new() { Exact = true }).IsVisibleAsync());

        await Expect(page.GetByText(words.Shell(nameof(ShellText.TypedMissing), label), new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator("#catalog-code")).ToHaveValueAsync("C-1");
        await Expect(page.Locator("#catalog-name")).ToHaveValueAsync("");
        await database.DisposeAsync();
    }

    /// <summary>
    /// The new server knows nothing of the page that was open: it is loaded anew by the button, or if an attempt came first, asks for it. One may take the other's place in the
    /// moment of the press.
    /// </summary>
    private static Task ComeBackAsync(PortalPage window, Func<Task<bool>> isBack) => Eventually.IsAsync(
        async () => await isBack() || await PressAsync(
            Dialog(window, nameof(ShellText.ReconnectTitle)).GetByRole(AriaRole.Button, new() { Name = window.Words.Shell(nameof(ShellText.ReconnectNow)) })
                .Or(Dialog(window, nameof(ShellText.ReconnectRejectedTitle)).GetByRole(AriaRole.Button, new() { Name = window.Words.Shell(nameof(ShellText.Reload)) }))
                .Last),
        TimeSpan.FromSeconds(120), () => "the page is back");

    /// <returns>Never the end by itself.</returns>
    private static async Task<bool> PressAsync(ILocator button)
    {
        if (await button.IsVisibleAsync())
        {
            try
            {
                await button.ClickAsync(new() { Timeout = 2_000 });
            }
            catch (TimeoutException)
            {
                // It is gone; the next look finds what stands there instead.
            }
        }

        return false;
    }

    private static ILocator Dialog(PortalPage window, string title) => window.Page.GetByRole(AriaRole.Alertdialog, new() { Name = window.Words.Shell(title) });
}
