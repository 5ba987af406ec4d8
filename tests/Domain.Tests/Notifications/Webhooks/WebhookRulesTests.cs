using OrderPortal.Domain.Notifications.Webhooks;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tests.Notifications.Webhooks;

public sealed class WebhookRulesTests
{
    private const string Person = "name:word";
    private static readonly WebhookTargets Public = new(AllowPrivate: false);
    private static readonly WebhookTargets Any = new(AllowPrivate: true);

    [Theory]
    [InlineData("https", "erp.example/hooks?token=x")]
    [InlineData("  https", "例え.example/受信  ")]
    [InlineData("https", "erp.example:8443")]
    [InlineData("https", "8.8.8.8/")]
    public void Check_OfAnAddressOfTheInternet_FindsNothing(string scheme, string rest)
    {
        Assert.Empty(WebhookRules.Check(Draft($"{scheme}://{rest}"), Public));
        Assert.Empty(WebhookRules.Check(Draft($"{scheme}://{rest}"), Any));
    }

    [Theory]
    [InlineData("", WebhookErrors.UrlMissing)]
    [InlineData("   ", WebhookErrors.UrlMissing)]
    [InlineData("hooks", WebhookErrors.UrlMalformed)]
    [InlineData("/hooks", WebhookErrors.UrlMalformed)]
    [InlineData("ftp://erp.example", WebhookErrors.UrlMalformed)]
    [InlineData("javascript:alert(1)", WebhookErrors.UrlMalformed)]
    [InlineData("https://", WebhookErrors.UrlMalformed)]
    [InlineData("http://erp.example", WebhookErrors.UrlNotHttps)]
    [InlineData("https://erp.example/#part", WebhookErrors.UrlWithExtras)]
    [InlineData("http://localhost:1/", WebhookErrors.UrlPrivate)]
    public void Check_OfAnythingElse_SaysWhatIsWrong(string url, string code) =>
        Assert.Equal(code, Assert.Single(WebhookRules.Check(Draft(url), Public)).Code);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")] // 127.0.0.1 as one number
    [InlineData("10.1.2.3")]
    [InlineData("[::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[::ffff:10.0.0.1]")]
    public void Check_OfAnAddressNearThePortal_RefusesIt(string host)
    {
        Assert.Equal(WebhookErrors.UrlPrivate, Assert.Single(WebhookRules.Check(Draft($"https://{host}/"), Public)).Code);
        Assert.Equal(WebhookErrors.UrlWithExtras, Assert.Single(WebhookRules.Check(Draft($"https://{Person}@{host}/"), Public)).Code);
    }

    [Theory]
    [InlineData("http", "localhost:8080", null)]
    [InlineData("http", "127.0.0.1:8080", null)]
    [InlineData("https", "10.1.2.3", null)]
    [InlineData("http", "10.1.2.3", WebhookErrors.UrlNotHttps)]
    public void Check_WherePrivateTargetsAreAllowed_DoesWithoutHttpsOnItsOwnMachineOnly(string scheme, string host, string? code) =>
        Assert.Equal(code, WebhookRules.Check(Draft($"{scheme}://{host}/"), Any).SingleOrDefault()?.Code);

    [Fact]
    public void Check_OfSeveralMistakes_NamesThemAll()
    {
        var draft = new WebhookDraft("https://erp.example/" + new string('a', 2_000), new string('あ', 201), [EventTypes.OrderPlaced, "order.eaten"], true);

        Assert.Equal(
            [(WebhookErrors.UrlTooLong, "2000"), (WebhookErrors.DescriptionTooLong, "200"), (WebhookErrors.EventTypeUnknown, "order.eaten")],
            WebhookRules.Check(draft, Public).Select(error => (error.Code, error.Arguments[0])));
        Assert.Equal(WebhookErrors.EventTypesMissing, Assert.Single(WebhookRules.Check(draft with { Url = "https://erp.example", Description = null, EventTypes = [] }, Public)).Code);
    }

    [Fact]
    public void Apply_OfADraft_SetsItInOrder()
    {
        var id = Guid.NewGuid();

        var endpoint = WebhookRules.Apply(new WebhookDraft(" https://erp.example/x ", "  ", [EventTypes.ImportFinished, EventTypes.OrderPlaced, EventTypes.OrderPlaced], false), id);

        Assert.Equal((id, "https://erp.example/x", null, false), (endpoint.Id, endpoint.Url.ToString(), endpoint.Description, endpoint.IsEnabled));
        Assert.Equal([EventTypes.OrderPlaced, EventTypes.ImportFinished], endpoint.EventTypes);
    }

    private static WebhookDraft Draft(string url) => new(url, "ERP", [EventTypes.OrderPlaced], true);
}
