using System.Net;
using System.Text.RegularExpressions;
using Npgsql;

namespace OrderPortal.WebApp.Tests.Tenancy.Accounts;

/// <summary>What a person chose, in the whole portal.</summary>
[Collection(PortalCollection.Name)]
public sealed partial class AccountEndpointsTests(PortalHost portal)
{
    private const string Person = "admin@other.example";

    [Theory]
    [InlineData("/account", "アカウント設定", "Account settings")]
    [InlineData("/account/password", "パスワードの変更", "Change password")]
    [InlineData("/account/two-factor", "2段階認証", "Two-factor sign-in")]
    [InlineData("/account/sessions", "この端末", "This device")]
    public async Task Pages_OfTheAccount_AreThePersonsInBothLanguages(string path, string japanese, string english)
    {
        var browser = await portal.SignInAsync(Person);

        Assert.Contains(japanese, await PageAsync(path, browser, "ja"), StringComparison.Ordinal);
        Assert.Contains(english, await PageAsync(path, browser, "en"), StringComparison.Ordinal);
        using var stranger = await portal.SendAsync(HttpMethod.Get, path, null);
        Assert.StartsWith("/sign-in?returnUrl=", stranger.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choices_OfTheHeader_FollowThePersonToAnotherBrowser()
    {
        var browser = await portal.SignInAsync(Person);
        using var theme = await ThemeAsync(browser, "dark", browser.Proof);
        using var language = await portal.SendAsync(HttpMethod.Get, "/culture?culture=ja&returnUrl=%2F", null, browser: browser, headers: ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Redirect), (theme.StatusCode, language.StatusCode));

        var cookies = await SignInAgainAsync();

        Assert.Contains(cookies, cookie => cookie.StartsWith("op-theme=dark", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith(".AspNetCore.Culture=c%3Dja", StringComparison.Ordinal));

        // Another site's link turns the browser's language and not the account's; a foreign form nothing at all.
        using var link = await portal.SendAsync(HttpMethod.Get, "/culture?culture=en&returnUrl=%2F", null, browser: browser, headers: ("Sec-Fetch-Site", "cross-site"));
        using var forged = await ThemeAsync(browser, "light", null);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.BadRequest), (link.StatusCode, forged.StatusCode));
        Assert.Equal(("ja", "dark"), (await ReadAsync("culture"), await ReadAsync("theme")));
        await WriteAsync("culture = NULL, theme = NULL");
    }

    [Fact]
    public async Task TimeZone_OnceApplied_IsThatOfTimesAndOfTheHint()
    {
        var browser = await portal.SignInAsync(Person);
        Assert.DoesNotContain("America/New_York", await PageAsync("/account/sessions", browser, "en"), StringComparison.Ordinal);
        await WriteAsync("time_zone = 'America/New_York', theme = 'dark'");

        using var applied = await portal.SendAsync(HttpMethod.Get, "/account/apply?returnUrl=%2Faccount%2Fsessions", null, browser: browser);
        var cookies = applied.Headers.GetValues("Set-Cookie").ToList();
        var renewed = browser with { Cookies = string.Join("; ", browser.Cookies.Split("; ").Where(one => !one.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)).Append(cookies.Single(one => one.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)).Split(';')[0])) };
        var page = await PageAsync("/account/sessions", renewed, "en");
        await WriteAsync("time_zone = NULL, theme = NULL");

        Assert.Equal("/account/sessions", applied.Headers.Location!.ToString());
        Assert.Contains(cookies, cookie => cookie.StartsWith("op-theme=dark", StringComparison.Ordinal));
        Assert.Contains("Times in America/New_York (UTC-0", page, StringComparison.Ordinal);
        var shown = Shown().Match(page);
        var moment = DateTimeOffset.Parse(shown.Groups["moment"].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("MMM dd, yyyy HH:mm", System.Globalization.CultureInfo.InvariantCulture), shown.Groups["text"].Value);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    public async Task Apply_WithAForeignReturnAddress_GoesHome(string address)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, $"/account/apply?returnUrl={Uri.EscapeDataString(address)}", null, browser: await portal.SignInAsync(Person));
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Secret_AskedForByAPersonWhosePasswordIsOld_IsRefusedByTheApiToo()
    {
        var browser = await portal.SignInAsync(Person);
        await portal.ExecuteAsync("UPDATE user_sessions SET password_at = password_at - interval '10 minutes' WHERE tenant_id = $1", Infrastructure.Demo.DemoSeed.OtherTenant.Value);

        using var hook = new StringContent("""{"url":"https://shop.example/hook","events":["order.created"]}""", System.Text.Encoding.UTF8, "application/json");
        using var refund = new StringContent("""{"amount":1}""", System.Text.Encoding.UTF8, "application/json");
        using var made = await portal.SendAsync(HttpMethod.Post, "/api/v1/webhooks", null, hook, browser: browser);
        using var refunded = await portal.SendAsync(HttpMethod.Post, $"/api/v1/charges/{Guid.NewGuid()}/refund", null, refund, browser: browser);
        await portal.ExecuteAsync("UPDATE user_sessions SET password_at = now() WHERE tenant_id = $1", Infrastructure.Demo.DemoSeed.OtherTenant.Value);

        await PortalHost.ProblemAsync(made, 403, "password_needed");
        await PortalHost.ProblemAsync(refunded, 403, "password_needed");
    }

    [Fact]
    public async Task CodePage_WithoutTheFirstStep_LeadsToIt()
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, "/sign-in/two-factor?returnUrl=%2Forders", null);
        Assert.EndsWith("/sign-in?error=code_expired&returnUrl=%2Forders", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path, Browser browser, string language)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, path, null, language: language, browser: browser);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpResponseMessage> ThemeAsync(Browser browser, string theme, string? proof)
    {
        using var form = new FormUrlEncodedContent([new("theme", theme)]);
        return await portal.SendAsync(HttpMethod.Post, "/account/theme", null, form, browser: browser with { Proof = proof });
    }

    private async Task<IReadOnlyList<string>> SignInAgainAsync()
    {
        using var page = await portal.SendAsync(HttpMethod.Get, "/sign-in", null);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent(
            [new("email", Person), new("password", Infrastructure.Demo.DemoSeed.Password), new("__RequestVerificationToken", Proof().Match(html).Groups["proof"].Value)]);
        using var answer = await portal.SendAsync(HttpMethod.Post, "/sign-in", null, form, browser: new Browser(page.Headers.GetValues("Set-Cookie").First().Split(';')[0], null));
        return [.. answer.Headers.GetValues("Set-Cookie")];
    }

    private Task WriteAsync(string set) => portal.ExecuteAsync($"UPDATE users SET {set} WHERE tenant_id = $1", Infrastructure.Demo.DemoSeed.OtherTenant.Value);

    private async Task<string?> ReadAsync(string column)
    {
        await using var connection = new NpgsqlConnection(portal.Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {column} FROM users WHERE tenant_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Infrastructure.Demo.DemoSeed.OtherTenant.Value });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }

    [GeneratedRegex("<time[^>]*datetime=\"(?<moment>[^\"]+)\"[^>]*>(?<text>[^<]+)</time>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<proof>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Proof();
}
