using System.Text;

namespace OrderPortal.EndToEnd.Tests.Api;

internal sealed class TokenCases : IApiCases
{
    public IEnumerable<ApiCase> All =>
    [
        new("issueToken", 200, world => PostAsync(world, "token", "grant_type=client_credentials&scope=orders.read", "demo-secret-2026")),
        new("issueToken", 400, world => PostAsync(world, "token", "grant_type=password", "demo-secret-2026")),
        new("issueToken", 401, world => PostAsync(world, "token", "grant_type=client_credentials", "wrong", "nobody")),
        new("issueToken", 429, world => GuessAsync(world, "token")),
        new("issueToken", 415, world => SendJsonAsync(world, "token")),
        new("revokeToken", 200, world => PostAsync(world, "revoke", "token=unknown", "demo-secret-2026")),
        new("revokeToken", 400, world => PostAsync(world, "revoke", "", "demo-secret-2026")),
        new("revokeToken", 401, world => PostAsync(world, "revoke", "token=unknown", "wrong", "nobody")),
        new("revokeToken", 429, world => GuessAsync(world, "revoke")),
        new("revokeToken", 415, world => SendJsonAsync(world, "revoke")),
    ];

    private static async Task<HttpResponseMessage> PostAsync(ApiWorld world, string operation, string form, string secret, string client = "demo-client")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/oauth/{operation}") { Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}")));
        return await world.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Tries secrets of one client until the portal has heard enough.</summary>
    private static async Task<HttpResponseMessage> GuessAsync(ApiWorld world, string operation)
    {
        var client = $"guessed-{Guid.NewGuid():N}";
        HttpResponseMessage answer;
        var tries = 0;
        do
        {
            answer = await PostAsync(world, operation, "grant_type=client_credentials&token=unknown", "wrong", client);
        }
        while (answer.StatusCode == System.Net.HttpStatusCode.Unauthorized && ++tries < 30);
        return answer;
    }

    private static async Task<HttpResponseMessage> SendJsonAsync(ApiWorld world, string operation) =>
        await world.Anonymous.PostAsync($"/oauth/{operation}", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
