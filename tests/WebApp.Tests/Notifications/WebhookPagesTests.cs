using AngleSharp.Html.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Tests.Imports;

namespace OrderPortal.WebApp.Tests.Notifications;

public sealed class WebhookPagesTests : WebhookPageFakes
{
    private const string Host = "10.0.0.1";
    private static readonly string Private = $"https://{Host}/";

    private static readonly WebhookEndpoint Endpoint = new(Guid.CreateVersion7(), new Uri("https://erp.example/hooks"), "基幹システム", [EventTypes.OrderPlaced, EventTypes.OrderShipped], true)
    {
        CreatedAt = Snapshots.CreatedAt,
    };

    [Theory]
    [InlineData("ja", "稼働中", "18種類のうち2")]
    [InlineData("en", "Active", "2 of 18")]
    public void List_ShowsEndpointsAndHowTheyAre(string language, string status, string events)
    {
        Speak(language);
        Webhooks.Stored.Add(Endpoint);
        Webhooks.Stored.Add(Endpoint with { Id = Guid.NewGuid(), IsEnabled = false });

        var page = Show<WebhooksPage>();

        Assert.Equal($"/settings/webhooks/{Endpoint.Id}", page.Find("tbody th a").GetAttribute("href"));
        Assert.Contains(status, page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(status, page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains(events, page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "URLを入力してください。", "知らせる内容を1つ以上選択してください。")]
    [InlineData("en", "Enter the URL.", "Choose at least one event.")]
    public async Task New_WhenNothingIsFilledIn_SaysWhatIsMissing(string language, string url, string types)
    {
        Speak(language);
        var page = Show<NewWebhookPage>();

        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Equal((url, types), (page.Find("#webhook-url-error").TextContent.Trim(), page.Find("#webhook-types-error").TextContent.Trim()));
        Assert.Equal("true", page.Find("#webhook-url").GetAttribute("aria-invalid"));
        Assert.Empty(Webhooks.Stored);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task New_WhenAdded_ShowsItsSecretOnceAndLeadsToIt(string language)
    {
        Speak(language);
        var page = Show<NewWebhookPage>();

        await page.InvokeAsync(() => page.Find("#webhook-url").ChangeAsync(new() { Value = "https://erp.example/hooks" }));
        await page.InvokeAsync(() => page.Find("input[name='order.shipped']").ChangeAsync(new() { Value = true }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        var stored = Assert.Single(Webhooks.Stored);
        Assert.Equal([EventTypes.OrderShipped], stored.EventTypes);
        Assert.Equal(Webhooks.Secret!.Reveal(), ((IHtmlInputElement)page.Find("#webhook-secret")).Value);
        await page.InvokeAsync(() => page.Find("dialog .op-button--primary").ClickAsync(new()));
        Assert.Empty(page.FindAll("#webhook-secret"));
        Assert.EndsWith($"/settings/webhooks/{stored.Id}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_WhenTheRoleWasTakenAway_ChangesNothing()
    {
        Speak("ja");
        var page = Show<NewWebhookPage>(Roles.Operator);

        await page.InvokeAsync(() => page.Find("#webhook-url").ChangeAsync(new() { Value = "https://erp.example/hooks" }));
        await page.InvokeAsync(() => page.Find("input[name='order.shipped']").ChangeAsync(new() { Value = true }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        Assert.Contains("権限がありません", page.Markup, StringComparison.Ordinal);
        Assert.Empty(Webhooks.Stored);
    }

    [Theory]
    [InlineData("ja", "「10.0.0.1」は社内ネットワークの宛先です。", "保存しました。")]
    [InlineData("en", "“10.0.0.1” is an address of a private network.", "Saved.")]
    public async Task Page_KeepsWhatWasTypedUntilItIsRight(string language, string refused, string saved)
    {
        Speak(language);
        Webhooks.Stored.Add(Endpoint);
        var page = ShowEndpoint();

        await page.InvokeAsync(() => page.Find("#webhook-url").ChangeAsync(new() { Value = Private }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        Assert.StartsWith(refused, page.Find("#webhook-url-error").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(Private, page.Find("#webhook-url").GetAttribute("value"));
        await page.InvokeAsync(() => Feed.Tell(ChangeKind.Notification));
        Assert.Equal(Private, page.Find("#webhook-url").GetAttribute("value"));

        await page.InvokeAsync(() => page.Find("#webhook-url").ChangeAsync(new() { Value = "https://new.example/" }));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        Assert.Contains(saved, page.Find("[role=status].op-banner").TextContent, StringComparison.Ordinal);
        Assert.Equal(("https://new.example/", "基幹システム"), (Webhooks.Stored[0].Url.ToString(), Webhooks.Stored[0].Description));
    }

    [Theory]
    [InlineData("ja", "署名キーを変更", "変更")]
    [InlineData("en", "Change the secret", "Change")]
    public async Task Page_WhenTheSecretIsChanged_AsksAndShowsTheNewOneOnce(string language, string verb, string confirm)
    {
        Speak(language);
        Webhooks.Stored.Add(Endpoint);
        var page = ShowEndpoint();

        await page.InvokeAsync(() => page.FindAll("button").Single(button => button.TextContent.Trim() == verb).ClickAsync(new()));
        Assert.Null(Webhooks.Secret);
        await page.InvokeAsync(() => page.FindAll("dialog button").Single(button => button.TextContent.Trim() == confirm).ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Equal(Webhooks.Secret!.Reveal(), ((IHtmlInputElement)page.Find("#webhook-secret")).Value));
    }

    [Fact]
    public async Task Page_WhenDeleted_AsksFirstAndLeadsToTheList()
    {
        Speak("ja");
        Webhooks.Stored.Add(Endpoint);
        var page = ShowEndpoint();

        await page.InvokeAsync(() => page.FindAll("button").Single(button => button.TextContent.Trim() == "削除").ClickAsync(new()));
        Assert.Single(Webhooks.Stored);
        await page.InvokeAsync(() => page.Find("dialog .op-button--danger").ClickAsync(new()));

        Assert.Empty(Webhooks.Stored);
        Assert.EndsWith("/settings/webhooks", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "再試行待ち", "時間内に応答がありません", "応答500", "出荷")]
    [InlineData("en", "Tried again", "No answer in time", "Answer 500", "Order shipped")]
    public async Task Page_ShowsDeliveriesLive(string language, string waiting, string timeout, string status, string type)
    {
        Speak(language);
        Webhooks.Stored.Add(Endpoint);
        Webhooks.Deliveries.Add(Delivery(NotificationStatus.Waiting) with { Failure = WebhookFailures.Timeout, NextAttemptAt = Snapshots.CreatedAt });
        var page = ShowEndpoint();
        var row = page.Find("tbody tr").TextContent;
        Assert.Contains(waiting, row, StringComparison.Ordinal);
        Assert.Contains(timeout, row, StringComparison.Ordinal);
        Assert.Contains(type, row, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("tbody button"));

        Webhooks.Deliveries[0] = Delivery(NotificationStatus.Dead) with { Failure = WebhookFailures.Status, AnswerStatus = 500, Answer = "<script>alert(1)</script>" };
        await page.InvokeAsync(() => Feed.Tell(ChangeKind.Notification));

        page.WaitForAssertion(() => Assert.Contains(status, page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Equal("<script>alert(1)</script>", page.Find("tbody pre").TextContent);
        Assert.Empty(page.FindAll("script"));
    }

    [Theory]
    [InlineData("ja", "送り直す", "1件の再送を受け付けました。", "1,234件の再送を受け付けました。")]
    [InlineData("en", "Send again", "Accepted for sending again: 1.", "Accepted for sending again: 1,234.")]
    public async Task Page_SendsOneOrAllAgain(string language, string verb, string one, string all)
    {
        Speak(language);
        Webhooks.Stored.Add(Endpoint);
        Webhooks.Deliveries.Add(Delivery(NotificationStatus.Sent));
        var page = ShowEndpoint();

        await page.InvokeAsync(() => page.Find("tbody button").ClickAsync(new()));
        await page.InvokeAsync(() => page.FindAll("dialog button").Single(button => button.TextContent.Trim() == verb).ClickAsync(new()));
        Assert.Equal([Webhooks.Deliveries[0].Id], Webhooks.Replayed);
        page.WaitForAssertion(() => Assert.Contains(one, page.Find(".op-banner").TextContent, StringComparison.Ordinal));

        await page.InvokeAsync(() => page.Find(".op-card__head button").ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("#replay-since").ChangeAsync(new() { Value = "2026-01-05T09:30" }));
        await page.InvokeAsync(() => page.FindAll("dialog button").Single(button => button.TextContent.Trim() == verb).ClickAsync(new()));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 9, 30, 0, TimeSpan.FromHours(9)), Webhooks.ReplayedSince);
        page.WaitForAssertion(() => Assert.Contains(all, page.Find(".op-banner").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WhenSendingAgainIsRefused_SaysWhy()
    {
        Speak("ja");
        Webhooks.Stored.Add(Endpoint);
        Webhooks.Deliveries.Add(Delivery(NotificationStatus.Sent));
        Webhooks.Refusal = new Error(WebhookErrors.UnderWay);
        var page = ShowEndpoint();

        await page.InvokeAsync(() => page.Find("tbody button").ClickAsync(new()));
        await page.InvokeAsync(() => page.FindAll("dialog button").Single(button => button.TextContent.Trim() == "送り直す").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("すでに送信待ちか送信中です", page.Find("[role=alert].op-banner").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ja", "Webhookが見つかりません。")]
    [InlineData("en", "There is no such webhook.")]
    public void Page_OfNothing_SaysSo(string language, string text)
    {
        Speak(language);

        Assert.Contains(text, ShowEndpoint().Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void Messages_ForEveryCode_AreThere(string language)
    {
        Speak(language);
        var messages = Services.GetRequiredService<WebhookMessages>();
        var fallback = messages.Refusal(new Error("nonsense"));

        Assert.All(WebhookRulesErrors(), code => Assert.NotEqual(fallback, messages.Refusal(new Error(code, "5"))));
        Assert.All(typeof(WebhookFailures).GetFields().Select(field => (string)field.GetValue(null)!), code => Assert.DoesNotContain(code, messages.Failure(code, 500), StringComparison.Ordinal));
        Assert.All(new[] { WebhookErrors.Disabled, WebhookErrors.Deleted, WebhookErrors.Gone, WebhookErrors.Failing, "lost" }, code => Assert.DoesNotContain($"({code})", messages.Failure(code, null).Replace('（', '(').Replace('）', ')'), StringComparison.Ordinal));
        Assert.All(EventTypes.All, type => Assert.NotEqual(type, messages.EventName(type)));
        Assert.All(EventTypes.All, type => Assert.NotEqual(type.Split('.')[0], messages.GroupName(type.Split('.')[0])));

        static IEnumerable<string> WebhookRulesErrors() => typeof(WebhookErrors).GetFields().Select(field => (string)field.GetValue(null)!)
            .Except([WebhookErrors.Deleted, WebhookErrors.Gone, WebhookErrors.Failing]);
    }

    private static WebhookDelivery Delivery(NotificationStatus status) => new(Guid.CreateVersion7(), Snapshots.CreatedAt, EventTypes.OrderShipped, status, 1, null, null, null, null, null);

    private IRenderedComponent<WebhookPage> ShowEndpoint() => Show<WebhookPage>(Roles.Administrator, parameters => parameters.Add(page => page.Id, Endpoint.Id));
}
