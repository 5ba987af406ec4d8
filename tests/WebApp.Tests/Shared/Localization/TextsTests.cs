using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrderPortal.WebApp.Tests.Shared.Localization;

/// <summary>Every text in both languages, in the words of the wording sheet.</summary>
public sealed partial class TextsTests
{
    private static readonly string[] AvoidedWords = ["インポート", "エクスポート", "クリック", "不正", "無効です", "申し訳"];

    public static TheoryData<string> TextFiles() =>
        [.. Source.Files("*Text.resx").Select(path => Path.GetRelativePath(Source.WebApp, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(TextFiles))]
    public void Texts_WhenBothLanguagesAreCompared_HaveTheSameKeysAndPlaceholders(string file)
    {
        var english = Read(file);
        var japanese = Read(Path.ChangeExtension(file, ".ja.resx"));

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), japanese.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, text) in english)
        {
            Assert.False(string.IsNullOrWhiteSpace(text.Value), $"{key} is empty in English");
            Assert.False(string.IsNullOrWhiteSpace(japanese[key].Value), $"{key} is empty in Japanese");
            Assert.True(Placeholders(text.Value).SetEquals(Placeholders(japanese[key].Value)), $"{key} has other placeholders in Japanese");
            Assert.True(Placeholders(text.Value).All(p => text.Comment.Contains(p, StringComparison.Ordinal)), $"{key} does not explain its placeholders in a comment");
        }
    }

    [Theory]
    [MemberData(nameof(TextFiles))]
    public void JapaneseTexts_WhenRead_FollowTheWordingSheet(string file)
    {
        foreach (var (key, text) in Read(Path.ChangeExtension(file, ".ja.resx")))
        {
            Assert.DoesNotMatch(SpaceBesideKana(), text.Value);
            foreach (var word in AvoidedWords)
            {
                Assert.False(text.Value.Contains(word, StringComparison.Ordinal), $"{key} says 「{word}」");
            }
        }
    }

    [Fact]
    public void TextFiles_WhenLookedFor_AreFound() => Assert.NotEmpty(TextFiles());

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Value)];

    private static Dictionary<string, (string Value, string Comment)> Read(string file) =>
        XDocument.Load(Path.Combine(Source.WebApp, file)).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => (data.Element("value")!.Value, data.Element("comment")?.Value ?? ""));

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    // Kana or kanji on one side, a letter, a digit or a placeholder on the other, and a half-width space between them.
    [GeneratedRegex(@"[\u3040-\u30ff\u3400-\u9fff] [A-Za-z0-9{]|[A-Za-z0-9}] [\u3040-\u30ff\u3400-\u9fff]", RegexOptions.None, 1000)]
    private static partial Regex SpaceBesideKana();
}
