using Bunit;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class SettlementPageTests : PaymentPageTests
{
    private static readonly (ChargeStatus, int, long)[] Mixed =
        [(ChargeStatus.Planned, 2, 200), (ChargeStatus.Sending, 1, 100), (ChargeStatus.Succeeded, 5, 5_000), (ChargeStatus.Declined, 1, 400), (ChargeStatus.Failed, 1, 300)];

    [Theory]
    [InlineData("ja", "計画10 = 成功5 + 処理中3 + 失敗2", "計画¥6,000 = 成功¥5,000 + 処理中¥300 + 失敗¥700")]
    [InlineData("en", "planned 10 = succeeded 5 + under way 3 + not paid 2", "planned ¥6,000 = succeeded ¥5,000 + under way ¥300 + not paid ¥700")]
    public void Sums_OfWhatWasPlanned_AreWhatBecameOfIt(string language, string counts, string amounts)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf(Mixed));

        var page = Show(Roles.Viewer);

        var sums = page.FindAll(".op-sumlines dd");
        Assert.Contains(counts, sums[0].TextContent, StringComparison.Ordinal);
        Assert.Contains(amounts, sums[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".op-sumlines .op-tone-danger"));
        Assert.Equal(["2", "1", "5", "1", "1"], page.FindAll(".op-tile__value").Select(value => value.FirstChild!.TextContent));
        Assert.Equal("/settlements/12?status=declined", page.FindAll("a.op-tile")[3].GetAttribute("href"));
    }

    [Fact]
    public void Sums_ThatDoNotAddUp_AreRed()
    {
        Speak("ja");
        var details = Samples.SettlementOf(Mixed);
        Payments.Settlements.Add(details with { Settlement = details.Settlement with { Amount = details.Settlement.Amount + 1 } });

        var page = Show(Roles.Viewer);

        Assert.Equal("一致しません", page.Find(".op-sumlines .op-tone-danger").TextContent.Trim());
        Assert.Single(page.FindAll(".op-sumlines dd.op-live__danger"));
    }

    [Theory]
    [InlineData("ja", "残高・利用可能額の不足", "承認されませんでした")]
    [InlineData("en", "Not enough funds", "Declined (")]
    public async Task Failures_StandByReason_EachWithItsRetry(string language, string title, string unknown)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Succeeded, 5, 5_000), (ChargeStatus.Declined, 3, 900)));
        Payments.Failures.AddRange([new ChargeFailure(ChargeStatus.Declined, "insufficient_funds", 2, 600), new ChargeFailure(ChargeStatus.Declined, "newly_invented", 1, 300)]);
        Payments.Charges.AddRange([Samples.ChargeOf(ChargeStatus.Declined, "insufficient_funds"), Samples.ChargeOf(ChargeStatus.Declined, "newly_invented")]);
        var page = Show(Roles.Finance);
        var card = page.Find("section[aria-labelledby=failures-title]");
        Assert.Contains(title, card.TextContent, StringComparison.Ordinal);
        Assert.Contains(unknown, card.TextContent, StringComparison.Ordinal);

        await page.Find("section[aria-labelledby=failures-title] button").ClickAsync(new());
        Assert.Contains("¥600", page.Find("section[aria-labelledby=failures-title] dialog").TextContent, StringComparison.Ordinal);
        await page.Find("section[aria-labelledby=failures-title] dialog .op-button--primary").ClickAsync(new());

        Assert.Equal([Payments.Charges[0].Charge.Id], Assert.Single(Payments.Retried).Charges);
        Assert.NotEmpty(page.FindAll(".op-banner.op-tone-success"));
    }

    [Fact]
    public async Task RetryAll_IsOfTheWholeSettlement_AndSaysWhatStayedAsItIs()
    {
        Speak("ja");
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Succeeded, 5, 5_000), (ChargeStatus.Declined, 3, 900)));
        Payments.Outcomes = new ChargeOutcomes(2, [new RefusedCharge(ChargeId.New(), PaymentErrors.OrderNotPending)]);
        var page = Show(Roles.Finance);

        await page.Find(".op-page-header .op-button--primary").ClickAsync(new());
        Assert.Contains("3件（¥900）", page.Find("dialog .op-dialog__body").TextContent, StringComparison.Ordinal);
        await page.Find("dialog .op-dialog__foot .op-button--primary").ClickAsync(new());

        Assert.Equal(Samples.Settlement, Assert.Single(Payments.Retried).Settlement);
        Assert.Contains("2件の決済をやり直しています", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Contains("1件はそのままです。充当先の注文が未確定ではなくなっています", page.Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_IsOfWhatIsNotPaid()
    {
        Speak("en");
        Payments.Settlements.Add(Samples.SettlementOf(Mixed));
        var page = Show(Roles.Administrator);

        await page.Find(".op-page-header button:not(.op-button--primary)").ClickAsync(new());
        Assert.Contains("Charges to cancel: 4 (¥900)", page.Find("dialog .op-button--danger").Closest("dialog")!.TextContent, StringComparison.Ordinal);
        await page.Find("dialog .op-button--danger").ClickAsync(new());

        Assert.Equal(Samples.Settlement, Assert.Single(Payments.Cancelled).Settlement);
    }

    [Theory]
    [InlineData("ja", Roles.Viewer)]
    [InlineData("en", Roles.Operator)]
    public void Page_ForWhoMayNot_HasNothingToPress(string language, string role)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf(Mixed));
        Payments.Failures.Add(new ChargeFailure(ChargeStatus.Declined, "insufficient_funds", 2, 600));
        Payments.Charges.Add(Samples.ChargeOf(ChargeStatus.Declined, "insufficient_funds"));

        var page = Show(role);

        Assert.Empty(page.FindAll("button"));
        Assert.Empty(page.FindAll("tbody input"));
        Assert.Single(page.FindAll("tbody th a[href^='/charges/']"));
    }

    [Theory]
    [InlineData("ja", "一時停止しています", "一時停止中")]
    [InlineData("en", "is paused", "Paused")]
    public void Page_WhileTheGatewayIsNotAsked_SaysThatNothingFails(string language, string words, string status)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf(Mixed));
        Payments.Circuits.Add(new GatewayCircuit("simulator", GatewayState.HalfOpen, Samples.At, null, null, 3, 1));
        Payments.Circuits.Add(new GatewayCircuit("stripe", GatewayState.Open, Samples.At, null, null, 3, 1));

        var page = Show(Roles.Viewer);

        Assert.Contains(words, Assert.Single(page.FindAll(".op-banner.op-tone-warning")).TextContent, StringComparison.Ordinal);
        Assert.Contains(status, page.Find(".op-page-header").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhenChargesMove_ShowsItAndSaysItOnce()
    {
        Speak("ja");
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Planned, 4, 400)));
        var page = Show(Roles.Viewer);
        Assert.Empty(page.Find("p[role=status]").TextContent);

        Payments.Settlements[0] = Samples.SettlementOf((ChargeStatus.Succeeded, 4, 400));
        Feed.Tell(ChangeKind.Settlement, Samples.Settlement.Value);

        page.WaitForAssertion(() => Assert.Equal("完了、100%まで完了", page.Find("p[role=status]").TextContent), TimeSpan.FromSeconds(5));
        Assert.Contains("完了", page.Find(".op-page-header").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[role=progressbar]"));
        Assert.Contains("¥1,000", page.Find(".op-facts--sums").TextContent, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }

    [Fact]
    public void Book_ThatDisagrees_IsRed()
    {
        Speak("en");
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Succeeded, 1, 1_000)));
        Payments.Figures = new ReconcileFigures(1, 1_000, 0, 1_000, 900, 0, 0);

        Assert.Equal("Does not match", Show(Roles.Viewer).Find(".op-facts__title .op-tone-danger").TextContent.Trim());
    }

    [Theory]
    [InlineData("ja", "決済を開始")]
    [InlineData("en", "Started the settlement")]
    public void Tabs_StandInTheAddress(string language, string started)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf(Mixed));
        Payments.Candidates.AddRange([Samples.Candidate("EC-9", 50), Samples.Candidate("EC-1", 1_000) with { Payment = Domain.Orders.PaymentStatus.Paid }]);
        Trail.Events.Add(new AuditEvent(Samples.At, 1, AuditActions.SettlementStarted, AuditResult.Success, ActorKind.User, "佐藤", null));

        var page = Show(Roles.Viewer, "?tab=history");
        Assert.Equal(["/settlements/12", "/settlements/12?tab=unsettled", "/settlements/12?tab=history"], page.FindAll(".op-tabs a").Select(tab => tab.GetAttribute("href")));
        Assert.Contains(started, page.Find(".op-timeline").TextContent, StringComparison.Ordinal);

        page = Show(Roles.Viewer, "?tab=unsettled");
        Assert.Equal("/orders/EC-9", Assert.Single(page.FindAll(".op-parts__numbers a")).GetAttribute("href"));

        Show(Roles.Viewer, "?status=declined,failed");
        Assert.Equal([ChargeStatus.Declined, ChargeStatus.Failed], Payments.AskedCharges[^1].Statuses);
    }

    [Theory]
    [InlineData("ja", "この決済は見つかりません")]
    [InlineData("en", "There is no such settlement")]
    public void Page_OfANumberThatIsNotThere_SaysSo(string language, string words)
    {
        Speak(language);

        Assert.Contains(words, Show(Roles.Viewer).Find(".op-empty").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<SettlementPage> Show(string role, string query = "") =>
        Show<SettlementPage>($"/settlements/12{query}", role, parameters => parameters.Add(page => page.Number, 12));
}
