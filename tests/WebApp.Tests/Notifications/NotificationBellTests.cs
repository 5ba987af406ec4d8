using Bunit;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Notifications;

namespace OrderPortal.WebApp.Tests.Notifications;

public sealed class NotificationBellTests : WebhookPageFakes
{
    [Theory]
    [InlineData("ja", 0, "お知らせ", null)]
    [InlineData("en", 0, "Notices", null)]
    [InlineData("ja", 3, "お知らせ、新着3件", "3")]
    [InlineData("en", 100, "Notices, 99+ new", "99+")]
    [InlineData("ja", 250, "お知らせ、新着99+件", "99+")]
    public void Bell_SaysHowManyAreNew(string language, int count, string label, string? shown)
    {
        Speak(language);
        for (var i = 0; i < count; i++)
        {
            Notices.Add(NoticeCodes.ImportFailed, null, "1042");
        }

        var bell = Show<NotificationBell>();

        bell.WaitForAssertion(() => Assert.Equal(label, bell.Find("button").GetAttribute("aria-label")));
        Assert.Equal(shown, bell.FindAll(".op-bell__count").SingleOrDefault()?.TextContent);
        Assert.Equal("", bell.Find("[role=status]").TextContent);
    }

    [Theory]
    [InlineData("ja", "新着のお知らせが2件あります")]
    [InlineData("en", "2 new notices")]
    public async Task Bell_WhenSomethingComes_RingsAndSaysSoPolitely(string language, string said)
    {
        Speak(language);
        Notices.Add(NoticeCodes.ImportFailed, null, "1041");
        var bell = Show<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".op-bell__count").TextContent));

        Notices.Add(NoticeCodes.ImportFinished, null, "1042", "8518");
        await bell.InvokeAsync(() => Feed.Tell(ChangeKind.Notices));

        bell.WaitForAssertion(() => Assert.Equal(said, bell.Find("[role=status]").TextContent));
        Assert.Equal("2", bell.Find(".op-bell__count").TextContent);
    }

    [Theory]
    [InlineData("ja", "取り込み1042が完了しました。注文は8,518件、エラー行は12行です。")]
    [InlineData("en", "Import 1042 is finished: 8,518 orders, 12 rows with errors.")]
    public async Task Bell_WhenOpened_ShowsTheLatestAndTakesThemForSeen(string language, string sentence)
    {
        Speak(language);
        for (var i = 0; i < 30; i++)
        {
            Notices.Add(NoticeCodes.ImportFailed, null, "1");
        }

        Notices.Add(NoticeCodes.ImportFinishedWithErrors, null, "1042", "8518", "12");
        var bell = Show<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Equal("31", bell.Find(".op-bell__count").TextContent));

        await bell.InvokeAsync(() => bell.Find("button").ClickAsync(new()));

        Assert.Equal(20, bell.FindAll("li").Count);
        Assert.Equal(sentence, bell.Find("li a").TextContent);
        Assert.Equal("/imports/1042", bell.Find("li a").GetAttribute("href"));
        Assert.Equal(20, bell.FindAll(".op-notice--new").Count);
        Assert.Empty(bell.FindAll(".op-bell__count"));
        Assert.Equal(Notices.Stored[0].Notice.CreatedAt, Notices.Seen);
        await bell.InvokeAsync(() => bell.Find("button").ClickAsync(new()));
        Assert.Empty(bell.FindAll(".op-notice--new"));
    }

    [Fact]
    public void Bell_RingsOnlyForThoseWhomItConcerns()
    {
        Speak("ja");
        Notices.Add(NoticeCodes.WebhookGone, Permissions.WebhooksWrite, "erp.example");

        Assert.Empty(Show<NotificationBell>(Roles.Operator).FindAll(".op-bell__count"));
        var administrator = Show<NotificationBell>(Roles.Administrator);
        administrator.WaitForAssertion(() => Assert.Equal("1", administrator.Find(".op-bell__count").TextContent));
    }

    [Fact]
    public async Task Bell_WhenThePageIsLeft_ListensNoMore()
    {
        Speak("ja");
        var bell = Show<NotificationBell>();
        bell.WaitForAssertion(() => Assert.Equal(1, Feed.Listeners));

        await DisposeComponentsAsync();

        Assert.Equal(0, Feed.Listeners);
    }

    [Theory]
    [InlineData("ja", "お知らせはありません。")]
    [InlineData("en", "There are no notices.")]
    public void Page_WithoutNotices_SaysSo(string language, string text)
    {
        Speak(language);

        Assert.Contains(text, Show<NoticesPage>().Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Page_SaysEveryNoticeInTheReadersLanguage(string language)
    {
        Speak(language);
        var codes = typeof(NoticeCodes).GetFields().Select(field => (string)field.GetValue(null)!).ToList();
        codes.ForEach(code => Notices.Add(code, null, code == NoticeCodes.CircuitOpen ? "charge:stripe" : "7", "2", "9"));
        Notices.Add("of_a_later_version", null, "x");

        var page = Show<NoticesPage>();

        var sentences = page.FindAll("li a").Select(link => link.TextContent).ToList();
        Assert.Equal(codes.Count + 1, sentences.Distinct().Count());
        Assert.All(sentences, sentence => Assert.DoesNotMatch("[{}_]", sentence));
        Assert.Equal(codes.Count + 1, page.FindAll(".op-notice--new").Count);
        Assert.Equal(Notices.Stored[0].Notice.CreatedAt, Notices.Seen);
    }
}
