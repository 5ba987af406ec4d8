using System.Net;
using OrderPortal.Domain.Auditing;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.WebApp.Tests.Tenancy.Accounts;

/// <summary>Signing in with a second factor, through the addresses that a browser posts to. Each test has an account of its own.</summary>
public sealed class CodeSignInTests(AccessHost host) : IClassFixture<AccessHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithASecondFactor_WantsTheCodeBeforeItOpensAnything()
    {
        var (key, _) = await host.TurnTwoFactorOnAsync("admin@demo.example");
        using var client = host.CreateClient();
        using var first = await PasswordAsync(client, "admin@demo.example", "/orders?page=2");

        Assert.Equal("/sign-in/two-factor?returnUrl=%2Forders%3Fpage%3D2", first.Headers.Location!.ToString());
        var cookies = first.Headers.GetValues("Set-Cookie").ToList();
        Assert.DoesNotContain(cookies, cookie => cookie.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal));
        var step = cookies.Single(cookie => cookie.StartsWith("__Host-OrderPortal-TwoFactorUserId=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.All(["secure", "httponly", "samesite=strict"], mark => Assert.Contains(mark, step, StringComparison.Ordinal));
        using (var early = await client.GetAsync("/page", Cancel))
        {
            Assert.Equal(HttpStatusCode.Redirect, early.StatusCode);
        }

        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = AuthenticatorApp.Code(key, host.Clock.GetUtcNow());
        using var second = await CodeAsync(client, code, "/orders?page=2");
        Assert.Equal("/orders?page=2", second.Headers.Location!.ToString());
        Assert.Equal("page", await client.GetStringAsync("/page", Cancel));

        using var thief = host.CreateClient();
        (await PasswordAsync(thief, "admin@demo.example")).Dispose();
        using var replayed = await CodeAsync(thief, code);
        Assert.StartsWith("/sign-in/two-factor?error=wrong_code", replayed.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal([AuditActions.CodeWanted, AuditActions.SignIn, AuditActions.CodeWanted, AuditActions.SignIn], await host.AuditedAsync("admin@demo.example", 4));
    }

    [Fact]
    public async Task RecoveryCode_LetsInOnce()
    {
        var (_, codes) = await host.TurnTwoFactorOnAsync("viewer@demo.example");
        using var client = host.CreateClient();
        (await PasswordAsync(client, "viewer@demo.example")).Dispose();
        using var first = await CodeAsync(client, codes[0]);
        Assert.Equal("/", first.Headers.Location!.ToString());

        using var again = host.CreateClient();
        (await PasswordAsync(again, "viewer@demo.example")).Dispose();
        using var second = await CodeAsync(again, codes[0]);
        Assert.StartsWith("/sign-in/two-factor?error=wrong_code", second.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal([AuditActions.RecoveryCodeUsed, AuditActions.SignIn, AuditActions.CodeWanted, AuditActions.SignIn], await host.AuditedAsync("viewer@demo.example", 4));
    }

    [Fact]
    public async Task Codes_AfterFiveWrongOnes_AreLockedAndThePasswordWithThem()
    {
        var (key, _) = await host.TurnTwoFactorOnAsync("finance@demo.example");
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var client = host.CreateClient();
        (await PasswordAsync(client, "finance@demo.example")).Dispose();
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await CodeAsync(client, i == 5 ? AuthenticatorApp.Code(key, host.Clock.GetUtcNow()) : "000000");
            answers.Add(answer.Headers.Location!.ToString());
        }

        Assert.All(answers.Take(5), answer => Assert.Contains("wrong_code", answer, StringComparison.Ordinal));
        Assert.StartsWith("/sign-in?error=locked_out", answers[5], StringComparison.Ordinal);
        using var password = await PasswordAsync(client, "finance@demo.example");
        Assert.StartsWith("/sign-in?error=locked_out", password.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_BetweenWrongCodes_DoesNotForgiveThem()
    {
        await host.TurnTwoFactorOnAsync("admin@other.example");
        using var client = host.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            (await PasswordAsync(client, "admin@other.example")).Dispose();
            (await CodeAsync(client, "000000")).Dispose();
        }

        using var password = await PasswordAsync(client, "admin@other.example");
        Assert.StartsWith("/sign-in?error=locked_out", password.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_AfterSixMinutesOrWithoutTheFirstStep_IsToldToBeginAnew()
    {
        var (key, _) = await host.TurnTwoFactorOnAsync("operator@demo.example");
        using var stranger = host.CreateClient();
        using var nothing = await CodeAsync(stranger, "123456");
        Assert.StartsWith("/sign-in?error=code_expired", nothing.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var client = host.CreateClient();
        (await PasswordAsync(client, "operator@demo.example")).Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        using var late = await CodeAsync(client, AuthenticatorApp.Code(key, host.Clock.GetUtcNow()), "//evil.example/");
        Assert.Equal("/sign-in?error=code_expired&returnUrl=%2F", late.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Code_WithoutTheFormsToken_IsRefused()
    {
        using var client = host.CreateClient();
        using var answer = await client.PostAsync("/sign-in/two-factor", new FormUrlEncodedContent([new("code", "123456")]), Cancel);
        Assert.StartsWith("/sign-in?error=code_expired", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PasswordAsync(HttpClient client, string email, string returnUrl = "/") =>
        await client.PostAsync("/sign-in", await FormAsync(client, ("email", email), ("password", DemoSeed.Password), ("returnUrl", returnUrl)), Cancel);

    private static async Task<HttpResponseMessage> CodeAsync(HttpClient client, string code, string returnUrl = "/") =>
        await client.PostAsync("/sign-in/two-factor", await FormAsync(client, ("code", code), ("returnUrl", returnUrl)), Cancel);

    private static async Task<FormUrlEncodedContent> FormAsync(HttpClient client, params (string Name, string Value)[] fields) =>
        new([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("__RequestVerificationToken", await client.GetStringAsync("/form", Cancel))]);
}
