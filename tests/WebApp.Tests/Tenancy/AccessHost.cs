using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Auth;
using OrderPortal.WebApp.Shared.Operations;
using OrderPortal.WebApp.Tenancy;

namespace OrderPortal.WebApp.Tests.Tenancy;

/// <summary>The portal's way in, on a real database, with a few addresses behind it to knock at.</summary>
public sealed class AccessHost : IAsyncLifetime
{
    private WebApplication _app = null!;

    public TestDatabase Database { get; } = new();

    public MovableClock Clock { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        _app = await StartAsync("Development");
    }

    /// <summary>A client of its own address, so that wrong secrets of one test do not slow another's.</summary>
    public HttpClient CreateClient() => CreateClient(_app);

    /// <summary>A further instance on the same database.</summary>
    public async Task<WebApplication> StartAsync(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Encryption:Keys", string.Join(',', TestKeys.Entries)), new("Demo:Enabled", environment == "Development" ? "true" : "false"),
            new("RateLimits:RequestsPerHour", "8"), new("RateLimits:UploadsPerHour", "2"), new("RateLimits:Concurrent", "3")]);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddEncryption().AddPersistence(Database.ConnectionString).AddSharedDataProtection().AddAuditing().AddTenancy().AddRateLimits(builder.Configuration);
        builder.Services.AddAccess();
        builder.Services.AddLocalization();
        var app = builder.Build();
        await DemoSeed.RunAsync(app.Services);
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(context.Request.Headers["X-Test-Address"].FirstOrDefault() ?? "127.0.0.1");
            return next(context);
        });
        app.UseRequestLocalization("en", "ja");
        app.UseOperations();
        app.UseAuthorization();
        app.UseRateLimits();
        app.UseAntiforgery();
        app.MapSignIn();
        app.MapTokens();
        app.MapGet("/api/read", (ClaimsPrincipal user, OperationContext operation) => $"{user.Identity!.Name}|{operation.Tenant}").RequireAuthorization(Permissions.OrdersRead);
        app.MapGet("/api/write", () => "written").RequireAuthorization(Permissions.OrdersWrite);
        var limited = app.MapApi("/limited", "Limited", Permissions.OrdersRead);
        limited.MapGet("/", () => "let in");
        limited.MapPost("/", () => "taken").TakesFile(1_000);
        limited.MapGet("/fails", string () => throw new InvalidOperationException("As a test wants it."));
        limited.MapGet("/waits", async (CancellationToken aborted) => await Task.Delay(Timeout.Infinite, aborted));
        app.MapGet("/hubs/x", () => "hub").RequireAuthorization(Permissions.OrdersRead);
        app.MapGet("/session", (ClaimsPrincipal user) => user.FindFirstValue(PortalClaims.Session)).RequireAuthorization();
        app.MapGet("/page", () => "page").RequireAuthorization();
        app.MapGet("/form", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken!);
        await app.StartAsync();
        return app;
    }

    public static HttpClient CreateClient(WebApplication app)
    {
        var client = new HttpClient(new CookieJar(app.GetTestServer().CreateHandler())) { BaseAddress = new Uri("https://localhost") };
        client.DefaultRequestHeaders.Add("X-Test-Address", $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}");
        return client;
    }

    /// <summary>Gives one of the demo accounts a second factor, as its person would.</summary>
    public async Task<(string Key, IReadOnlyList<string> Codes)> TurnTwoFactorOnAsync(string email)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await ActAsAsync(scope.ServiceProvider, email);
        var own = scope.ServiceProvider.GetRequiredService<ITwoFactor>();
        var setup = (await own.BeginAsync(DemoSeed.Password, TestContext.Current.CancellationToken)).Value;
        return (setup.Key, (await own.TurnOnAsync(setup, AuthenticatorApp.Code(setup.Key, Clock.GetUtcNow()), TestContext.Current.CancellationToken)).Value);
    }

    /// <summary>The last so many lines of the audit log about an account.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(string email, int count)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var user = await ActAsAsync(scope.ServiceProvider, email);
        var lines = await scope.ServiceProvider.GetRequiredService<OrderPortalDbContext>().AuditLog.Where(entry => entry.EntityId == user).OrderByDescending(entry => entry.Seq).Take(count)
            .Select(entry => entry.Action).ToListAsync(TestContext.Current.CancellationToken);
        lines.Reverse();
        return lines;
    }

    private static async Task<Guid> ActAsAsync(IServiceProvider services, string email)
    {
        var entry = await services.GetRequiredService<OrderPortalDbContext>().SignInDirectory.SingleAsync(
            one => one.EmailIndex == services.GetRequiredService<BlindIndex>().ForSignIn(email), TestContext.Current.CancellationToken);
        services.GetRequiredService<OperationContext>().Begin(entry.TenantId, new Actor(ActorKind.User, entry.UserId, email));
        return entry.UserId;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Now, unless a test moves it on.</summary>
public sealed class MovableClock : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public override long GetTimestamp() => TimeProvider.System.GetTimestamp() + (Volatile.Read(ref _offset) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}

/// <summary>Keeps cookies between requests, as a browser would.</summary>
internal sealed class CookieJar(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly System.Net.CookieContainer _cookies = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header)
        {
            request.Headers.Add("Cookie", header);
        }

        var response = await base.SendAsync(request, cancellationToken);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            _cookies.SetCookies(request.RequestUri!, cookie);
        }

        return response;
    }
}
