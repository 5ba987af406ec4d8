using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace OrderPortal.Architecture.Tests;

public sealed class PagesTests
{
    private const string Imports = "src/WebApp/_Imports.razor";

    /// <summary>Pages for people who are not signed in.</summary>
    private static readonly Dictionary<string, string> Open = new(StringComparer.Ordinal)
    {
        ["SignInPage"] = "where one comes from outside",
        ["CodeSignInPage"] = "the second step of coming from outside",
        ["ApiDocsPage"] = "describes what anybody may know: how programs call the portal",
        ["ErrorPage"] = "what failed may have failed before anybody was signed in",
        ["NotFoundPage"] = "says nothing that an address does not say",
        ["DeniedPage"] = "says nothing but that one may not",
    };

    [Fact]
    public void Imports_WhenSharedByAllComponents_CloseThemAndInjectNothing()
    {
        var lines = Repository.Read(Imports).Split('\n', StringSplitOptions.TrimEntries);

        Assert.Contains("@attribute [Authorize]", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("@inject", StringComparison.Ordinal));
    }

    [Fact]
    public void Markup_WhenItNeedsCode_HasItBehind() => Expect.None(
        Repository.Under("src/WebApp/", ".razor").Where(file => HasCode(Repository.Read(file))), "Markup with @code, @functions or @inject");

    [Theory]
    [InlineData("<p>1</p>\n@code {\n}", true)]
    [InlineData("@inject Clock Clock", true)]
    [InlineData("@functions { }", true)]
    [InlineData("<code>@Value</code>", false)]
    public void Code_WhenItStandsInMarkup_IsFound(string markup, bool found) => Assert.Equal(found, HasCode(markup));

    [Fact]
    public void Pages_WhenRouted_AreClosedUnlessListed() => Expect.None(
        Pages().Where(page => IsOpen(page) != Open.ContainsKey(page.Name)).Select(page => $"{page.FullName}: {(IsOpen(page) ? "open and not listed" : "listed and closed")}"),
        "Pages that are open without a reason");

    [Fact]
    public void Pages_WhenRouted_EndInPage() => Expect.None(
        Pages().Where(page => !page.Name.EndsWith("Page", StringComparison.Ordinal)).Select(page => page.FullName!), "Routed components that are not called pages");

    [Fact]
    public void Pages_WhenOpen_AreFoundByTheSameLook()
    {
        Assert.True(IsOpen(typeof(Unmarked)));
        Assert.True(IsOpen(typeof(Opened)));
        Assert.False(IsOpen(typeof(Closed)));
    }

    private static IEnumerable<Type> Pages() => House.WebApp.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any());

    private static bool IsOpen(Type page) => page.GetCustomAttribute<AllowAnonymousAttribute>() is not null || !page.GetCustomAttributes<AuthorizeAttribute>().Any();

    private static bool HasCode(string markup) => markup.Split('\n', StringSplitOptions.TrimEntries)
        .Any(line => line.StartsWith("@code", StringComparison.Ordinal) || line.StartsWith("@functions", StringComparison.Ordinal) || line.StartsWith("@inject", StringComparison.Ordinal));

    private sealed class Unmarked;

    [Authorize]
    [AllowAnonymous]
    private sealed class Opened;

    [Authorize]
    private sealed class Closed;
}
