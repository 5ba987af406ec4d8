using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Orders;

namespace OrderPortal.WebApp.Tests.Orders;

public sealed class OrdersBulkBarTests : OrderPagesTests
{
    private static readonly OrderListItem Pending = Item("EC-1", OrderStatus.Pending);
    private static readonly OrderListItem Failed = Item("EC-2", OrderStatus.Pending, PaymentStatus.Failed);
    private static readonly OrderListItem Shipped = Item("EC-3", OrderStatus.Shipped);

    public OrdersBulkBarTests()
    {
        Orders.Answer = _ => [Pending, Failed, Shipped];
        foreach (var order in Orders.Answer(new OrderFilter()))
        {
            Store.Numbers[order.Id] = order.OrderNumber;
        }
    }

    [Theory]
    [InlineData("ja", "一括確定", "2件の注文を「確定」にしますか？", "1件は、この操作ができないため変更しません", "2件の注文を「確定」にしました")]
    [InlineData("en", "Confirm orders", "Change 2 orders to \"Confirmed\"?", "1 of the selected orders cannot take this step", "2 orders changed to \"Confirmed\"")]
    public void Selection_WhenMovedOn_AsksFirstAndTellsTheResult(string language, string verb, string question, string others, string done)
    {
        Speak(language);
        var page = Show(Roles.Operator);

        page.Find("thead input[type=checkbox]").Change(true);
        Press(page, verb);

        Assert.Contains(question, page.Find("dialog").TextContent, StringComparison.Ordinal);
        Assert.Contains(others, page.Find("dialog").TextContent, StringComparison.Ordinal);
        Assert.Empty(Store.Asked);
        page.FindAll("dialog button")[^1].Click();

        var asked = Assert.Single(Store.Asked);
        Assert.Equal((OrderStatus.Confirmed, null), (asked.To, asked.Reason));
        Assert.Equal([new OrderToChange(Pending.Id, 7), new OrderToChange(Failed.Id, 7)], asked.Orders);
        Assert.Contains(done, page.Find(".op-banner").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".op-bulk"));
        Assert.Empty(page.FindAll("tr[aria-selected]"));
    }

    [Theory]
    [InlineData("ja", "1件の注文を「取り消し済み」にしました。1件は変更していません。", "この注文は、佐藤さんが2026/01/05 15:22に変更しました")]
    [InlineData("en", "1 orders changed to \"Cancelled\". 1 stayed as they were.", "changed by 佐藤 at Jan 05, 2026 15:22")]
    public void Selection_WhereSomebodyWasFaster_NamesTheOrderAndWho(string language, string summary, string reason)
    {
        Speak(language);
        Store.Refuse = id => id == Failed.Id ? new Error(ChangeOrderStatus.ChangedByOther, "佐藤", "2026-01-05T06:22:00.0000000Z") : null;
        var page = Show(Roles.Operator);
        page.Find("thead input[type=checkbox]").Change(true);

        Press(page, language == "ja" ? "一括取り消し" : "Cancel orders");
        page.Find("#bulk-reason").Change("在庫切れ");
        page.FindAll("dialog button")[^1].Click();

        Assert.Equal("在庫切れ", Assert.Single(Store.Asked).Reason);
        var banner = page.Find(".op-banner");
        Assert.Contains(summary, banner.TextContent, StringComparison.Ordinal);
        Assert.Equal("/orders/EC-2", Assert.Single(banner.QuerySelectorAll("li a")).GetAttribute("href"));
        Assert.Contains(reason, banner.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Selection_OfEachRole_OffersWhatItMayDo()
    {
        Speak("ja");
        var finance = Show(Roles.Finance);
        finance.Find("thead input[type=checkbox]").Change(true);

        Assert.Equal($"/settlements/new?orders={Pending.Id.Value},{Failed.Id.Value}", finance.Find(".op-bulk a").GetAttribute("href"));
        Assert.DoesNotContain("一括確定", finance.Find(".op-bulk").TextContent, StringComparison.Ordinal);

        var clerk = Show(Roles.Operator);
        clerk.Find("thead input[type=checkbox]").Change(true);

        Assert.Empty(clerk.FindAll(".op-bulk a"));
        Assert.Equal(["一括確定", "一括配達完了", "一括取り消し"], clerk.FindAll(".op-bulk .op-actions button").SkipLast(1).Select(button => button.TextContent.Trim()));
    }

    [Fact]
    public void Selection_BeyondThePage_TakesUpToAThousandFromTheStart()
    {
        Speak("ja");
        (Orders.Next, Orders.Estimate) = ("n", 2_000);
        var page = Show(Roles.Operator);
        page.FindAll("tbody input[type=checkbox]")[0].Change(true);
        Orders.Answer = _ => [.. Enumerable.Range(0, 1_000).Select(n => Item($"N-{n}", OrderStatus.Pending))];

        Press(page, "一覧の注文をすべて選択（1,000件まで）");

        Assert.Contains("1,000件の注文が選択されています", page.Find(".op-bulk").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Permission_WhenItWasTakenAwayMeanwhile_StillCounts()
    {
        Speak("ja");
        var person = Person(Roles.Operator);
        var bar = Render<OrdersBulkBar>(parameters => parameters
            .AddCascadingValue(Task.FromResult(new AuthenticationState(person))).Add(one => one.Selected, [Pending]));
        Press(bar, "一括確定");
        var identity = (ClaimsIdentity)person.Identity!;
        identity.RemoveClaim(identity.FindFirst(ClaimTypes.Role));

        bar.FindAll("dialog button")[^1].Click();

        Assert.Empty(Store.Asked);
        Assert.Contains("権限がありません", bar.Find(".op-banner").TextContent, StringComparison.Ordinal);
    }

    private static void Press<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").Single(button => button.TextContent.Trim() == text).Click();

    private IRenderedComponent<OrdersPage> Show(string role)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/orders");
        return Render<OrdersPage>(parameters => parameters.AddCascadingValue(As(role)));
    }
}
