using Bunit;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tests.Shared.Controls;

public sealed class StatusLabelTests : ComponentTests
{
    [Theory]
    [InlineData("ja", "completed_with_errors", "一部エラー", "op-tone-warning")]
    [InlineData("en", "CompletedWithErrors", "Partly completed", "op-tone-warning")]
    [InlineData("ja", "Validating", "検証中", "op-tone-info")]
    [InlineData("en", "completed", "Completed", "op-tone-neutral")]
    [InlineData("ja", "total_mismatch", "合計不一致", "op-tone-danger")]
    public void Render_WhenImportStatusIsGiven_ShowsWordToneAndIcon(string language, string code, string word, string tone)
    {
        Speak(language);

        var label = Render<StatusLabel>(p => p.Add(x => x.Status, StatusCatalog.Import(code)));

        Assert.Equal(word, label.Find(".op-status").TextContent.Trim());
        Assert.Contains(tone, label.Find(".op-status").ClassList);
        Assert.NotEmpty(label.Find("svg[aria-hidden=true]").Children);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Render_WhenAnyStatusOfTheCatalog_HasAWordOfThatLanguage(string language)
    {
        Speak(language);

        foreach (var look in StatusCatalog.All)
        {
            var text = Render<StatusLabel>(p => p.Add(x => x.Status, look)).Find(".op-status").TextContent.Trim();

            Assert.NotEqual(look.TextKey, text);
            Assert.Equal(language == "ja", text.Any(c => c > 0x2fff));
        }
    }

    [Fact]
    public void Import_WhenCodeIsUnknown_SaysWhereToAddIt() =>
        Assert.Contains("StatusCatalog", Assert.Throws<ArgumentOutOfRangeException>(() => StatusCatalog.Import("no_such_status")).Message, StringComparison.Ordinal);
}
