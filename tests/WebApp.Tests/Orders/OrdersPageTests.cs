using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Orders;
using OrderPortal.WebApp.Shared.Shell;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Orders;

public sealed class OrdersPageTests : OrderPagesTests
{
    private static readonly OrderListItem One = new(
        new OrderId(Guid.NewGuid()), "A/B 50%", OrderStatus.Pending, PaymentStatus.Unpaid, new DateTimeOffset(2026, 1, 5, 6, 4, 0, TimeSpan.Zero), "C1", "田中商店", 1200, OrderSource.Import, 1042, 17);

    [Theory]
    [InlineData("ja", "該当する注文はありません")]
    [InlineData("en", "No ")]
    public void Page_WhenNothingFits_KeepsTheFiltersAndSaysSo(string language, string words)
    {
        Speak(language);
        Imports.Stored.Add(Snapshots.Running(1, 1));

        var page = Show("/orders?q=EC%2F1&status=shipped&import=1042");

        Assert.Contains(words, page.Markup, StringComparison.Ordinal);
        Assert.Equal("EC/1", ((IHtmlInputElement)page.Find("#q")).Value);
        Assert.Equal("shipped", page.Find("#status").GetAttribute("value"));
        Assert.Equal("1042", ((IHtmlInputElement)page.Find("#import")).Value);
        Assert.EndsWith("/orders?q=EC%2F1&status=shipped", page.FindAll("a.op-chip")[^1].GetAttribute("href"), StringComparison.Ordinal);
        Assert.All(Orders.Asked, asked => Assert.Equal((OrderStatus.Shipped, Snapshots.Running(1, 1).Id), (asked.Status, asked.Import)));
        Assert.Equal(["EC/1", null, null], Orders.Asked.Select(asked => asked.OrderNumber));
        Assert.Equal([null, "EC/1", null], Orders.Asked.Select(asked => asked.CustomerCode));
        Assert.Equal([null, null, "EC/1"], Orders.Asked.Select(asked => asked.Contact));
    }

    [Fact]
    public void Page_WithMoreToCome_KeepsTheFiltersInTheLinkToTheNext()
    {
        Speak("ja");
        Orders.Answer = _ => [One];
        Orders.Next = "n-x";

        var page = Show("/orders?status=pending&after=here");

        Assert.EndsWith("/orders?status=pending&after=n-x", page.Find("a[rel=next]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith("/orders?status=pending", page.Find("a[rel=first]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("/orders/A%2FB%2050%2525", page.Find("tbody th a").GetAttribute("href"));
        Assert.Contains("2026/01/05 15:04", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", Roles.Operator, 2)]
    [InlineData("en", Roles.Viewer, 0)]
    public void Page_WithoutOrders_InvitesThoseWhoMayImport(string language, string role, int links)
    {
        Speak(language);

        var page = Show("/orders", role);

        Assert.Equal(links, page.FindAll("a[href='/imports/new']").Count);
        Assert.Empty(page.FindAll("form"));
    }

    [Theory]
    [InlineData("/orders?q=%00")]
    [InlineData("/orders?import=77")]
    public void Page_WhenTheFilterCannotFitAnything_AsksNobody(string address)
    {
        Speak("en");

        var page = Show(address);

        Assert.Empty(Orders.Asked);
        Assert.NotNull(page.Find("#q"));
    }

    [Theory]
    [InlineData("A/B")]
    [InlineData("A%2FB")]
    [InlineData("50%")]
    [InlineData("50%20")]
    [InlineData("注文 1")]
    [InlineData("a+b")]
    [InlineData("a?b#c&d")]
    [InlineData("..")]
    [InlineData("A//B/")]
    [InlineData("new")]
    [InlineData("Export")]
    public void Router_FollowingTheLinkOfAnOrder_GivesItsNumberBack(string number)
    {
        Services.TryAddSingleton<INavigationInterception, NoInterception>();
        Services.TryAddSingleton<IScrollToLocationHash, NoScrolling>();
        RouteData? found = null;
        Services.GetRequiredService<NavigationManager>().NavigateTo(OrderPage.HrefOf(number));
        Render<Router>(parameters => parameters
            .Add(router => router.AppAssembly, typeof(Routes).Assembly)
            .Add(router => router.Found, route => builder =>
            {
                found = route;
            }));

        Assert.Equal(typeof(OrderPage), found?.PageType);
        Assert.Equal(number, Uri.UnescapeDataString((string)found!.RouteValues["OrderNumber"]!));
    }

    [Theory]
    [InlineData("ja", "注文日：2026/01/05〜2026/01/06", "金額：¥1,000以上", "ステータス：出荷済み", "決済：決済失敗")]
    [InlineData("en", "Ordered: Jan 05, 2026〜Jan 06, 2026", "Amount: ¥1,000 or more", "Status: Shipped", "Payment: ")]
    public void Filters_InTheAddress_AreAskedForAndShownAsChips(string language, string period, string amount, string status, string payment)
    {
        Speak(language);

        var page = Show("/orders?status=shipped&payment=failed&source=form&from=2026-01-05&to=2026-01-06&customer=C1&group=%E6%98%A5&min=1,000&sort=-total");

        Assert.Equal(
            new OrderFilter
            {
                Status = OrderStatus.Shipped, PaymentStatus = PaymentStatus.Failed, Source = OrderSource.Form, CustomerCode = "C1", Group = "春", TotalFrom = 1000,
                OrderedFrom = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.FromHours(9)), OrderedBefore = new DateTimeOffset(2026, 1, 7, 0, 0, 0, TimeSpan.FromHours(9)),
                Sort = new OrderSort(OrderSortKey.Total, Descending: true),
            },
            Assert.Single(Orders.Asked));
        var chips = page.FindAll("a.op-chip").Select(chip => chip.TextContent.Trim()).ToList();
        Assert.Equal(7, chips.Count);
        Assert.Contains(period, chips);
        Assert.Contains(amount, chips);
        Assert.Contains(status, chips);
        Assert.Contains(chips, chip => chip.StartsWith(payment, StringComparison.Ordinal));
        Assert.All(page.FindAll("a.op-chip"), chip => Assert.Contains("sort=-total", chip.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", "決済：未決済のすべて")]
    [InlineData("en", "Payment: Money still to come")]
    public void Orders_WhoseMoneyIsStillToCome_AreOneCondition(string language, string chip)
    {
        Speak(language);

        var page = Show("/orders?payment=open");

        Assert.Equal(new OrderFilter { IsOpen = true }, Assert.Single(Orders.Asked) with { Sort = null });
        Assert.Equal(chip, page.Find("a.op-chip").TextContent.Trim());
        Assert.Equal("open", page.Find("#payment").GetAttribute("value"));
    }

    [Fact]
    public void Form_WhenSubmitted_PutsItsConditionsIntoTheAddress()
    {
        Speak("ja");
        Orders.Answer = _ => [One];
        var page = Show("/orders?sort=orderNumber&after=x");

        page.Find("#q").Change(" EC-1 ");
        page.Find("#payment").Change("paid");
        page.Find("#max").Change("¥12,300");
        page.Find("form").Submit();

        Assert.EndsWith("/orders?q=EC-1&payment=paid&max=%C2%A512%2C300&sort=orderNumber", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/orders", "-orderNumber|orderNumber", "orderedAt", "-total", "descending")]
    [InlineData("/orders?sort=total", "orderNumber", "-orderedAt", "-total", "ascending")]
    public void Headings_OfTheColumnsThatSort_AreLinksToTheOtherSequence(string address, string number, string orderedAt, string total, string direction)
    {
        Speak("ja");
        Orders.Answer = _ => [One];

        var page = Show(address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "after=x");

        var links = page.FindAll("th a.op-sort").Select(link => link.GetAttribute("href")!).ToList();
        Assert.All(links, link => Assert.DoesNotContain("after=", link, StringComparison.Ordinal));
        Assert.Contains("sort=" + links[0].Split("sort=")[1], number.Split('|').Select(one => "sort=" + one));
        Assert.EndsWith("sort=" + orderedAt, links[1], StringComparison.Ordinal);
        Assert.EndsWith("sort=" + total, links[2], StringComparison.Ordinal);
        Assert.Equal(direction, Assert.Single(page.FindAll("th[aria-sort]")).GetAttribute("aria-sort"));
    }

    [Theory]
    [InlineData("ja", 1, null, "1件")]
    [InlineData("ja", 1_237_412, "n", "約1,200,000件")]
    [InlineData("en", 3, "n", "About 3 orders")]
    [InlineData("ja", 0, "n", "1件以上")]
    [InlineData("en", 1, "n", "1 orders or more")]
    public void Count_OfTheList_IsExactOnlyWhereAllIsSeen(string language, long estimate, string? next, string words)
    {
        Speak(language);
        Orders.Answer = _ => [One];
        (Orders.Estimate, Orders.Next) = (estimate, next);

        Assert.Equal(words, Show("/orders").Find(".op-count").TextContent);
    }

    [Theory]
    [InlineData(Roles.Operator, true, true)]
    [InlineData(Roles.Finance, true, false)]
    [InlineData(Roles.Viewer, false, false)]
    public void Page_ForEachRole_OffersWhatTheRoleMayDo(string role, bool selects, bool adds)
    {
        Speak("ja");
        Orders.Answer = _ => [One];

        var page = Show("/orders", role);

        Assert.Equal(selects, page.FindAll("tbody input[type=checkbox]").Count > 0);
        Assert.Equal(adds, page.FindAll("a[href='/orders/new']").Count == 1);
        Assert.Equal(3, page.FindAll("a[download]").Count);
    }

    [Fact]
    public void ExportLinks_OfAFilteredList_CarryItsConditions()
    {
        Speak("ja");
        Orders.Answer = _ => [One];

        var links = Show("/orders?status=pending&min=500&after=x").FindAll("a[download]").Select(link => link.GetAttribute("href")!).ToList();

        Assert.EndsWith("/orders/export?status=pending&min=500&format=csv&encoding=cp932&lang=ja", links[1], StringComparison.Ordinal);
        Assert.EndsWith("/orders/export?status=pending&min=500&format=xlsx&lang=ja", links[2], StringComparison.Ordinal);
    }

    private IRenderedComponent<OrdersPage> Show(string address, string role = Roles.Viewer)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<OrdersPage>(parameters => parameters.AddCascadingValue(As(role)));
    }

    private sealed class NoInterception : INavigationInterception
    {
        public Task EnableNavigationInterceptionAsync() => Task.CompletedTask;
    }

    private sealed class NoScrolling : IScrollToLocationHash
    {
        public Task RefreshScrollPositionForHash(string locationAbsolute) => Task.CompletedTask;
    }
}
