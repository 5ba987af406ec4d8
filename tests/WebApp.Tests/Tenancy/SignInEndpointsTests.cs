using System.Net;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Tenancy;

public sealed class SignInEndpointsTests(AccessHost host) : IClassFixture<AccessHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithTheRightPassword_OpensTheUsersTenant()
    {
        using var client = host.CreateClient();
        using var answer = await SignInAsync(client, " Operator@Demo.example", DemoSeed.Password, "/orders?page=2");

        Assert.Equal("/orders?page=2", answer.Headers.Location!.ToString());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)).ToLowerInvariant();
        Assert.Contains("secure", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.EndsWith($"|{DemoSeed.DemoTenant}", await client.GetStringAsync("/api/read", Cancel), StringComparison.Ordinal);
        Assert.Equal("written", await client.GetStringAsync("/api/write", Cancel));
    }

    [Fact]
    public async Task SignIn_OfAViewer_MayReadAndNotWrite()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "viewer@demo.example", DemoSeed.Password)).Dispose();
        using var read = await client.GetAsync("/api/read", Cancel);
        using var write = await client.GetAsync("/api/write", Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (read.StatusCode, write.StatusCode));
    }

    [Theory]
    [InlineData("operator@demo.example", "Wrong-portal-2026")]
    [InlineData("nobody@demo.example", DemoSeed.Password)]
    [InlineData("", "")]
    public async Task SignIn_WithoutTheRightPassword_GoesBackToTheForm(string email, string password)
    {
        using var client = host.CreateClient();
        using var answer = await SignInAsync(client, email, password, "/orders");

        Assert.Equal("/sign-in?error=invalid_credentials&returnUrl=%2Forders", answer.Headers.Location!.ToString());
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_WithAForeignReturnAddress_GoesHome(string returnUrl)
    {
        using var client = host.CreateClient();
        using var answer = await SignInAsync(client, "admin@demo.example", DemoSeed.Password, returnUrl);
        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task SignIn_WithoutTheFormsToken_IsRefused()
    {
        using var client = host.CreateClient();
        using var answer = await client.PostAsync("/sign-in", new FormUrlEncodedContent([new("email", "admin@demo.example"), new("password", DemoSeed.Password)]), Cancel);
        Assert.StartsWith("/sign-in?error=session_expired", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("finance@demo.example")]
    [InlineData("unknown@demo.example")]
    public async Task SignIn_AfterFiveWrongPasswords_IsLockedWhetherTheAccountExistsOrNot(string email)
    {
        using var client = host.CreateClient();
        var answers = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await SignInAsync(client, email, i == 6 ? DemoSeed.Password : "Wrong-portal-2026");
            answers.Add(answer.Headers.Location!.ToString());
        }

        Assert.All(answers.Take(5), a => Assert.Contains("invalid_credentials", a, StringComparison.Ordinal));
        Assert.All(answers.Skip(5), a => Assert.Contains("locked_out", a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_AfterManyTries_IsRateLimited()
    {
        using var client = host.CreateClient();
        var last = "";
        for (var i = 0; i < 21; i++)
        {
            using var answer = await SignInAsync(client, "many@demo.example", "Wrong-portal-2026");
            last = answer.Headers.Location!.ToString();
        }

        Assert.Contains("rate_limited", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithoutSession_GoesToTheSignInPage()
    {
        using var client = host.CreateClient();
        using var answer = await client.GetAsync("/page", Cancel);
        Assert.Equal("/sign-in?returnUrl=%2Fpage", answer.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task Session_After31IdleMinutes_IsOver()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@demo.example", DemoSeed.Password)).Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("page", await client.GetStringAsync("/page", Cancel));
        host.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("page", await client.GetStringAsync("/page", Cancel));
        host.Clock.Advance(TimeSpan.FromMinutes(31));
        using var late = await client.GetAsync("/page", Cancel);
        Assert.Equal(HttpStatusCode.Redirect, late.StatusCode);
    }

    [Fact]
    public async Task Session_AfterTheSecurityStampChanged_IsOver()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@other.example", DemoSeed.Password)).Dispose();
        Assert.EndsWith($"|{DemoSeed.OtherTenant}", await client.GetStringAsync("/api/read", Cancel), StringComparison.Ordinal);
        await using (var context = host.Database.CreateContext(DemoSeed.OtherTenant))
        {
            await context.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "changed"), Cancel);
        }

        host.Clock.Advance(TimeSpan.FromMinutes(2));
        using var answer = await client.GetAsync("/api/read", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Session_OnceThatIsOver_SaysSoAtTheSignInPage()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@demo.example", DemoSeed.Password)).Dispose();
        host.Clock.Advance(TimeSpan.FromMinutes(31));
        using var late = await client.GetAsync("/page", Cancel);
        Assert.Equal("/sign-in?returnUrl=%2Fpage&error=session_expired", late.Headers.Location!.PathAndQuery);
    }

    [Fact]
    public async Task Session_WhenItsCookieIsRenewed_IsTheSame()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@demo.example", DemoSeed.Password)).Dispose();
        var session = await client.GetStringAsync("/session", Cancel);
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        using var renewed = await client.GetAsync("/session", Cancel);

        Assert.Contains(renewed.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal));
        Assert.Equal((32, session), (session.Length, await renewed.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal(session, await client.GetStringAsync("/session", Cancel));
    }

    [Fact]
    public async Task SignIn_InABrowserOfAnotherTenantsPerson_TakesTheirPlaceAndEndsTheirSession()
    {
        using var client = host.CreateClient();
        using var first = await SignInAsync(client, "viewer@demo.example", DemoSeed.Password);
        var old = first.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)).Split(';')[0];
        using var second = await SignInAsync(client, "admin@other.example", DemoSeed.Password);

        Assert.Equal("/", second.Headers.Location!.ToString());
        Assert.EndsWith($"|{DemoSeed.OtherTenant}", await client.GetStringAsync("/api/read", Cancel), StringComparison.Ordinal);
        using var thief = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.Add("Cookie", old);
        using var stolen = await thief.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Redirect, stolen.StatusCode);
    }

    [Fact]
    public async Task SignOut_MakesTheCookieWorthlessOnAnotherInstanceToo()
    {
        await using var elsewhere = await host.StartAsync("Development");
        using var client = host.CreateClient();
        using var answer = await SignInAsync(client, "admin@demo.example", DemoSeed.Password);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("__Host-OrderPortal=", StringComparison.Ordinal)).Split(';')[0];
        using var thief = AccessHost.CreateClient(elsewhere);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(thief, cookie));

        (await client.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", await client.GetStringAsync("/form", Cancel))]), Cancel)).Dispose();

        host.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(thief, cookie));
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@demo.example", DemoSeed.Password)).Dispose();
        using var answer = await client.PostAsync("/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", await client.GetStringAsync("/form", Cancel))]), Cancel);
        using var after = await client.GetAsync("/page", Cancel);

        Assert.Equal(("/sign-in", HttpStatusCode.Redirect), (answer.Headers.Location!.ToString(), after.StatusCode));
    }

    [Fact]
    public async Task SignIn_RightOrWrong_IsAudited()
    {
        using var client = host.CreateClient();
        (await SignInAsync(client, "admin@demo.example", "Wrong-portal-2026")).Dispose();
        (await SignInAsync(client, "admin@demo.example", DemoSeed.Password)).Dispose();

        await using var context = host.Database.CreateContext(DemoSeed.DemoTenant);
        var results = (await context.AuditLog.Where(e => e.Action == AuditActions.SignIn).OrderBy(e => e.Seq).ToListAsync(Cancel)).TakeLast(2).ToList();
        Assert.Equal([AuditResult.Denied, AuditResult.Success], results.Select(e => e.Result));
        Assert.All(results, e => Assert.NotNull(e.SourceAddress));
        Assert.NotNull(results[1].SessionId);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page");
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string email, string password, string returnUrl = "/") =>
        await client.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent([new("email", email), new("password", password), new("returnUrl", returnUrl), new("__RequestVerificationToken", await client.GetStringAsync("/form", Cancel))]),
            Cancel);
}
