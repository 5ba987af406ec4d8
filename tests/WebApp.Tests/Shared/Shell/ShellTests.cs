using System.Net;
using System.Text.RegularExpressions;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

public sealed partial class ShellTests
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/boom")]
    [InlineData("/no-such-page")]
    [InlineData("/favicon.svg")]
    [InlineData("/api/boom")]
    public async Task Headers_WhenAnythingIsAnswered_AreTheStrictOnes(string path)
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync(path);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("strict-origin-when-cross-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.Contains("Permissions-Policy"));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Headers_WhenConnectionIsEncrypted_KeepItSo()
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.Client.GetAsync(new Uri("https://portal.example/sign-in"), TestContext.Current.CancellationToken);

        Assert.Contains("max-age=", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Opener-Policy")));
    }

    [Fact]
    public async Task Page_WhenRead_HasNoScriptInItself()
    {
        await using var host = await ShellHost.StartAsync();

        var page = await host.PageAsync("/sign-in");

        Assert.NotEmpty(Script().Matches(page));
        Assert.All(Script().Matches(page), match => Assert.Contains(" src=", match.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch(InlineHandler(), page);
    }

    [Theory]
    [InlineData("ja", "ja", "ページが見つかりません｜OrderPortal")]
    [InlineData("en-GB,en;q=0.9", "en", "Page not found | OrderPortal")]
    [InlineData("fr", "en", "Page not found | OrderPortal")]
    public async Task Page_WhenUnknown_SaysSoInTheReadersLanguage(string accept, string language, string title)
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync("/no-such-page", accept);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains($"<html lang=\"{language}\"", page, StringComparison.Ordinal);
        Assert.Contains($"<title>{title}</title>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "予期しないエラーが発生しました", "問い合わせ番号")]
    [InlineData("en", "Something unexpected happened", "Support number")]
    public async Task Error_WhenAPageThrows_ShowsANumberAndNothingElse(string language, string title, string label)
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync("/boom", language);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains(label, page, StringComparison.Ordinal);
        Assert.Matches(Number(), page);
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_WhenItAsksForAnAddressOfPrograms_GetsNoPage()
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync("/api/boom");

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain('<', await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Production", "ja", "サーバー側で問題が発生しました")]
    [InlineData("Development", "en", "Something went wrong on our side")]
    public async Task Program_WhenSomethingBreaks_HearsThatItDidAndNothingOfTheInside(string environment, string language, string title)
    {
        await using var host = await ShellHost.StartAsync(environment);

        using var response = await host.GetAsync("/api/broken", language);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"code\":\"internal_error\"", text, StringComparison.Ordinal);
        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Program_WhenAParameterCannotBeBoundInDevelopment_GetsAProblemToo()
    {
        await using var host = await ShellHost.StartAsync("Development");

        using var response = await host.GetAsync("/api/number?n=x");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"code\":\"bad_request\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/culture?culture=ja&returnUrl=%2Forders%3Fstatus%3Dpending", HttpStatusCode.Redirect)]
    [InlineData("/culture?culture=en", HttpStatusCode.Redirect)]
    [InlineData("/culture?culture=ja&returnUrl=https%3A%2F%2Fevil.example%2F", HttpStatusCode.BadRequest)]
    [InlineData("/culture?culture=ja&returnUrl=%2F%2Fevil.example", HttpStatusCode.BadRequest)]
    [InlineData("/culture?culture=ja&returnUrl=%2F%5Cevil.example", HttpStatusCode.BadRequest)]
    [InlineData("/culture?culture=ja&returnUrl=%2F%09%2Fevil.example", HttpStatusCode.BadRequest)]
    [InlineData("/culture?culture=ja&returnUrl=orders", HttpStatusCode.BadRequest)]
    [InlineData("/culture?culture=xx&returnUrl=%2F", HttpStatusCode.BadRequest)]
    [InlineData("/culture", HttpStatusCode.BadRequest)]
    public async Task Culture_WhenSwitched_GoesBackOnlyInsideThePortal(string path, HttpStatusCode expected)
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.Redirect, response.Headers.Contains("Set-Cookie"));
        Assert.True(response.Headers.Location is null || !response.Headers.Location.IsAbsoluteUri);
    }

    [Fact]
    public async Task Culture_WhenChosenByCookie_WinsOverTheBrowser()
    {
        await using var host = await ShellHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.AcceptLanguage.ParseAdd("en");
        request.Headers.Add("Cookie", ".AspNetCore.Culture=c%3Dja%7Cuic%3Dja");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Contains("<html lang=\"ja\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "media=\"(prefers-color-scheme: dark)\" data-theme-sheet=\"dark\"", false)]
    [InlineData("dark", "media=\"all\" data-theme-sheet=\"dark\"", true)]
    [InlineData("light", "media=\"not all\" data-theme-sheet=\"dark\"", true)]
    [InlineData("\"><script>", "media=\"(prefers-color-scheme: dark)\" data-theme-sheet=\"dark\"", false)]
    public async Task Theme_WhenCookieIsSent_IsInTheFirstByte(string? cookie, string sheet, bool chosen)
    {
        await using var host = await ShellHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        if (cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", "op-theme=" + Uri.EscapeDataString(cookie));
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains(sheet, page, StringComparison.Ordinal);
        Assert.Equal(chosen, page.Contains($"data-theme=\"{cookie}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Home_WhenNobodyIsSignedIn_LeadsToSignInAndBack()
    {
        await using var host = await ShellHost.StartAsync();

        using var response = await host.GetAsync("/");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.EndsWith("/sign-in?returnUrl=%2F", response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconnect_WhenPageIsRendered_HasAPanelForEachStateAndTheCounters()
    {
        await using var host = await ShellHost.StartAsync();

        var page = await host.PageAsync("/sign-in");

        foreach (var part in new[] { "op-reconnect--show", "op-reconnect--failed", "op-reconnect--rejected", "id=\"components-reconnect-modal\"", "id=\"components-reconnect-current-attempt\"", "id=\"components-reconnect-max-retries\"", "今すぐ再接続" })
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("<script[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Script();

    [GeneratedRegex(@"<[^>]+\son[a-z]+\s*=", RegexOptions.None, 1000)]
    private static partial Regex InlineHandler();

    [GeneratedRegex(">[0-9A-F]{4}-[0-9A-F]{4}<", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
