using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class NewSettlementPageTests : PaymentPageTests
{
    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Theory]
    [InlineData("ja", "3件、¥6,000を決済", "一致", "銀行振込と請求書払い")]
    [InlineData("en", "Settle: 3 charges, ¥6,000", "Matches", "Bank transfers and invoices")]
    public void Plan_IsShownBeforeItRuns_WithItsSumsAndWhatItLeavesOut(string language, string button, string match, string reason)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.AddRange([Samples.Candidate("EC-1", 1_000), Samples.Candidate("EC-2", 2_000), Samples.Candidate("EC-3", 3_000), Samples.Candidate("EC-4", 900, method: PaymentMethod.Invoice)]);

        var page = Show<NewSettlementPage>("/settlements/new?import=1042", Roles.Finance);

        Assert.Equal(button, page.Find(".op-wizard__bar .op-button--primary").TextContent.Trim());
        Assert.Equal(match, page.Find(".op-status").TextContent.Trim());
        Assert.Contains("¥0", page.Find(".op-flow").TextContent, StringComparison.Ordinal);
        Assert.Contains(reason, page.Markup, StringComparison.Ordinal);
        Assert.Equal("/orders/EC-4", page.Find(".op-parts__numbers a").GetAttribute("href"));
        Assert.Equal(Snapshots.Done.Id, Payments.Planned[0].Import);
        Assert.Null(Payments.Started);
    }

    [Fact]
    public void Plan_OfTenThousandCharges_DrawsOnePageOfThem()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.AddRange(Enumerable.Range(1, 10_000).Select(number => Samples.Candidate($"EC-{number:00000}", 1_000)));

        var page = Show<NewSettlementPage>("/settlements/new?import=1042&page=2", Roles.Finance);

        Assert.Equal(PlanView.PageSize, page.FindAll("tbody tr").Count);
        Assert.Contains("21-40 / 10,000件", page.Find(".op-pager").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/settlements/new?import=1042&page=3", page.Find("a[rel=next]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/settlements/new?import=1042", page.Find("a[rel=prev]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void Grouping_StandsInTheAddress_AndOpensToTheOrdersOfACharge()
    {
        Speak("ja");
        OrderId[] orders = [new(Guid.NewGuid()), new(Guid.NewGuid())];
        Payments.Candidates.AddRange([Samples.Candidate("EC-1", 1_000), Samples.Candidate("EC-2", 2_000)]);
        var page = Show<NewSettlementPage>($"/settlements/new?orders={orders[0].Value},nonsense,{orders[1].Value}", Roles.Finance);
        Assert.Equal(orders, Payments.Planned[0].Orders);
        Assert.Empty(page.FindAll(".op-parts__list"));

        page.Find("input[value=byCustomer]").Change(true);

        Assert.Contains("grouping=byCustomer", Address, StringComparison.Ordinal);
        page = Show<NewSettlementPage>(Address, Roles.Finance);
        Assert.True(page.Find("input[value=byCustomer]").HasAttribute("checked"));
        Assert.Equal(["EC-2¥2,000", "EC-1¥1,000", "合計¥3,000"], page.FindAll(".op-parts__list li").Select(part => string.Concat(part.TextContent.Where(letter => !char.IsWhiteSpace(letter)))));
    }

    [Fact]
    public void Plan_WithAnOrderOverTheLimit_ShowsHowItIsDivided()
    {
        Speak("en");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.Add(Samples.Candidate("EC-2001", 2_400_000));

        var page = Show<NewSettlementPage>("/settlements/new?import=1042", Roles.Administrator);

        Assert.Contains("¥800,000 × 3", page.Find("section[aria-labelledby=splits-title]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AfterTheDialogHasRepeatedCountAndSum_StartsWhatWasShown()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.AddRange([Samples.Candidate("EC-1", 1_000), Samples.Candidate("EC-2", 2_000)]);
        var page = Show<NewSettlementPage>("/settlements/new?import=1042&grouping=byCustomer", Roles.Finance);

        await page.Find(".op-wizard__bar .op-button--primary").ClickAsync(new());
        Assert.Contains("注文2件を、1件の決済（合計¥3,000）", page.Find("dialog").TextContent, StringComparison.Ordinal);
        Assert.Null(Payments.Started);
        await page.Find("dialog .op-button--primary").ClickAsync(new());

        Assert.Equal(SettlementGrouping.ByCustomer, Payments.Started);
        Assert.EndsWith("/settlements/12", Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "計画を表示したあとに、注文が変わりました")]
    [InlineData("en", "have changed since the plan was shown")]
    public async Task Run_WhenAnOrderHasChangedSince_ChargesNothingAndShowsThePlanAnew(string language, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.AddRange([Samples.Candidate("EC-1", 1_000), Samples.Candidate("EC-2", 2_000)]);
        var page = Show<NewSettlementPage>("/settlements/new?import=1042", Roles.Finance);
        await page.Find(".op-wizard__bar .op-button--primary").ClickAsync(new());
        Payments.Candidates[1] = Payments.Candidates[1] with { Total = 2_500 };

        await page.Find("dialog .op-button--primary").ClickAsync(new());

        Assert.Null(Payments.Started);
        Assert.Contains(words, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Contains("¥3,500", page.Find(".op-wizard__bar .op-button--primary").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Operator)]
    public async Task Run_ByWhoMayNot_IsRefusedWhateverWasOnTheScreen(string role)
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.Add(Samples.Candidate("EC-1", 1_000));
        var page = Show<NewSettlementPage>("/settlements/new?import=1042", role);

        await page.Find(".op-wizard__bar .op-button--primary").ClickAsync(new());
        await page.Find("dialog .op-button--primary").ClickAsync(new());

        Assert.Null(Payments.Started);
        Assert.NotEmpty(page.FindAll(".op-banner"));
    }

    [Theory]
    [InlineData("ja", "/settlements/new", "注文が選択されていません")]
    [InlineData("en", "/settlements/new?import=7", "No orders chosen")]
    [InlineData("ja", "/settlements/new?orders=nonsense", "注文が選択されていません")]
    public void Page_WithoutOrders_LeadsToWhereTheyAreChosen(string language, string address, string words)
    {
        Speak(language);

        var page = Show<NewSettlementPage>(address, Roles.Finance);

        Assert.Contains(words, page.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(Payments.Planned);
    }

    [Fact]
    public void Plan_ThatSettlesNothing_HasNoButtonToRunIt()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Candidates.Add(Samples.Candidate("EC-1", 50));

        var page = Show<NewSettlementPage>("/settlements/new?import=1042", Roles.Finance);

        Assert.Contains("決済できる注文はありません", page.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.Contains("下限に満たない", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".op-button--primary"));
    }
}
