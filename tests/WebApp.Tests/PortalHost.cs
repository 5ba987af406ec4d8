using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing;

namespace OrderPortal.WebApp.Tests;

/// <summary>Tests of one running portal, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PortalCollection : ICollectionFixture<PortalHost>
{
    public const string Name = "Portal";
}

/// <summary>
/// The whole portal as Program puts it together, on Kestrel and a database of its own, with the demo tenants and the real job. Not in
/// Development, so that nothing is answered more kindly than to strangers.
/// </summary>
public sealed partial class PortalHost : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, string> _tokens = [];
    private readonly Dictionary<string, Browser> _browsers = [];
    private readonly (string Key, string Value)[] _settings;
    private Factory _factory = null!;

    public PortalHost()
        : this([])
    {
    }

    /// <param name="settings">Of the configuration, beside what all have.</param>
    internal PortalHost(params (string Key, string Value)[] settings) => _settings = settings;

    public TestDatabase Database { get; } = new();

    public IServiceProvider Services => _factory.Services;

    public Uri Address { get; private set; } = null!;

    /// <summary>Sends neither cookies nor tokens by itself and follows nothing.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        _factory = new Factory(Database.OwnerConnectionString, _settings);
        _factory.UseKestrel(0);
        _factory.StartServer();
        Address = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_factory is not null)
        {
            await _factory.DisposeAsync();
        }

        await Database.DisposeAsync();
    }

    /// <param name="client">One of the demo clients.</param>
    /// <param name="scope">Null: all that the client has.</param>
    public async Task<string> TokenAsync(string client = DemoSeed.ClientId, string? scope = null)
    {
        if (_tokens.TryGetValue(client + scope, out var known))
        {
            return known;
        }

        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = client.Replace("client", "secret-2026", StringComparison.Ordinal) };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await Client.PostAsync(new Uri("/oauth/token", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var answer = await JsonAsync(response, HttpStatusCode.OK);
        return _tokens[client + scope] = answer.GetProperty("access_token").GetString()!;
    }

    /// <summary>A real token of the demo client whose time is over.</summary>
    public async Task<string> ExpiredTokenAsync()
    {
        var protector = Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector;
        var ticket = protector.Unprotect(await TokenAsync())!;
        ticket.Properties.ExpiresUtc = Services.GetRequiredService<TimeProvider>().GetUtcNow().AddSeconds(-1);
        return protector.Protect(ticket);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null, string language = "en", Browser? browser = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.AcceptLanguage.ParseAdd(language);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (browser is not null)
        {
            request.Headers.Add("Cookie", browser.Cookies);
            if (browser.Proof is not null)
            {
                request.Headers.Add("RequestVerificationToken", browser.Proof);
            }
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string client = DemoSeed.ClientId, string language = "en") =>
        await SendAsync(HttpMethod.Get, path, await TokenAsync(client), language: language);

    public async Task<JsonElement> GetJsonAsync(string path, string client = DemoSeed.ClientId, string language = "en")
    {
        using var response = await GetAsync(path, client, language);
        return await JsonAsync(response, HttpStatusCode.OK);
    }

    public async Task<HttpResponseMessage> PostAsync(HttpContent form, string client = DemoSeed.ClientId, string language = "en") =>
        await SendAsync(HttpMethod.Post, "/api/v1/imports", await TokenAsync(client), form, language);

    /// <summary>Hands a file over and waits until it is worked off.</summary>
    public async Task<JsonElement> ImportAsync(byte[] file, string name = "orders.csv", string client = DemoSeed.ClientId, params (string, string)[] fields)
    {
        using var form = Form(file, name, fields);
        using var response = await PostAsync(form, client);
        var accepted = await JsonAsync(response, HttpStatusCode.Accepted);
        return await FinishedAsync(accepted.GetProperty("id").GetString()!, client);
    }

    public Task<JsonElement> ImportAsync(string file, params (string, string)[] fields) => ImportAsync(Encoding.UTF8.GetBytes(file), fields: fields);

    /// <param name="status">Waits for this status instead of the end.</param>
    public async Task<JsonElement> FinishedAsync(string id, string client = DemoSeed.ClientId, string? status = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Deadline)
        {
            var import = await GetJsonAsync($"/api/v1/imports/{id}", client);
            if (status is null ? import.GetProperty("phase").GetString() == "finished" : import.GetProperty("status").GetString() == status)
            {
                return import;
            }

            await Task.Delay(30, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Import {id} is not finished.");
    }

    /// <summary>Signs a person in as the page does.</summary>
    public async Task<Browser> SignInAsync(string email)
    {
        if (_browsers.TryGetValue(email, out var known))
        {
            return known;
        }

        using var page = await Client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var cookies = Cookies(page);
        using var form = new FormUrlEncodedContent(
            [new("email", email), new("password", DemoSeed.Password), new("__RequestVerificationToken", ProofOf(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!)]);
        using var answer = await SendAsync(HttpMethod.Post, "/sign-in", null, form, browser: new Browser(cookies, null));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.DoesNotContain("error", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        cookies = $"{cookies}; {Cookies(answer)}";
        using var upload = await SendAsync(HttpMethod.Get, "/imports/new", null, browser: new Browser(cookies, null));
        return _browsers[email] = new Browser(cookies, upload.IsSuccessStatusCode ? ProofOf(await upload.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)) : null);
    }

    /// <summary>Rows of everything that an upload could leave behind, of all tenants.</summary>
    public async Task<string> CountsAsync()
    {
        await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT format('orders %s, lines %s, imports %s, files %s, chunks %s, problems %s', (SELECT count(*) FROM orders), (SELECT count(*) FROM order_lines), "
            + "(SELECT count(*) FROM import_batches), (SELECT count(*) FROM stored_files), (SELECT count(*) FROM stored_file_chunks), (SELECT count(*) FROM import_problems))",
            connection);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static MultipartFormDataContent Form(byte[] file, string name = "orders.csv", params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        form.Add(new ByteArrayContent(file), "file", name);
        return form;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>An answer of RFC 9457 that tells nothing of the inside.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var problem = await JsonAsync(response, (HttpStatusCode)status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((status, code, $"urn:orderportal:problem:{code}"), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString(), problem.GetProperty("type").GetString()));
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotMatch(Inside(), problem.GetRawText());
        Assert.DoesNotMatch(Placeholder(), problem.GetRawText().Replace(problem.GetProperty("traceId").GetString()!, "", StringComparison.Ordinal));
        Assert.True(response.Headers.CacheControl?.NoStore);
        return problem;
    }

    private static string Cookies(HttpResponseMessage response) =>
        string.Join("; ", response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Select(cookie => cookie.Split(';')[0]) : []);

    private static string? ProofOf(string page) => Proof().Match(page) is { Success: true } found ? found.Groups["proof"].Value : null;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<proof>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Proof();

    [GeneratedRegex(@"Exception|Npgsql|SELECT |INSERT |stored_file|\.cs\b|/src/|   at |Kestrel|Host=", RegexOptions.None, 1000)]
    private static partial Regex Inside();

    [GeneratedRegex(@"\{\d", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    private sealed class Factory(string database, (string Key, string Value)[] settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Staging");
            builder.UseSetting("ConnectionStrings:OrderPortal", database);
            builder.UseSetting("Encryption:Keys", string.Join(',', TestKeys.Entries));
            builder.UseSetting("Demo:Enabled", "true");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}

/// <summary>What a signed-in person's browser sends along.</summary>
/// <param name="Proof">Antiforgery token of the upload page; null where there is none.</param>
public sealed record Browser(string Cookies, string? Proof);
