using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

/// <summary>WCAG 2.2 contrast of every pair of tokens that is used together, computed from tokens.css itself.</summary>
public sealed partial class ContrastTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> Tokens = Read();

    public static TheoryData<string, string, double> Pairs()
    {
        var pairs = new TheoryData<string, string, double>();
        foreach (var ground in new[] { "bg", "surface", "raised", "table-head", "row-hover", "row-selected" })
        {
            pairs.Add("text", ground, 4.5);
            pairs.Add("text-secondary", ground, 4.5);
        }

        foreach (var ground in new[] { "bg", "surface", "raised", "neutral-tint" })
        {
            pairs.Add("text-tertiary", ground, 4.5);
        }

        pairs.Add("text-secondary", "neutral-tint", 4.5);

        foreach (var ground in new[] { "bg", "surface", "raised", "row-hover", "row-selected", "info-tint", "warning-tint", "danger-tint", "neutral-tint" })
        {
            pairs.Add("link", ground, 4.5);
        }

        foreach (var tone in new[] { "neutral", "info", "success", "warning", "danger", "waiting", "money" })
        {
            pairs.Add(tone, $"{tone}-tint", 4.5);
            pairs.Add(tone, "bg", 4.5);
            pairs.Add(tone, "surface", 4.5);
            pairs.Add("text", $"{tone}-tint", 4.5);
        }

        foreach (var fill in new[] { "primary", "primary-hover", "primary-active" })
        {
            pairs.Add("on-primary", fill, 4.5);
        }

        pairs.Add("on-danger", "danger-action", 4.5);
        pairs.Add("on-danger", "danger-action-hover", 4.5);
        pairs.Add("success", "neutral-tint", 3);
        pairs.Add("progress", "track", 3);
        foreach (var ground in new[] { "bg", "surface", "raised" })
        {
            pairs.Add("control-border", ground, 3);
            pairs.Add("focus", ground, 3);
            for (var series = 1; series <= 6; series++)
            {
                pairs.Add($"chart-{series}", ground, 3);
            }
        }

        pairs.Add("control-border", "table-head", 3);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Contrast_WhenTokensAreUsedTogether_IsEnoughInBothThemes(string foreground, string background, double needed)
    {
        var light = Ratio(Tokens[foreground].Light, Tokens[background].Light);
        var dark = Ratio(Tokens[foreground].Dark, Tokens[background].Dark);

        Assert.True(light >= needed, $"light: {foreground} on {background} has {light:0.00}, needs {needed}");
        Assert.True(dark >= needed, $"dark: {foreground} on {background} has {dark:0.00}, needs {needed}");
    }

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void Ratio_WhenColoursAreKnown_IsTheKnownNumber(string foreground, string background, double expected) =>
        Assert.Equal(expected, Ratio(foreground, background), 0.01);

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }

    private static Dictionary<string, (string Light, string Dark)> Read() =>
        Token().Matches(File.ReadAllText(Path.Combine(Source.WebApp, "wwwroot", "css", "tokens.css")))
            .ToDictionary(match => match.Groups["name"].Value, match => (match.Groups["light"].Value, match.Groups["dark"].Value));

    [GeneratedRegex(@"--op-(?<name>[a-z0-9-]+):\s*light-dark\((?<light>#[0-9a-f]{6}),\s*(?<dark>#[0-9a-f]{6})\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
