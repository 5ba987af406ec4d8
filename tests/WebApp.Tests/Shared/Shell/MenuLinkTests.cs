using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

public sealed class MenuLinkTests : BunitContext
{
    [Theory]
    [InlineData("settlements", true)]
    [InlineData("settlements/12", true)]
    [InlineData("charges", true)]
    [InlineData("charges?status=failed", true)]
    [InlineData("charges/0190?tab=history", true)]
    [InlineData("chargeback", false)]
    [InlineData("orders", false)]
    [InlineData("", false)]
    public void Entry_IsTheCurrentOne_OnItsPagesAndOnThoseWithoutAnEntry(string address, bool isCurrent)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var link = Render<MenuLink>(parameters => parameters
            .AddUnmatched("href", "/settlements").Add(one => one.Match, NavLinkMatch.Prefix).Add(one => one.Also, "/charges").AddChildContent("決済")).Find("a");

        Assert.Equal(isCurrent, link.ClassList.Contains("active"));
        Assert.Equal(isCurrent ? "page" : null, link.GetAttribute("aria-current"));
    }
}
