using OrderPortal.WebApp.Tests.Shared.Shell;

namespace OrderPortal.WebApp.Tests.Tenancy;

public sealed class SignInPageTests
{
    [Theory]
    [InlineData("ja", "サインイン｜OrderPortal", "メールアドレス", "パスワード")]
    [InlineData("en", "Sign in | OrderPortal", "Email address", "Password")]
    public async Task Page_WhenOpened_IsAPlainFormInTheReadersLanguage(string language, string title, string email, string password)
    {
        await using var host = await ShellHost.StartAsync();

        var page = await host.PageAsync("/sign-in?returnUrl=%2Forders%3Fstatus%3Dpending", language);

        Assert.Contains($"<title>{title}</title>", page, StringComparison.Ordinal);
        Assert.Contains($"<label for=\"email\">{email}</label>", page, StringComparison.Ordinal);
        Assert.Contains($"<label for=\"password\">{password}</label>", page, StringComparison.Ordinal);
        Assert.Contains("name=\"returnUrl\" value=\"/orders?status=pending\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"__RequestVerificationToken\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in-problem", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "invalid_credentials", "一致しません", "alert")]
    [InlineData("en", "invalid_credentials", "does not match", "alert")]
    [InlineData("ja", "locked_out", "一時的に停止", "alert")]
    [InlineData("en", "rate_limited", "Too many attempts", "alert")]
    [InlineData("ja", "session_expired", "サインアウトしました", "status")]
    public async Task Page_WhenSignInFailed_SaysWhyAndWhatToDo(string language, string code, string words, string role)
    {
        await using var host = await ShellHost.StartAsync();

        var page = await host.PageAsync($"/sign-in?error={code}", language);

        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains($"role=\"{role}\" tabindex=\"-1\" id=\"sign-in-problem\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Page_WhenReturnAddressIsForeign_LeadsHome(string address)
    {
        await using var host = await ShellHost.StartAsync();

        var page = await host.PageAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(address));

        Assert.Contains("name=\"returnUrl\" value=\"/\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", null, false)]
    [InlineData("Production", "--Demo:Enabled=true", true)]
    [InlineData("Development", null, true)]
    [InlineData("Development", "--Demo:Enabled=false", false)]
    public async Task Page_WhenDemoIsNotEnabled_ShowsNoAccount(string environment, string? setting, bool shown)
    {
        await using var host = await ShellHost.StartAsync(environment, setting is null ? [] : [setting]);

        var page = await host.PageAsync("/sign-in");

        Assert.Equal(shown, page.Contains("operator@demo.example", StringComparison.Ordinal));
        Assert.Equal(shown, page.Contains("Demo-portal-2026", StringComparison.Ordinal));
    }
}
