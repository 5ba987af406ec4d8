using System.Net.Http.Json;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>Tokens: forms without a token, and a client that nobody knows for what wrong secrets bring about.</summary>
internal sealed class TokenCases : IApiCases
{
    private const string Secret = "demo-secret-2026";

    public IEnumerable<ApiCase> All =>
    [
        new("issueToken", 200, world => IssueAsync(world, Secret)),
        new("issueToken", 400, world => PostAsync(world, "/oauth/token", ("grant_type", "password"), ("client_id", DemoSeed.ClientId), ("client_secret", Secret))),
        new("issueToken", 401, world => PostAsync(world, "/oauth/token", ("grant_type", "client_credentials"), ("client_id", Nobody()), ("client_secret", "wrong"))),
        new("issueToken", 429, world => GuessAsync(world, "/oauth/token", ("grant_type", "client_credentials"))),
        new("revokeToken", 200, RevokeAsync),
        new("revokeToken", 400, world => PostAsync(world, "/oauth/revoke", ("client_id", DemoSeed.ClientId), ("client_secret", Secret))),
        new("revokeToken", 401, world => PostAsync(world, "/oauth/revoke", ("token", "rubbish"), ("client_id", Nobody()), ("client_secret", "wrong"))),
        new("revokeToken", 429, world => GuessAsync(world, "/oauth/revoke", ("token", "rubbish"))),
    ];

    private static string Nobody() => $"nobody-{Guid.NewGuid():N}";

    private static Task<HttpResponseMessage> IssueAsync(ApiWorld world, string secret) =>
        PostAsync(world, "/oauth/token", ("grant_type", "client_credentials"), ("client_id", DemoSeed.ClientId), ("client_secret", secret), ("scope", "orders.read"));

    private static async Task<HttpResponseMessage> RevokeAsync(ApiWorld world)
    {
        using var issued = await IssueAsync(world, Secret);
        var token = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        return await PostAsync(world, "/oauth/revoke", ("token", token), ("client_id", DemoSeed.ClientId), ("client_secret", Secret));
    }

    /// <summary>Twenty wrong secrets in a minute are as many as one caller has for one client; this one exists for nobody else.</summary>
    private static async Task<HttpResponseMessage> GuessAsync(ApiWorld world, string path, (string, string) field)
    {
        var nobody = Nobody();
        for (var i = 0; i < 20; i++)
        {
            (await PostAsync(world, path, field, ("client_id", nobody), ("client_secret", "wrong"))).Dispose();
        }

        return await PostAsync(world, path, field, ("client_id", nobody), ("client_secret", "wrong"));
    }

    private static async Task<HttpResponseMessage> PostAsync(ApiWorld world, string path, params (string Name, string Value)[] fields)
    {
        // The bearer token that the client sends along is none of the endpoint's business.
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await world.Demo.PostAsync(new Uri(path, UriKind.Relative), form);
    }
}
