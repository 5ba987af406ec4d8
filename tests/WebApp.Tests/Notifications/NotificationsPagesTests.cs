using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Notifications;

public sealed class NotificationsPagesTests : NotificationPageTests
{
    [Theory]
    [InlineData("ja", "送信できず", "メールサーバーがこの宛先を受け付けませんでした。", "再試行待ち", "次の試行：2026/01/05 15:09:00")]
    [InlineData("en", "Given up", "The mail server does not take mail for this address.", "Tried again", "Next attempt Jan 05, 2026 15:09:00")]
    public void List_OfWhatFailed_SaysWhyAndWhatFollows(string language, params string[] words)
    {
        Speak(language);
        Notifications.Stored.Add(Item(NotificationStatus.Dead, 8, "smtp_recipient_refused"));
        Notifications.Stored.Add(Item(NotificationStatus.Waiting, 2, "timeout"));

        var page = Show<NotificationsPage>("/notifications");

        Assert.All(words, word => Assert.Contains(word, page.Find("tbody").TextContent, StringComparison.Ordinal));
        Assert.Equal("/orders/EC%2F1", page.Find("tbody td a").GetAttribute("href"));
    }

    [Fact]
    public void List_WithFiltersInTheAddress_AsksForThemAndKeepsThem()
    {
        Speak("ja");
        Imports.Stored.Add(Snapshots.Running(1, 1));

        var page = Show<NotificationsPage>("/notifications?topic=batchDigest&channel=email&status=dead&import=1042");

        Assert.All(Notifications.Asked, asked => Assert.Equal(
            new NotificationFilter { Topic = NotificationTopic.BatchDigest, Channel = NotificationChannel.Email, Status = NotificationStatus.Dead, Import = Snapshots.Running(1, 1).Id }, asked));
        Assert.Equal("dead", page.Find("#status").GetAttribute("value"));
        Assert.Equal("1042", page.Find("input[name=import]").GetAttribute("value"));
        Assert.EndsWith("/notifications?topic=batchDigest&channel=email&status=dead", page.FindAll("a.op-chip")[^1].GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("該当する通知はありません", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void List_WithNamesThatAreNone_NarrowsNothing()
    {
        Speak("en");

        var page = Show<NotificationsPage>("/notifications?topic=nonsense&status=%00&order=%00");

        Assert.All(Notifications.Asked, asked => Assert.Equal(new NotificationFilter(), asked));
        Assert.Contains("Nothing has been told yet", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", Roles.Operator, "選択した1件を送り直す")]
    [InlineData("en", Roles.Finance, "Send 1 again")]
    public void List_WhenSomeAreSelected_SendsThoseAgain(string language, string role, string words)
    {
        Speak(language);
        var dead = Item(NotificationStatus.Dead);
        Notifications.Stored.AddRange([dead, Item(NotificationStatus.Waiting, 0)]);
        var page = Show<NotificationsPage>("/notifications", role);

        Assert.True(((IHtmlInputElement)page.FindAll("tbody input[type=checkbox]")[1]).IsDisabled);
        page.Find("tbody input[type=checkbox]").Change(true);
        page.FindAll("button").Single(button => button.TextContent.Contains(words, StringComparison.Ordinal)).Click();
        page.FindAll("dialog")[1].QuerySelectorAll("button")[^1].Click();

        Assert.Equal([dead.Id], Assert.Single(Notifications.Resent));
        Assert.NotNull(page.Find("[role=status], .op-banner"));
    }

    [Fact]
    public void List_WhenSomeWereGivenUp_SendsAllOfThemAgain()
    {
        Speak("ja");
        Notifications.Stored.AddRange([Item(NotificationStatus.Dead), Item(NotificationStatus.Dead)]);
        var page = Show<NotificationsPage>("/notifications", Roles.Operator);

        page.FindAll("button").Single(button => button.TextContent.Contains("送信できなかった2件をすべて送り直す", StringComparison.Ordinal)).Click();
        page.FindAll("dialog")[0].QuerySelectorAll("button")[^1].Click();

        Assert.Null(Assert.Single(Notifications.Resent));
        Assert.Contains("通知2件を送り直します。", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ForAViewer_OffersNothingToSend()
    {
        Speak("ja");
        Notifications.Stored.Add(Item(NotificationStatus.Dead));

        var page = Show<NotificationsPage>("/notifications", Roles.Viewer);

        Assert.Empty(page.FindAll("tbody input"));
        Assert.DoesNotContain(page.FindAll("button").Where(button => button.Closest("dialog") is null), button => button.TextContent.Contains("送り直す", StringComparison.Ordinal));
    }

    [Fact]
    public void List_WhenSomethingChanges_ShowsItAndListensNoLongerThanItStands()
    {
        Speak("ja");
        Notifications.Stored.Add(Item(NotificationStatus.Waiting, 0));
        var page = Show<NotificationsPage>("/notifications");
        Assert.Equal(1, Changes.Listeners);
        Notifications.Stored[0] = Item(NotificationStatus.Sent);

        Changes.Tell(ChangeKind.Notification, tenant: Snapshots.Tenant);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("送信済み", page.Find("tbody").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", "2回目：送信しました", "1回目：応答がありませんでした")]
    [InlineData("en", "Attempt 2: sent", "Attempt 1: no answer")]
    public void Detail_OfAMail_ShowsItWithoutRunningItAndEveryAttempt(string language, params string[] words)
    {
        Speak(language);
        var item = Item(NotificationStatus.Sent, 2) with { PossibleDuplicate = true };
        var at = item.CreatedAt;
        Notifications.Detail = new NotificationDetail(item, "ja", new MailContent("件名", "本文", "<script>alert(1)</script>"), null,
            [new DeliveryAttempt(2, at.AddSeconds(9), at.AddSeconds(10), DeliveryAttemptOutcome.Sent, null, 250), new DeliveryAttempt(1, at, at, DeliveryAttemptOutcome.NoAnswer, "outcome_unknown", null)]);

        var page = Show<NotificationPage>($"/notifications/{item.Id}", Roles.Operator, parameters => parameters.Add(p => p.Id, item.Id));

        var frame = page.Find("iframe");
        Assert.Equal(("", "<script>alert(1)</script>"), (frame.GetAttribute("sandbox"), frame.GetAttribute("srcdoc")));
        Assert.Empty(page.FindAll("script"));
        Assert.Equal("本文", page.Find("pre").TextContent);
        Assert.All(words, word => Assert.Contains(word, page.Markup, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", "通知が見つかりません")]
    [InlineData("en", "There is no such notification")]
    public void Detail_OfNothing_SaysSo(string language, string words)
    {
        Speak(language);

        var page = Show<NotificationPage>($"/notifications/{Guid.NewGuid()}", Roles.Viewer, parameters => parameters.Add(p => p.Id, Guid.NewGuid()));

        Assert.Contains(words, page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "取り込みのまとめ", "20件を超える取り込みは")]
    [InlineData("en", "Digest of an import", "imports of more than 20 orders")]
    public void Settings_WhenAnotherModeIsSaved_KeepsItAndShowsThePreviewAskedFor(string language, params string[] words)
    {
        Speak(language);
        var page = Show<NotificationSettingsPage>("/settings/notifications?topic=batchDigest&language=en", Roles.Administrator);

        page.Find("input[type=radio][value=Digest]").Change("Digest");
        page.Find("button.op-button--primary").Click();

        Assert.Equal(NotificationMode.Digest, Settings.Current.Mode);
        Assert.Contains("BatchDigest en 山田商店", page.Find("iframe").GetAttribute("title"), StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, page.Markup, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", "メールの送信方法が設定されていません")]
    [InlineData("en", "No way out for mails is configured")]
    public void Settings_WithoutAWayOut_WarnsOfIt(string language, string words)
    {
        Speak(language);
        Settings.Current = Settings.Current with { Transport = "none", From = null };

        Assert.Contains(words, Show<NotificationSettingsPage>("/settings/notifications", Roles.Administrator).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "メールボックスはありません")]
    [InlineData("en", "There is no mailbox here")]
    public void Mailbox_WhereMailsAreSent_IsClosed(string language, string words)
    {
        Speak(language);
        Mailbox.Mails.Add(new DevMail(Guid.NewGuid(), "<a@b>", Clock.GetUtcNow(), "a@customer.example", new MailContent("件名", "本文", "<p></p>")));

        Assert.Contains(words, Show<DevMailsPage>("/dev/mails").Markup, StringComparison.Ordinal);
        Assert.Empty(Show<DevMailPage>("/dev/mails/x", Roles.Viewer, parameters => parameters.Add(p => p.Id, Mailbox.Mails[0].Id)).FindAll("iframe"));
    }

    [Fact]
    public void Mailbox_InDevelopment_ListsMailsAndShowsOne()
    {
        Speak("ja");
        Mailbox.IsOpen = true;
        var mail = new DevMail(Guid.NewGuid(), "<a@b>", Clock.GetUtcNow(), "a@customer.example", new MailContent("件名", "本文", "<p>HTML</p>"));
        Mailbox.Mails.Add(mail);

        Assert.Equal($"/dev/mails/{mail.Id}", Show<DevMailsPage>("/dev/mails").Find("tbody a").GetAttribute("href"));
        Assert.Equal("<p>HTML</p>", Show<DevMailPage>($"/dev/mails/{mail.Id}", Roles.Viewer, parameters => parameters.Add(p => p.Id, mail.Id)).Find("iframe").GetAttribute("srcdoc"));
    }

    private IRenderedComponent<T> Show<T>(string address, string role = Roles.Viewer, Action<ComponentParameterCollectionBuilder<T>>? more = null)
        where T : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<T>(parameters =>
        {
            parameters.AddCascadingValue(As(role));
            more?.Invoke(parameters);
        });
    }
}
