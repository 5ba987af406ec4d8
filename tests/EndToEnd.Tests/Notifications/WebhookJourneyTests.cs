using Microsoft.Playwright;
using OrderPortal.EndToEnd.Tests.Shared;
using OrderPortal.Testing;
using OrderPortal.WebApp.Notifications;
using OrderPortal.WebApp.Shared.Controls;
using static Microsoft.Playwright.Assertions;

namespace OrderPortal.EndToEnd.Tests.Notifications;

/// <summary>An administrator sets up a webhook, tries it out, and hears of its end by the bell.</summary>
public sealed class WebhookJourneyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("ja", false, 1440)]
    [InlineData("en", true, 390)]
    public async Task Webhook_IsSetUpTriedOutAndTurnedOffWhenItsReceiverIsGone(string language, bool dark, int width)
    {
        var answers = new Queue<string>([WebhookReceiver.Ok, "HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone"]);
        await using var receiver = new WebhookReceiver(_ => Task.FromResult<string?>(answers.Dequeue()));
        await using var window = await PortalPage.OpenAsync(fixture.Portal, language, People.Administrator, new Look(dark, width));
        var words = window.Words;

        await window.GoAsync("/settings/webhooks/new");
        await window.SeeAsync(words.Webhooks(nameof(WebhooksText.AddTitle)));
        await Expect(window.Page.Locator(".op-bell")).ToHaveAttributeAsync("aria-label", words.Notices(nameof(NoticesText.Bell)));
        await ExamineAsync(window, "new");

        // Nothing filled in: it says what is missing, in words that the hint has too.
        await window.Button(words.Webhooks(nameof(WebhooksText.Add))).ClickAsync();
        await Expect(window.Page.GetByText(words.Webhooks(nameof(WebhooksText.ErrorUrlMissing)), new() { Exact = true })).ToBeVisibleAsync();
        await window.Page.GetByLabel(words.Webhooks(nameof(WebhooksText.Url)), new() { Exact = true }).FillAsync(receiver.Address.ToString());
        await window.Button(words.Webhooks(nameof(WebhooksText.ChooseAll))).ClickAsync();
        await window.Button(words.Webhooks(nameof(WebhooksText.Add))).ClickAsync();
        var secret = await window.Page.GetByLabel(words.Webhooks(nameof(WebhooksText.SecretLabel)), new() { Exact = true }).InputValueAsync();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        await ExamineAsync(window, "secret");
        await window.Button(words.Controls(nameof(ControlsText.SecretStored))).ClickAsync();
        await window.SeeAsync("127.0.0.1");

        // Tried out: the answer comes without a reload.
        await window.Button(words.Webhooks(nameof(WebhooksText.Test))).ClickAsync();
        var deliveries = window.Region(words.Webhooks(nameof(WebhooksText.Deliveries)));
        await Expect(deliveries.GetByText(words.Status(nameof(StatusText.NotificationSent)), new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        Assert.DoesNotContain(secret, await window.Page.ContentAsync(), StringComparison.Ordinal);
        await ExamineAsync(window, "page");

        // The next one finds the receiver gone.
        await window.Button(words.Webhooks(nameof(WebhooksText.Test))).ClickAsync();
        await Expect(window.Page.Locator(".op-bell")).ToHaveAttributeAsync("aria-label", words.Notices(nameof(NoticesText.BellNew), "1"), new() { Timeout = 20_000 });
        await Expect(window.Page.Locator(".op-page-head, main").GetByText(words.Webhooks(nameof(WebhooksText.StatusOff)), new() { Exact = true }).First).ToBeVisibleAsync();
        await window.Page.Locator(".op-bell").ClickAsync();
        var notice = window.Link(words.Notices(nameof(NoticesText.WebhookGone), "127.0.0.1")).First;
        await Expect(notice).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".op-bell__count")).ToHaveCountAsync(0);
        await ExamineAsync(window, "bell");
        await window.Link(words.Notices(nameof(NoticesText.All))).ClickAsync();
        await window.SeeAsync(words.Notices(nameof(NoticesText.Title)));
        await ExamineAsync(window, "notices");
        await window.GoAsync("/settings/webhooks");
        await window.SeeAsync(words.Webhooks(nameof(WebhooksText.Title)));
        await ExamineAsync(window, "list");
        window.AssertNoComplaints();
        fixture.Portal.AssertNoErrors();
    }

    /// <summary>axe finds nothing and nothing is wider than the window; with <c>ORDERPORTAL_PICTURES</c> a picture is taken as well.</summary>
    private static async Task ExamineAsync(PortalPage window, string name)
    {
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Empty(await window.ExamineAsync(name));
        if (Environment.GetEnvironmentVariable("ORDERPORTAL_PICTURES") is { Length: > 0 } folder)
        {
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"webhook-{name}-{window.Words.Language}.png"), FullPage = name is not "bell" and not "secret" });
        }
    }
}
