using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderPortal.WebApp.Shared.Shell;

namespace OrderPortal.WebApp.Tests.Shared.Shell;

/// <summary>The shell alone, as Program puts it together, without database and features.</summary>
internal sealed class ShellHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ShellHost(WebApplication app) => _app = app;

    public HttpClient Client => _app.GetTestClient();

    public static async Task<ShellHost> StartAsync(string environment = "Production", params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "OrderPortal.WebApp",
            EnvironmentName = environment,
            ContentRootPath = Source.WebApp,
            Args = settings,
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddShell();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
        });
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseShell();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapShell();
        app.MapGet("/boom", Boom);
        app.MapGet("/api/broken", Boom);
        app.MapGet("/api/number", (int n) => n);
        app.MapGet("/api/boom", () => Microsoft.AspNetCore.Http.TypedResults.StatusCode(418));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ShellHost(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string language = "ja")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.ParseAdd(language);
        request.Headers.Accept.ParseAdd("text/html");
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> PageAsync(string path, string language = "ja")
    {
        using var response = await GetAsync(path, language);
        return System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Boom() => throw new InvalidOperationException("Host=db1;Password=secret at /srv/app/Orders.cs");
}
