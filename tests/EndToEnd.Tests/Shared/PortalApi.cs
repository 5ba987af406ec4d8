using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrderPortal.EndToEnd.Tests.Shared;

/// <summary>A program that calls the portal's API with a token of its tenant.</summary>
internal sealed class PortalApi : IDisposable
{
    private readonly HttpClient _http;

    private PortalApi(HttpClient http, string token)
    {
        _http = http;
        Token = token;
    }

    public string Token { get; }

    public static Task<PortalApi> DemoAsync(PortalProcess portal) => ConnectAsync(portal, "demo-client", SecretOf("demo-client"));

    public static Task<PortalApi> OtherAsync(PortalProcess portal) => ConnectAsync(portal, "other-client", SecretOf("other-client"));

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) =>
        (await _http.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken)).Clone();

    /// <returns>The import's id.</returns>
    public async Task<Guid> UploadAsync(string path, params (string Name, string Value)[] fields) =>
        (await PostAsync("/api/v1/imports", path, HttpStatusCode.Accepted, fields)).GetProperty("id").GetGuid();

    /// <summary>Uploads as the wizard does.</summary>
    /// <returns>The file's id.</returns>
    public async Task<Guid> UploadDraftAsync(string path) => (await PostAsync("/api/v1/imports/drafts", path, HttpStatusCode.Created)).GetProperty("file").GetGuid();

    private async Task<JsonElement> PostAsync(string address, string path, HttpStatusCode expected, params (string Name, string Value)[] fields)
    {
        await using var file = File.OpenRead(path);
        using var form = new MultipartFormDataContent { { new StreamContent(file), "file", Path.GetFileName(path) } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        using var answer = await _http.PostAsync(address, form, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, body);
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    /// <returns>The answer's body; an answer that is no success fails the test.</returns>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <param name="request">pause, resume, cancel or undo.</param>
    public async Task AskAsync(Guid import, string request)
    {
        using var answer = await _http.PostAsync($"/api/v1/imports/{import}/{request}", null, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Number of the first order that an import made.</summary>
    public async Task<string> FirstOrderAsync(Guid import) =>
        (await GetAsync($"/api/v1/orders?importId={import}&limit=1")).GetProperty("items")[0].GetProperty("orderNumber").GetString()!;

    public Task<JsonElement> ImportAsync(Guid id) => GetAsync($"/api/v1/imports/{id}");

    /// <returns>The finished import.</returns>
    public async Task<JsonElement> EndOfAsync(Guid id, TimeSpan deadline)
    {
        JsonElement import = default;
        await Eventually.IsAsync(
            async () => (import = await ImportAsync(id)).GetProperty("phase").GetString() == "finished", deadline, () => $"the import is finished: {import}");
        return import;
    }

    /// <summary>Waits until the import is in a status.</summary>
    public async Task StatusAsync(Guid id, string status)
    {
        JsonElement import = default;
        await Eventually.IsAsync(
            async () => (import = await ImportAsync(id)).GetProperty("status").GetString() == status, TimeSpan.FromSeconds(60), () => $"the import is {status}: {import}");
    }

    public async Task RevokeTokenAsync(string token)
    {
        using var answer = await _http.PostAsync("/oauth/revoke", Form(("token", token), ("client_id", "demo-client"), ("client_secret", "demo-secret-2026")), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    /// <param name="client">One of the demo data.</param>
    /// <param name="scope">Null: all that the client has.</param>
    public static Task<string> TokenAsync(PortalProcess portal, string client, string? scope = null) => TokenAsync(portal, client, SecretOf(client), scope);

    private static async Task<string> TokenAsync(PortalProcess portal, string client, string secret, string? scope)
    {
        using var http = new HttpClient { BaseAddress = portal.Address };
        using var form = Form([
            ("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret),
            .. scope is null ? Array.Empty<(string, string)>() : [("scope", scope)],
        ]);
        using var answer = await http.PostAsync(new Uri("/oauth/token", UriKind.Relative), form, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("access_token").GetString()!;
    }

    /// <summary>As any client, with all that it has.</summary>
    public static async Task<PortalApi> ConnectAsync(PortalProcess portal, string client, string secret)
    {
        var http = new HttpClient { BaseAddress = portal.Address, Timeout = TimeSpan.FromMinutes(2) };
        var token = await TokenAsync(portal, client, secret, scope: null);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new PortalApi(http, token);
    }

    /// <param name="client">One of the demo data.</param>
    private static string SecretOf(string client) => client.Replace("client", "secret-2026", StringComparison.Ordinal);

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
