using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tests.Notifications.Webhooks;

public sealed class WebhookRulesTests
{
    private static readonly WebhookTargets Public = new(AllowPrivate: false);
    private static readonly WebhookTargets Any = new(AllowPrivate: true);

    [Theory]
    [InlineData("https://example.com/hooks?token=x")]
    [InlineData("  https://例え.jp/受信  ")]
    [InlineData("https://example.com:8443")]
    [InlineData("https://8.8.8.8/")]
    public void Check_OfAnAddressOfTheInternet_FindsNothing(string url)
    {
        Assert.Empty(WebhookRules.Check(Draft(url), Public));
        Assert.Empty(WebhookRules.Check(Draft(url), Any));
    }

    [Theory]
    [InlineData("", WebhookErrors.UrlMissing)]
    [InlineData("   ", WebhookErrors.UrlMissing)]
    [InlineData("hooks", WebhookErrors.UrlMalformed)]
    [InlineData("/hooks", WebhookErrors.UrlMalformed)]
    [InlineData("ftp://example.com", WebhookErrors.UrlMalformed)]
    [InlineData("javascript:alert(1)", WebhookErrors.UrlMalformed)]
    [InlineData("https://", WebhookErrors.UrlMalformed)]
    [InlineData("http://example.com", WebhookErrors.UrlNotHttps)]
    [InlineData("https://user:secret@example.com", WebhookErrors.UrlWithExtras)]
    [InlineData("https://example.com/#part", WebhookErrors.UrlWithExtras)]
    [InlineData("http://localhost:1/", WebhookErrors.UrlPrivate)]
    [InlineData("https://127.0.0.1/", WebhookErrors.UrlPrivate)]
    [InlineData("https://2130706433/", WebhookErrors.UrlPrivate)] // 127.0.0.1 as one number
    [InlineData("https://10.1.2.3/", WebhookErrors.UrlPrivate)]
    [InlineData("https://[::1]/", WebhookErrors.UrlPrivate)]
    [InlineData("https://[fd00:ec2::254]/", WebhookErrors.UrlPrivate)]
    [InlineData("https://[::ffff:10.0.0.1]/", WebhookErrors.UrlPrivate)]
    public void Check_OfAnythingElse_SaysWhatIsWrong(string url, string code) =>
        Assert.Equal(code, Assert.Single(WebhookRules.Check(Draft(url), Public)).Code);

    [Theory]
    [InlineData("http://localhost:8080/", null)]
    [InlineData("http://127.0.0.1:8080/", null)]
    [InlineData("https://10.1.2.3/", null)]
    [InlineData("http://10.1.2.3/", WebhookErrors.UrlNotHttps)]
    public void Check_WherePrivateTargetsAreAllowed_DoesWithoutHttpsOnItsOwnMachineOnly(string url, string? code) =>
        Assert.Equal(code, WebhookRules.Check(Draft(url), Any).SingleOrDefault()?.Code);

    [Fact]
    public void Check_OfSeveralMistakes_NamesThemAll()
    {
        var draft = new WebhookDraft("https://example.com/" + new string('a', 2_000), new string('あ', 201), [EventTypes.OrderPlaced, "order.eaten"], true);

        Assert.Equal(
            [(WebhookErrors.UrlTooLong, "2000"), (WebhookErrors.DescriptionTooLong, "200"), (WebhookErrors.EventTypeUnknown, "order.eaten")],
            WebhookRules.Check(draft, Public).Select(error => (error.Code, error.Arguments[0])));
        Assert.Equal(WebhookErrors.EventTypesMissing, Assert.Single(WebhookRules.Check(draft with { Url = "https://example.com", Description = null, EventTypes = [] }, Public)).Code);
    }

    [Fact]
    public void Apply_OfADraft_SetsItInOrder()
    {
        var id = Guid.NewGuid();

        var endpoint = WebhookRules.Apply(new WebhookDraft(" https://example.com/x ", "  ", [EventTypes.ImportFinished, EventTypes.OrderPlaced, EventTypes.OrderPlaced], false), id);

        Assert.Equal((id, "https://example.com/x", null, false), (endpoint.Id, endpoint.Url.ToString(), endpoint.Description, endpoint.IsEnabled));
        Assert.Equal([EventTypes.OrderPlaced, EventTypes.ImportFinished], endpoint.EventTypes);
    }

    private static WebhookDraft Draft(string url) => new(url, "ERP", [EventTypes.OrderPlaced], true);
}
