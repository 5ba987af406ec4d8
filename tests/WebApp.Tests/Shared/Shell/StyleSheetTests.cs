using System.Text.RegularExpressions;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

/// <summary>What the style sheets must not do, and must.</summary>
public sealed partial class StyleSheetTests
{
    private static readonly string Css = string.Concat(
        Source.Files("*.css").Where(path => !path.Contains("_content", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText));

    [Fact]
    public void Css_WhenJapanese_NeverSlantsOrCapitalises()
    {
        Assert.DoesNotMatch(Slanted(), Css);
        Assert.DoesNotMatch(Capitals(), Css);
        Assert.Matches(Upright(), Css);
    }

    [Fact]
    public void Css_WhenColourIsNeeded_TakesItFromATokenOnly()
    {
        var outside = Source.Files("*.css").Where(path => Path.GetFileName(path) != "tokens.css")
            .SelectMany(path => Colour().Matches(File.ReadAllText(path)).Select(match => $"{Path.GetFileName(path)}: {match.Value}"));

        Assert.Empty(outside);
    }

    [Theory]
    [InlineData("components-reconnect-show")]
    [InlineData("components-reconnect-hide")]
    [InlineData("components-reconnect-failed")]
    [InlineData("components-reconnect-rejected")]
    public void Reconnect_WhenBlazorSetsAClass_BothSheetAndScriptAnswer(string state)
    {
        var script = File.ReadAllText(Path.Combine(Source.WebApp, "wwwroot", "js", "reconnect.js"));

        Assert.Contains("." + state, Css, StringComparison.Ordinal);
        Assert.Contains($"'{state}'", script, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"font-style:\s*(italic|oblique)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slanted();

    [GeneratedRegex(@"text-transform:\s*(uppercase|capitalize)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Capitals();

    [GeneratedRegex(@":lang\(ja\) :is\(em, i,[^{]*\{ font-style: normal; \}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Upright();

    [GeneratedRegex(@":[^;{}]*(#[0-9a-f]{3,8}\b|rgba?\(|hsla?\()[^;{}]*[;}]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colour();
}
