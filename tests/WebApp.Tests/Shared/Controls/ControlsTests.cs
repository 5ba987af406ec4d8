using Bunit;
using OrderPortal.WebApp.Shared.Controls;

namespace OrderPortal.WebApp.Tests.Shared.Controls;

public sealed class ControlsTests : ComponentTests
{
    private static readonly DateTimeOffset Moment = new(2026, 1, 4, 15, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("ja", "2026/01/05 00:04")]
    [InlineData("en", "Jan 05, 2026 00:04")]
    public void Timestamp_WhenTimeIsUtc_ShowsTokyoTimeInTheReadersForm(string language, string expected)
    {
        Speak(language);

        var time = Render<Timestamp>(p => p.Add(x => x.Value, Moment)).Find("time");

        Assert.Equal(expected, time.TextContent);
        Assert.Equal("2026-01-04T15:04:05Z", time.GetAttribute("datetime"));
    }

    [Theory]
    [InlineData(0, "¥0")]
    [InlineData(1234567, "¥1,234,567")]
    [InlineData(-1980, "-¥1,980")]
    [InlineData(long.MinValue, "-¥9,223,372,036,854,775,808")]
    public void YenAmount_WhenValueIsGiven_GroupsByThree(long yen, string expected)
    {
        Speak("ja");

        Assert.Equal(expected, Render<YenAmount>(p => p.Add(x => x.Value, yen)).Find("span").TextContent);
    }

    [Theory]
    [InlineData("ja", 512, "512バイト")]
    [InlineData("ja", 1024, "1KB")]
    [InlineData("ja", 1048575, "1MB")]
    [InlineData("ja", 13002345, "12.4MB")]
    [InlineData("en", 13002345, "12.4 MB")]
    [InlineData("ja", 1073741824, "1GB")]
    public void FileSize_WhenBytesAreGiven_ShowsTheLargestFittingUnit(string language, long bytes, string expected)
    {
        Speak(language);

        Assert.Equal(expected, Render<FileSize>(p => p.Add(x => x.Bytes, bytes)).Find("span").TextContent);
    }

    [Theory]
    [InlineData(9_999, 10_000, "99")]
    [InlineData(10_000, 10_000, "100")]
    [InlineData(0, 10_000, "0")]
    public void ProgressMeter_WhenWholeIsKnown_SaysHundredOnlyAtTheEnd(long done, long of, string percent)
    {
        Speak("ja");

        var bar = Render<ProgressMeter>(p => p.Add(x => x.Label, "検証").Add(x => x.Done, done).Add(x => x.Of, of)).Find("[role=progressbar]");

        Assert.Equal(percent, bar.GetAttribute("aria-valuenow"));
        Assert.Equal("検証", bar.GetAttribute("aria-label"));
        Assert.Contains($"{done:N0} / {of:N0}", bar.GetAttribute("aria-valuetext"), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressMeter_WhenWholeIsUnknown_ClaimsNoValue()
    {
        Speak("ja");

        Assert.False(Render<ProgressMeter>(p => p.Add(x => x.Label, "読み込み")).Find("[role=progressbar]").HasAttribute("aria-valuenow"));
    }

    [Theory]
    [InlineData(Tone.Danger, "alert")]
    [InlineData(Tone.Warning, "alert")]
    [InlineData(Tone.Info, "status")]
    [InlineData(Tone.Success, "status")]
    public void Banner_WhenToneIsGiven_InterruptsOnlyWhereOneMustAct(Tone tone, string role)
    {
        Speak("ja");

        Assert.Equal(role, Render<Banner>(p => p.Add(x => x.Tone, tone)).Find(".op-banner").GetAttribute("role"));
    }

    [Fact]
    public void Pager_WhenThereIsNoPageBefore_OffersOnlyNext()
    {
        Speak("ja");

        var pager = Render<Pager>(p => p.Add(x => x.NextHref, "/orders?after=a").Add(x => x.From, 1).Add(x => x.To, 50).Add(x => x.Of, 1204));

        Assert.Equal("次へ", Assert.Single(pager.FindAll("a")).TextContent.Trim());
        Assert.Equal("true", pager.Find("span[role=link]").GetAttribute("aria-disabled"));
        Assert.Contains("1-50 / 1,204件", pager.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmDialog_WhenConfirmed_RunsOnceAndCloses()
    {
        Speak("ja");
        var runs = 0;
        var open = true;
        var gate = new TaskCompletionSource();
        var dialog = Render<ConfirmDialog>(p => p
            .Add(x => x.Open, true).Add(x => x.OpenChanged, value => open = value)
            .Add(x => x.Title, "取り込みの中止").Add(x => x.ConfirmText, "中止する").Add(x => x.Danger, true)
            .Add(x => x.OnConfirm, () => { runs++; return gate.Task; }));

        var first = dialog.Find(".op-button--danger").ClickAsync();
        var second = dialog.Find(".op-button--danger").ClickAsync();
        gate.SetResult();
        await Task.WhenAll(first, second);

        Assert.Equal(1, runs);
        Assert.False(open);
        Assert.Equal("キャンセル", dialog.Find(".op-dialog__foot button").TextContent.Trim());
    }
}
