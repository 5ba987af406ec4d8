using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;
using OrderPortal.WebApp.Imports;
using OrderPortal.WebApp.Shared.Shell;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>Rejected rows mended in the browser with the keyboard, run again, and remembered for the next file.</summary>
public sealed class MendJourneyTests
{
    private const string Head = "注文番号,顧客名,商品コード,数量,単価\r\n";

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task RejectedRows_MendedByKeyboard_BecomeOrders_AndTheRuleHoldsForTheNextFile(string language)
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(database);
        await BeStrictAsync(database);
        using var api = await PortalApi.DemoAsync(portal);
        await ImportAsync(api, "一月.csv", "K-1,山田,P-1,1,100", "K-2,佐藤,A-100,1,100", "K-3,鈴木,P-1,x,100", "K-4,高橋,A-100,2,100", "K-5,田中,A-100,3,100");
        Assert.Equal(1, await database.CountAsync("SELECT count(*) FROM orders"));

        await using var window = await PortalPage.OpenAsync(portal, language);
        var words = window.Words;
        await window.GoAsync("/imports/1/mend");
        await window.SeeAsync(words.Mend(nameof(MendText.Heading)));
        await Expect(window.LeftToMend(4)).ToBeVisibleAsync();

        await MendByKeyboardAsync(window);
        await MendAllAlikeAsync(window);
        await window.Button(words.Mend(nameof(MendText.RunCount), 4)).ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new Regex("/imports/2$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await window.SeeResultAsync();
        Assert.Equal(5, await database.CountAsync("SELECT count(*) FROM orders"));
        Assert.Equal(0, await database.CountAsync("SELECT rows_rejected FROM import_batches WHERE number = 2"));
        Assert.Equal(1, await database.CountAsync("SELECT count(*) FROM import_batches c JOIN import_batches p ON c.parent_id = p.id AND p.number = 1"));

        await ImportAsync(api, "二月.csv", "L-1,山田,A-100,1,100");
        Assert.Equal(6, await database.CountAsync("SELECT count(*) FROM orders"));
        await RemoveRuleAsync(window);
        await ImportAsync(api, "三月.csv", "M-1,山田,A-100,1,100");
        Assert.Equal(6, await database.CountAsync("SELECT count(*) FROM orders"));
        window.AssertNoComplaints();
        portal.AssertNoErrors();
    }

    /// <summary>Two cells from error to error; what was typed is there after a reload, and Esc takes it back.</summary>
    private static async Task MendByKeyboardAsync(PortalPage window)
    {
        var keys = window.Page.Keyboard;
        await Expect(window.MendCell(3, "商品コード")).ToHaveAttributeAsync("aria-invalid", "true");
        await window.HasMendKeysAsync();
        await keys.PressAsync("F8");
        await Expect(window.MendCell(3, "商品コード")).ToBeFocusedAsync();
        await keys.TypeAsync("P-1");
        await keys.PressAsync("F8");
        await Expect(window.MendCell(4, "数量")).ToBeFocusedAsync();
        await Expect(window.LeftToMend(3)).ToBeVisibleAsync();

        // Thrown away before it was saved, then typed for good.
        await keys.TypeAsync("99");
        await keys.PressAsync("Escape");
        await Expect(window.MendCell(4, "数量")).ToHaveValueAsync("x");
        await keys.TypeAsync("7");
        await keys.PressAsync("Enter");
        await Expect(window.MendCell(5, "数量")).ToBeFocusedAsync();
        await Expect(window.Page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new Regex(@"\d\d:\d\d:\d\d", RegexOptions.None, TimeSpan.FromSeconds(1)) })).ToBeVisibleAsync();
        await Expect(window.LeftToMend(2)).ToBeVisibleAsync();
        await window.Page.ReloadAsync();
        await Expect(window.MendCell(4, "数量")).ToHaveValueAsync("7");
        await Expect(window.LeftToMend(2)).ToBeVisibleAsync();

        await window.HasMendKeysAsync();

        // Saved is not final: Esc on a cell that nobody has typed in gives back what the file says.
        await window.MendCell(4, "数量").FocusAsync();
        await keys.PressAsync("Escape");
        await Expect(window.MendCell(4, "数量")).ToHaveAttributeAsync("aria-invalid", "true");
        await keys.TypeAsync("7");
        await keys.PressAsync("Tab");
        await Expect(window.MendCell(4, "数量")).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    /// <summary>The value that two rows still have, chosen among the products and kept.</summary>
    private static async Task MendAllAlikeAsync(PortalPage window)
    {
        var words = window.Words;
        var panel = window.Region(words.Mend(nameof(MendText.ValuesTitle)));
        var input = panel.GetByLabel(words.Mend(nameof(MendText.ValueNewOf), "A-100"));
        await input.FillAsync("P-9");
        await panel.GetByRole(AriaRole.Button, new() { Name = words.Mend(nameof(MendText.ValueApplyOf), "A-100") }).ClickAsync();
        await Expect(input).ToHaveAttributeAsync("aria-invalid", "true");
        await input.FillAsync("");
        await input.PressSequentiallyAsync("りん");
        await Expect(panel.Locator("datalist option[value='P-1']")).ToHaveCountAsync(1);
        await input.FillAsync("P-1");
        await panel.GetByLabel(words.Mend(nameof(MendText.ValueKeepOf), "A-100")).CheckAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = words.Mend(nameof(MendText.ValueApplyOf), "A-100") }).ClickAsync();
        await Expect(panel.GetByText(words.Mend(nameof(MendText.ValueApplied), "A-100", "P-1"))).ToBeVisibleAsync();
        await Expect(window.LeftToMend(0)).ToBeVisibleAsync();
    }

    private static async Task RemoveRuleAsync(PortalPage window)
    {
        var words = window.Words;
        await window.MenuLink(words.Shell(nameof(ShellText.NavValueRules))).ClickAsync();
        await window.SeeAsync(words.Mend(nameof(MendText.RulesTitle)));
        await window.Button(words.Mend(nameof(MendText.RuleDeleteOf), "A-100")).ClickAsync();
        await window.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = words.Mend(nameof(MendText.RuleDelete)), Exact = true }).ClickAsync();
        await Expect(window.Page.GetByText(words.Mend(nameof(MendText.RulesEmpty)))).ToBeVisibleAsync();
    }

    private static async Task ImportAsync(PortalApi api, string name, params string[] rows) => await api.EndOfAsync(
        await api.UploadAsync(OrderFiles.Write(name, Encoding.UTF8.GetBytes(Head + string.Join("\r\n", rows) + "\r\n"))), TimeSpan.FromSeconds(60));

    /// <summary>A tenant with one product, and no codes beside it.</summary>
    private static async Task BeStrictAsync(TestDatabase database)
    {
        await database.ExecuteAsync($"UPDATE tenants SET free_product_codes = false WHERE id = '{DemoSeed.DemoTenant}'");
        await database.ExecuteAsync(
            $"INSERT INTO products (tenant_id, id, code, name_ja, price, tax_rate, active, created_at, modified_at) VALUES ('{DemoSeed.DemoTenant}', gen_random_uuid(), 'P-1', 'りんご', 100, 10, true, now(), now())");
    }
}
