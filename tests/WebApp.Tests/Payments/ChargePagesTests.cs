using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class ChargePagesTests : PaymentPageTests
{
    [Fact]
    public void List_IsNarrowedByWhatTheAddressSays()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Declined, 1, 1_000)));
        Payments.Charges.Add(Samples.ChargeOf(ChargeStatus.Declined, "expired_card"));

        var page = Show<ChargesPage>("/charges?status=declined,failed,expired&gateway=simulator&settlement=12&import=1042&customer=C-1", Roles.Viewer);

        var asked = Payments.AskedCharges[0];
        Assert.Equal((Samples.Settlement, Snapshots.Done.Id, "simulator", "C-1"), (asked.Settlement, asked.Import, asked.Gateway, asked.CustomerCode));
        Assert.Equal(SettlementLook.Troubled, asked.Statuses);
        Assert.Equal(5, page.FindAll("a.op-chip").Count);
        Assert.Equal("declined,failed,expired", ((IHtmlSelectElement)page.Find("#status")).Value);
        Assert.Contains("カードの期限切れ", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.EndsWith("/charges?status=declined,failed,expired&gateway=simulator&import=1042&customer=C-1", Uri.UnescapeDataString(page.FindAll("a.op-chip")[2].GetAttribute("href")!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/charges?order=EC-404")]
    [InlineData("/charges?settlement=abc")]
    [InlineData("/charges?import=77")]
    public void List_OfWhatIsNotThere_AsksNobody(string address)
    {
        Speak("en");

        var page = Show<ChargesPage>(address, Roles.Viewer);

        Assert.Empty(Payments.AskedCharges);
        Assert.Contains("No charges fit", page.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("#order"));
    }

    [Fact]
    public async Task Selection_IsRetriedTogether()
    {
        Speak("ja");
        Payments.Charges.AddRange([Samples.ChargeOf(ChargeStatus.Declined, number: "EC-1"), Samples.ChargeOf(ChargeStatus.Failed, number: "EC-2"), Samples.ChargeOf(ChargeStatus.Succeeded, number: "EC-3")]);
        Payments.Outcomes = new ChargeOutcomes(1, [new RefusedCharge(ChargeId.New(), PaymentErrors.NotRetryable)]);
        var page = Show<ChargesPage>("/charges", Roles.Finance);
        Assert.Empty(page.FindAll(".op-bulk"));

        page.Find("thead input[type=checkbox]").Change(true);
        Assert.Contains("3件（¥3,000）", page.Find(".op-bulk").TextContent, StringComparison.Ordinal);
        page.FindAll("tbody input[type=checkbox]")[2].Change(false);
        await page.FindAll(".op-bulk button")[0].ClickAsync(new());
        Assert.Contains("2件（¥2,000）", page.Find("dialog .op-dialog__body").TextContent, StringComparison.Ordinal);
        await page.Find("dialog .op-dialog__foot .op-button--primary").ClickAsync(new());

        Assert.Equal(Payments.Charges.Take(2).Select(charge => charge.Charge.Id), Assert.Single(Payments.Retried).Charges);
        Assert.Contains("1件はそのままです", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".op-bulk"));
    }

    [Theory]
    [InlineData("ja", "残高・利用可能額の不足", "応答なし", "請求", "1,250ミリ秒", "2-1")]
    [InlineData("en", "Not enough funds", "No answer", "Charge", "1,250 ms", "2-1")]
    public void Charge_ShowsEveryAttemptInTheReadersWords(string language, string reason, string outcome, string kind, string duration, string number)
    {
        Speak(language);
        var charge = Samples.ChargeOf(ChargeStatus.Declined, "insufficient_funds") with
        {
            Attempts =
            [
                new ChargeAttempt(AttemptKind.Charge, null, 2, 1, Samples.At, Samples.At.AddMilliseconds(1_250), AttemptOutcome.Declined, "insufficient_funds", 402, null, "req_1"),
                new ChargeAttempt(AttemptKind.Charge, null, 1, 1, Samples.At.AddMinutes(-1), null, AttemptOutcome.NoAnswer, null, null, null, null),
            ],
        };
        Payments.Charges.Add(charge);

        var page = Show(charge, Roles.Viewer);

        var attempts = page.Find("section[aria-labelledby=attempts-title]").TextContent;
        Assert.All((string[])[reason, outcome, kind, duration, number, "req_1", "402"], words => Assert.Contains(words, attempts, StringComparison.Ordinal));
        Assert.Contains(reason, page.Find(".op-banner.op-tone-danger").TextContent, StringComparison.Ordinal);
        Assert.Equal("/orders/EC-1001", page.Find("section[aria-labelledby=allocations-title] tbody a").GetAttribute("href"));
        Assert.Empty(page.FindAll(".op-page-header button"));
    }

    [Theory]
    [InlineData(ChargeStatus.Declined, new[] { "取り消す", "やり直す" })]
    [InlineData(ChargeStatus.Planned, new[] { "取り消す" })]
    [InlineData(ChargeStatus.Sending, new string[0])]
    [InlineData(ChargeStatus.AwaitingCustomer, new[] { "取り消す" })]
    [InlineData(ChargeStatus.Succeeded, new[] { "返金" })]
    [InlineData(ChargeStatus.Refunded, new string[0])]
    [InlineData(ChargeStatus.Cancelled, new string[0])]
    public void Charge_OffersWhatItsStateAllows(ChargeStatus status, string[] actions)
    {
        Speak("ja");
        var charge = Samples.ChargeOf(status);
        Payments.Charges.Add(charge);

        Assert.Equal(actions, Show(charge, Roles.Finance).FindAll(".op-page-header button").Select(button => button.TextContent.Trim()));
    }

    [Fact]
    public void Charge_WhoseOutcomeIsUnknown_IsRetriedAndNotCancelled()
    {
        Speak("ja");
        var charge = Samples.ChargeOf(ChargeStatus.Failed, "outcome_unknown") with { OutcomeKnown = false };
        Payments.Charges.Add(charge);

        var page = Show(charge, Roles.Finance);

        Assert.Equal(["やり直す"], page.FindAll(".op-page-header button").Select(button => button.TextContent.Trim()));
        Assert.Contains("二重に請求されることはありません", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "2026年1月9日 08:59（日本時間）", "ファミリーマート")]
    [InlineData("en", "Jan 09, 2026 08:59 (Japan time)", "FamilyMart")]
    public void Voucher_HasStoreNumbersAndItsDeadlineInJapan(string language, string deadline, string store)
    {
        Speak(language);
        var charge = Samples.ChargeOf(ChargeStatus.AwaitingCustomer) with
        {
            Voucher = new Voucher([new VoucherStore("familymart", "12345-678", "0901"), new VoucherStore("newchain", "9", null)], new DateTimeOffset(2026, 1, 8, 23, 59, 0, TimeSpan.Zero), "javascript:alert(1)"),
        };
        Payments.Charges.Add(charge);

        var card = Show(charge, Roles.Viewer).Find(".op-voucher");

        Assert.All((string[])[deadline, store, "12345-678", "0901", "newchain", "¥1,000"], words => Assert.Contains(words, card.TextContent, StringComparison.Ordinal));
        Assert.Null(card.QuerySelector("a"));
    }

    [Fact]
    public async Task Refund_AsksForTheAmountTwice_AndGivesBackWhatWasTyped()
    {
        Speak("ja");
        var charge = Samples.ChargeOf(ChargeStatus.Succeeded, amount: 3_000, orders: 2);
        Payments.Charges.Add(charge);
        var page = Show(charge, Roles.Finance);
        await page.Find(".op-page-header button").ClickAsync(new());

        page.FindAll("input[name=extent]")[1].Change(true);
        page.Find("#refund-amount").Input("１，０００");
        page.Find("#refund-repeat").Input("999");
        await page.Find("dialog .op-button--danger").ClickAsync(new());
        Assert.Empty(Payments.Refunded);
        Assert.Equal("true", page.Find("#refund-repeat").GetAttribute("aria-invalid"));
        Assert.Contains("一致しません", page.Find("#refund-repeat-error").TextContent, StringComparison.Ordinal);

        page.Find("#refund-repeat").Input("1000");
        page.Find("#refund-reason").Change("破損");
        Assert.Contains("¥1,000を返金", page.Find("dialog .op-button--danger").TextContent, StringComparison.Ordinal);
        await page.Find("dialog .op-button--danger").ClickAsync(new());

        var (order, reason, parts) = Assert.Single(Payments.Refunded);
        Assert.Equal((null, "破損", 1_000), (order, reason, parts.Sum(part => part.Amount)));
        Assert.Contains("¥1,000の返金を受け付けました", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#refund-amount"));
    }

    [Fact]
    public async Task Refund_OfOneOrder_IsOfThatOrder()
    {
        Speak("en");
        var charge = Samples.ChargeOf(ChargeStatus.Succeeded, amount: 3_000, orders: 2);
        Payments.Charges.Add(charge);
        var page = Show(charge, Roles.Finance);
        await page.Find(".op-page-header button").ClickAsync(new());

        page.FindAll("input[name=extent]")[2].Change(true);
        page.Find("#refund-order").Change(charge.Allocations[1].Order.Value.ToString());
        Assert.Equal("1,500", ((IHtmlInputElement)page.Find("#refund-amount")).Value);
        page.Find("#refund-repeat").Input("1500");
        await page.Find("dialog .op-button--danger").ClickAsync(new());

        Assert.Equal(charge.Allocations[1].Order, Assert.Single(Payments.Refunded).Order);
    }

    [Fact]
    public async Task Charge_WhenItMoves_ShowsIt_AndTakesNothingBackFromWhoTypes()
    {
        Speak("ja");
        var charge = Samples.ChargeOf(ChargeStatus.Planned);
        Payments.Charges.Add(charge);
        var page = Show(charge, Roles.Viewer);

        Payments.Charges[0] = charge with { Charge = charge.Charge with { Status = ChargeStatus.Succeeded } };
        Feed.Tell(ChangeKind.Settlement, Samples.Settlement.Value);

        page.WaitForAssertion(() => Assert.Equal("成功", page.Find("p[role=status]").TextContent), TimeSpan.FromSeconds(5));
        Assert.NotEmpty(page.FindAll(".op-page-header .op-tone-money"));
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }

    [Theory]
    [InlineData("ja", "この決済は見つかりません")]
    [InlineData("en", "There is no such charge")]
    public void Charge_ThatIsNotThere_IsSaidNotToBe(string language, string words)
    {
        Speak(language);

        Assert.Contains(words, Show(Samples.ChargeOf(ChargeStatus.Planned), Roles.Viewer).Find(".op-empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_WhenApplied_GoesIntoTheAddress()
    {
        Speak("ja");
        Payments.Charges.Add(Samples.ChargeOf(ChargeStatus.Declined));
        var page = Show<ChargesPage>("/charges?after=x", Roles.Viewer);

        page.Find("#order").Change("EC/1 ");
        page.Find("#status").Change("succeeded");
        page.Find("form").Submit();

        Assert.EndsWith("/charges?status=succeeded&order=EC%2F1", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<ChargePage> Show(ChargeDetails charge, string role) =>
        Show<ChargePage>($"/charges/{charge.Charge.Id}", role, parameters => parameters.Add(page => page.Id, charge.Charge.Id.Value));
}
