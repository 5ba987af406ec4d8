using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Tenancy;

public sealed class TokenEndpointsTests(AccessHost host) : IClassFixture<AccessHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_ForBodyCredentials_OpensTheClientsOwnTenant()
    {
        using var client = host.CreateClient();
        using var answer = await AskAsync(client, "demo-client", "demo-secret-2026");
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal(("Bearer", 3600), (token.GetProperty("token_type").GetString(), token.GetProperty("expires_in").GetInt32()));
        Assert.Equal(string.Join(' ', Scopes.All), token.GetProperty("scope").GetString());
        Assert.EndsWith($"|{DemoSeed.DemoTenant}", await GetAsync(client, "/api/read", token.GetProperty("access_token").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ForBasicCredentials_IsIssuedToo()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("other-client:other-secret-2026")));
        using var answer = await client.PostAsync("/oauth/token", Form(("grant_type", "client_credentials"), ("scope", "orders.read")), Cancel);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("access_token").GetString()!;

        Assert.EndsWith($"|{DemoSeed.OtherTenant}", await GetAsync(client, "/api/read", token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("demo-client", "wrong", "client_credentials", "", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("nobody", "demo-secret-2026", "client_credentials", "", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("demo-client", "other-secret-2026", "client_credentials", "", HttpStatusCode.Unauthorized, "invalid_client")]
    [InlineData("demo-client", "demo-secret-2026", "password", "", HttpStatusCode.BadRequest, "unsupported_grant_type")]
    [InlineData("demo-client", "demo-secret-2026", "", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("demo-client", "demo-secret-2026", "client_credentials", "everything", HttpStatusCode.BadRequest, "invalid_scope")]
    [InlineData("", "", "client_credentials", "", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("a\0b", "x", "client_credentials", "", HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Token_WhenRefused_AnswersAsRfc6749Says(string id, string secret, string grant, string scope, HttpStatusCode status, string error)
    {
        using var client = host.CreateClient();
        using var answer = await client.PostAsync("/oauth/token", Form(("client_id", id), ("client_secret", secret), ("grant_type", grant), ("scope", scope)), Cancel);

        Assert.Equal((status, error), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error").GetString()));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Token_WithAWrongBasicSecret_ChallengesForBasic()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo-client:wrong"u8));
        using var answer = await client.PostAsync("/oauth/token", Form(("grant_type", "client_credentials")), Cancel);

        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Token_WithAWrongSecretInTheForm_IsChallengedToo()
    {
        using var client = host.CreateClient();
        using var answer = await AskAsync(client, "demo-client", "wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (answer.StatusCode, answer.Headers.WwwAuthenticate.Single().Scheme));
    }

    [Theory]
    [InlineData("client_id", "demo-client", HttpStatusCode.OK)]
    [InlineData("client_id", "other-client", HttpStatusCode.BadRequest)]
    [InlineData("client_secret", "demo-secret-2026", HttpStatusCode.BadRequest)]
    [InlineData("scope", "orders.read", HttpStatusCode.BadRequest)]
    public async Task Token_WithBasicCredentials_TakesNoSecondWordFromTheForm(string name, string value, HttpStatusCode status)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("demo-client:demo-secret-2026"u8));
        using var answer = await client.PostAsync("/oauth/token", Form(("grant_type", "client_credentials"), ("scope", "orders.read"), (name, value)), Cancel);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Token_AfterManyWrongSecrets_IsRefusedToThatCallerOnly()
    {
        using var client = host.CreateClient();
        using var another = host.CreateClient();
        for (var i = 0; i < 20; i++)
        {
            (await AskAsync(client, "limited-client", "wrong")).Dispose();
        }

        using var blocked = await AskAsync(client, "limited-client", "limited-secret-2026");
        using var free = await AskAsync(another, "limited-client", "limited-secret-2026");
        using var revocation = await client.PostAsync("/oauth/revoke", Form(("client_id", "limited-client"), ("client_secret", "limited-secret-2026"), ("token", "x")), Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, revocation.StatusCode);
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (blocked.StatusCode, free.StatusCode));
        Assert.NotNull(blocked.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("en", "access token")]
    [InlineData("ja", "アクセストークン")]
    public async Task Api_WithoutToken_AnswersAProblemInTheCallersLanguage(string language, string word)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        using var answer = await client.GetAsync("/api/read", Cancel);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("unauthorized", problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.Contains(word, problem.GetProperty("title").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("CfDJ8rubbish")]
    public async Task Api_WithAForgedToken_IsRefused(string token)
    {
        using var client = host.CreateClient();
        using var answer = await SendAsync(client, "/api/read", token);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_WithoutTheScope_IsForbiddenAndAudited()
    {
        using var client = host.CreateClient();
        var token = await TokenAsync(client, "orders.read");
        using var answer = await SendAsync(client, "/api/write", token);

        Assert.Equal((HttpStatusCode.Forbidden, "insufficient_scope"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Contains("orders.write", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        await using var context = host.Database.CreateContext(DemoSeed.DemoTenant);
        Assert.Contains(context.AuditLog.ToList(), e => e.Action == "tenancy.permission_denied" && e.After!.Contains("/api/write", StringComparison.Ordinal));
        Assert.Contains(context.AuditLog.ToList(), e => e.Action == "tenancy.token_issued" && e.Result == Domain.Auditing.AuditResult.Success);
    }

    [Fact]
    public async Task Api_WithAnExpiredToken_IsRefused()
    {
        using var client = host.CreateClient();
        var token = await TokenAsync(client, "orders.read");
        Assert.NotEmpty(await GetAsync(client, "/api/read", token));

        host.Clock.Advance(TimeSpan.FromMinutes(61));
        using var answer = await SendAsync(client, "/api/read", token);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task Revoke_OfATokenInUse_BitesHereAtOnceAndElsewhereWithinSeconds()
    {
        await using var second = await host.StartAsync("Development");
        using var client = host.CreateClient();
        using var elsewhere = AccessHost.CreateClient(second);
        var token = await TokenAsync(client, "orders.read");
        Assert.NotEmpty(await GetAsync(client, "/api/read", token));
        Assert.NotEmpty(await GetAsync(elsewhere, "/api/read", token));

        using var revoked = await client.PostAsync("/oauth/revoke", Form(("client_id", "demo-client"), ("client_secret", "demo-secret-2026"), ("token", token)), Cancel);
        using var here = await SendAsync(client, "/api/read", token);
        host.Clock.Advance(TimeSpan.FromSeconds(3));
        using var there = await SendAsync(elsewhere, "/api/read", token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (revoked.StatusCode, here.StatusCode, there.StatusCode));
    }

    [Fact]
    public async Task Revoke_ByAnotherClient_IsAnsweredAlikeAndChangesNothing()
    {
        using var client = host.CreateClient();
        var token = await TokenAsync(client, "orders.read");
        using var answer = await client.PostAsync("/oauth/revoke", Form(("client_id", "other-client"), ("client_secret", "other-secret-2026"), ("token", token)), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        host.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEmpty(await GetAsync(client, "/api/read", token));
    }

    [Fact]
    public async Task QueryToken_OnHubs_IsTakenAndElsewhereIsNot()
    {
        using var client = host.CreateClient();
        var token = Uri.EscapeDataString(await TokenAsync(client, "orders.read"));
        using var hub = await client.GetAsync($"/hubs/x?access_token={token}", Cancel);
        using var api = await client.GetAsync($"/api/read?access_token={token}", Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (hub.StatusCode, api.StatusCode));
    }

    [Fact]
    public async Task DemoCredentials_WhereTheDemoIsOff_AreRefused()
    {
        await using var production = await host.StartAsync("Production");
        using var client = AccessHost.CreateClient(production);
        using var answer = await AskAsync(client, "demo-client", "demo-secret-2026");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string id, string secret, string scope = "") =>
        client.PostAsync("/oauth/token", Form(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", scope)), Cancel);

    private static async Task<string> TokenAsync(HttpClient client, string scope)
    {
        using var answer = await AskAsync(client, "demo-client", "demo-secret-2026", scope);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("access_token").GetString()!;
    }

    private static async Task<string> GetAsync(HttpClient client, string path, string token)
    {
        using var answer = await SendAsync(client, path, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString();

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
}
