using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrderPortal.WebApp.Tests.Cli;

/// <summary>The API as far as the import verb speaks to it, on a real socket, playing back what a test wants to see.</summary>
internal sealed class FakePortal : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private FakePortal(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Answers to the polls in turn; the last one stays.</summary>
    public List<object> Imports { get; } = [];

    public (int Status, object Body)? UploadRefusal { get; set; }

    /// <summary>Polls that fail with 503 before the first answer.</summary>
    public int Outages { get; set; }

    public byte[] Uploaded { get; private set; } = [];

    public Dictionary<string, string> Form { get; } = [];

    public string? AcceptLanguage { get; private set; }

    public string? ReportQuery { get; private set; }

    public static async Task<FakePortal> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(form => form.MultipartBodyLengthLimit = 1L << 30);
        var app = builder.Build();
        var portal = new FakePortal(app);
        app.MapGet("/health/live", () => Results.Ok());
        app.MapPost("/oauth/token", (Delegate)portal.TokenAsync);
        app.MapPost("/api/v1/imports", (Delegate)portal.UploadAsync);
        app.MapGet("/api/v1/imports/{id}", portal.Get);
        app.MapGet("/api/v1/imports/{id}/report", (HttpContext context) =>
        {
            portal.ReportQuery = context.Request.QueryString.Value;
            return Results.Text("report");
        });
        await app.StartAsync();
        return portal;
    }

    public static object Import(string status, string phase, long read, long accepted, long rejected, bool? matches = true) => new
    {
        id = "0198", status, phase, fileName = "o.csv", rows = new { read, accepted, rejected, skipped = 0, warnings = 2 },
        orders = new { created = accepted, updated = 0, unchanged = 0, rejected }, controlTotals = new { quantity = 12, amount = 34567, matches }, durationMs = 1234,
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static IResult Problem(int status, object body) => Results.Json(body, statusCode: status, contentType: "application/problem+json");

    private static bool IsSignedIn(HttpContext context) => context.Request.Headers.Authorization == "Bearer token-1";

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        return form["grant_type"] == "client_credentials" && form["client_id"] == "demo-client" && form["client_secret"] == "demo-secret-2026"
            ? Results.Json(new { access_token = "token-1", token_type = "Bearer", expires_in = 3600, scope = "imports.write" })
            : Results.Json(new { error = "invalid_client", error_description = "Unknown client or wrong secret." }, statusCode: 401);
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        if (UploadRefusal is var (status, body))
        {
            return Problem(status, body);
        }

        if (!IsSignedIn(context))
        {
            return Results.Unauthorized();
        }

        AcceptLanguage = context.Request.Headers.AcceptLanguage;
        var form = await context.Request.ReadFormAsync();
        foreach (var (name, value) in form)
        {
            Form[name] = value.ToString();
        }

        Form["(file name)"] = form.Files["file"]!.FileName;
        using var copy = new MemoryStream();
        await form.Files["file"]!.CopyToAsync(copy);
        Uploaded = copy.ToArray();
        return Results.Accepted("/api/v1/imports/0198", Import("queued", "received", 0, 0, 0));
    }

    private IResult Get(HttpContext context, string id) => id != "0198" || !IsSignedIn(context) ? Results.NotFound()
        : Outages-- > 0 ? Results.StatusCode(503)
        : Results.Json(Imports[Math.Min(_asked++, Imports.Count - 1)], JsonSerializerOptions.Web);
}
