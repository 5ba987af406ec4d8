using System.Net;
using System.Text.RegularExpressions;

namespace OrderPortal.WebApp.Tests.Notifications;

/// <summary>Who gets to the pages, in the portal as a whole.</summary>
[Collection(PortalCollection.Name)]
public sealed partial class WebhookPortalTests(PortalHost portal)
{
    [Theory]
    [InlineData("/settings/webhooks", "ja", "Webhookはありません。")]
    [InlineData("/settings/webhooks", "en", "There are no webhooks.")]
    [InlineData("/settings/webhooks/new", "ja", "Webhookの追加｜OrderPortal")]
    [InlineData("/settings/webhooks/0190a000-0000-7000-8000-000000000001", "en", "There is no such webhook.")]
    [InlineData("/notices", "ja", "お知らせ｜OrderPortal")]
    public async Task Pages_ForAnAdministrator_AreThereWithTheBell(string path, string language, string text)
    {
        using var response = await portal.SendAsync(HttpMethod.Get, path, null, language: language, browser: await portal.SignInAsync("admin@demo.example"));
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.Single(Bell().Matches(page));
        Assert.Contains("href=\"/settings/webhooks\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer@demo.example")]
    [InlineData("operator@demo.example")]
    [InlineData("finance@demo.example")]
    public async Task Webhooks_ForAnybodyElse_AreClosedAndNotInTheMenu(string email)
    {
        var browser = await portal.SignInAsync(email);

        using var webhooks = await portal.SendAsync(HttpMethod.Get, "/settings/webhooks", null, browser: browser);
        using var notices = await portal.SendAsync(HttpMethod.Get, "/notices", null, browser: browser);

        Assert.NotEqual(HttpStatusCode.OK, webhooks.StatusCode);
        Assert.Equal(HttpStatusCode.OK, notices.StatusCode);
        Assert.DoesNotContain("href=\"/settings/webhooks\"", await notices.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_ForNobody_LeadToTheSignIn()
    {
        foreach (var path in new[] { "/settings/webhooks", "/notices" })
        {
            using var response = await portal.SendAsync(HttpMethod.Get, path, null);
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }

    [GeneratedRegex("<button[^>]*popovertarget=\"op-bell\"", RegexOptions.None, 1000)]
    private static partial Regex Bell();
}
