using Bunit;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Payments;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Payments;

public sealed class SettlementsPageTests : PaymentPageTests
{
    [Theory]
    [InlineData("ja", "決済12", "取り込み1042", "一部失敗", "顧客ごと")]
    [InlineData("en", "Settlement 12", "Import 1042", "Partly failed", "By customer")]
    public void List_ShowsEachSettlementWithHowItStands(string language, string name, string import, string status, string grouping)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Succeeded, 7, 7_000), (ChargeStatus.Declined, 1, 500)));

        var row = Show<SettlementsPage>("/settlements", Roles.Viewer).Find("tbody tr");

        Assert.Equal("/settlements/12", row.QuerySelector("th a")!.GetAttribute("href"));
        Assert.All((string[])[name, import, status, grouping, "¥7,500", "佐藤"], words => Assert.Contains(words, row.TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", Roles.Finance, "取り込みか注文を選択し")]
    [InlineData("en", Roles.Viewer, "once somebody who may settle")]
    public void List_WithoutSettlements_SaysWhatComesNext(string language, string role, string words)
    {
        Speak(language);

        var page = Show<SettlementsPage>("/settlements", role);

        Assert.Contains(words, page.Find(".op-empty").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("table"));
    }

    [Fact]
    public void List_OfAnImportThatIsUnderWay_AsksForJustThat()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Done);

        var page = Show<SettlementsPage>("/settlements?state=running&import=1042", Roles.Viewer);

        Assert.All(Payments.AskedSettlements, filter => Assert.Equal((true, Snapshots.Done.Id), (filter.IsRunning, filter.Import)));
        Assert.Contains("該当する決済はありません", page.Markup, StringComparison.Ordinal);
        Assert.EndsWith("/settlements?import=1042", page.FindAll("a.op-chip")[0].GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/settlements?state=running", page.FindAll("a.op-chip")[3].GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void List_OfAnImportThatIsNotThere_IsEmpty()
    {
        Speak("en");

        Show<SettlementsPage>("/settlements?import=7", Roles.Viewer);

        Assert.Empty(Payments.AskedSettlements);
    }

    [Theory]
    [InlineData("ja", "1,234件の決済が待っています", "2026/01/05 15:04:00に再開")]
    [InlineData("en", "1,234 charges are waiting", "Jan 05, 2026 15:04:00")]
    public void List_WhileTheGatewayIsNotAsked_SaysWhatWaitsAndUntilWhen(string language, string waiting, string retry)
    {
        Speak(language);
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Planned, 7, 7_000)));
        Payments.Circuits.Add(new GatewayCircuit("simulator", GatewayState.Open, Samples.At, Samples.At, "gateway_unavailable", 1_234, 2));

        var page = Show<SettlementsPage>("/settlements", Roles.Viewer);

        Assert.Contains(waiting, page.Find(".op-banner.op-tone-warning").TextContent, StringComparison.Ordinal);
        Assert.Contains(retry, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("tbody .op-tone-warning"));
    }

    [Fact]
    public async Task List_WhenASettlementMoves_MovesWithIt_AndStopsListening()
    {
        Speak("en");
        Payments.Settlements.Add(Samples.SettlementOf((ChargeStatus.Planned, 7, 7_000)));
        var page = Show<SettlementsPage>("/settlements", Roles.Viewer);
        page.WaitForAssertion(() => Assert.Contains("Under way", page.Find("tbody").TextContent, StringComparison.Ordinal));

        Payments.Settlements[0] = Samples.SettlementOf((ChargeStatus.Succeeded, 7, 7_000));
        Feed.Tell(ChangeKind.Settlement, Samples.Settlement.Value);

        page.WaitForAssertion(() => Assert.Contains("Completed", page.Find("tbody").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        await DisposeComponentsAsync();
        Assert.Equal(0, Feed.Listeners);
    }
}
