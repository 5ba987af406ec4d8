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

public sealed class OrdersPageTests : PageTests
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
        Assert.Equal("shipped", page.Find("#status option[selected]").GetAttribute("value"));
        Assert.Equal("1042", page.Find("input[type=hidden][name=import]").GetAttribute("value"));
        var chip = page.Find("a.op-chip");
        Assert.EndsWith("/orders?q=EC%2F1&status=shipped", chip.GetAttribute("href"), StringComparison.Ordinal);
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
        Assert.EndsWith("/orders?status=pending", page.Find("a[rel=prev]").GetAttribute("href"), StringComparison.Ordinal);
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
