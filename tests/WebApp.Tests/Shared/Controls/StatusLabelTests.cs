using Bunit;
using OrderPortal.Domain.Imports;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tests.Shared.Controls;

public sealed class StatusLabelTests : ComponentTests
{
    [Theory]
    [InlineData("ja", ImportStatus.CompletedWithErrors, ImportPhase.Finished, "一部エラー", "op-tone-warning")]
    [InlineData("en", ImportStatus.CompletedWithErrors, ImportPhase.Finished, "Partly completed", "op-tone-warning")]
    [InlineData("ja", ImportStatus.Running, ImportPhase.Validating, "検証中", "op-tone-info")]
    [InlineData("ja", ImportStatus.Paused, ImportPhase.Validating, "一時停止中", "op-tone-waiting")]
    [InlineData("en", ImportStatus.Completed, ImportPhase.Finished, "Completed", "op-tone-neutral")]
    public void Render_WhenImportStatusIsGiven_ShowsWordToneAndIcon(string language, ImportStatus status, ImportPhase phase, string word, string tone)
    {
        Speak(language);

        var label = Render<StatusLabel>(p => p.Add(x => x.Status, StatusCatalog.Of(status, phase)));

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
}
