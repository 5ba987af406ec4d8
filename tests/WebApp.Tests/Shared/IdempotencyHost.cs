using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Auditing;
using OrderPortal.Infrastructure.Shared.Idempotency;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Testing;
using OrderPortal.WebApp.Shared.Api;
using OrderPortal.WebApp.Shared.Auth;

namespace OrderPortal.WebApp.Tests.Shared;

/// <summary>What a request of <see cref="IdempotencyHost"/> is to do: its effect under a name, and how it ends.</summary>
internal sealed record ThingBody(string Name, string Do = "make", string? Note = null);

/// <summary>
/// The middleware on Kestrel and a real database, with operations that count their effects. Who calls is said by a header: a bearer token's part is tested elsewhere.
/// </summary>
public sealed class IdempotencyHost : IAsyncLifetime
{
    public const long SmallLimit = 400_000;

    private readonly ConcurrentDictionary<string, int> _effects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _begun = new(StringComparer.Ordinal);
    private WebApplication _app = null!;

    public TestDatabase Database { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public int EffectsOf(string name) => _effects.GetValueOrDefault(name);

    public bool HasBegun(string name) => _begun.ContainsKey(name);

    /// <summary>Lets the operations go on that wait under this name.</summary>
    public void Open(string name) => Gate(name).TrySetResult();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Staging" });
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Encryption:Keys", string.Join(',', TestKeys.Entries))]);
        builder.Services.AddSingleton(TimeProvider.System).AddEncryption().AddPersistence(Database.ConnectionString).AddAuditing().AddIdempotency().AddLocalization().AddPermissions();
        builder.Services.AddAuthentication();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        _app = builder.Build();
        _app.UseRequestLocalization("en", "ja");
        _app.UseApiErrors();
        _app.UseRouting();
        _app.Use(SignInAsync);
        _app.UseAuthorization();
        _app.UseIdempotency();
        var things = _app.MapApi("/things", "Things", Permissions.OrdersRead);
        things.MapPost("/", ActAsync).RequireAuthorization(Permissions.OrdersWrite);
        things.MapPut("/", ActAsync);
        things.MapPost("/form", FormAsync).TakesFile(SmallLimit);
        _app.MapPost("/api/v1/unmarked", ActAsync);
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
        await Database.DisposeAsync();
    }

    internal Task<Sent> PostAsync(string key, ThingBody body, Guid? caller = null, string language = "en", CancellationToken? cancel = null) =>
        SendAsync(HttpMethod.Post, "/api/v1/things", [key], Json(body), caller, language, cancel);

    internal async Task<Sent> SendAsync(
        HttpMethod method, string path, string[] keys, HttpContent content, Guid? caller = null, string language = "en", CancellationToken? cancel = null, string scope = "orders.read orders.write")
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var key in keys)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        request.Headers.Add("X-Caller", $"{caller ?? Guid.AllBitsSet} {scope}");
        using var response = await Client.SendAsync(request, cancel ?? TestContext.Current.CancellationToken);
        return await Sent.OfAsync(response);
    }

    internal static StringContent Json(ThingBody body) =>
        new(System.Text.Json.JsonSerializer.Serialize(body, System.Text.Json.JsonSerializerOptions.Web), Encoding.UTF8, "application/json");

    internal async Task ChangeAsync(string key, string set)
    {
        await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"UPDATE idempotency_keys SET {set} WHERE key = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private static Task SignInAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers["X-Caller"].ToString().Split(' ') is [{ Length: > 0 } caller, .. var scopes])
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [
                    new(PortalClaims.Tenant, "6f1d0000-0000-0000-0000-000000000001"), new(ClaimTypes.NameIdentifier, caller), new(PortalClaims.Kind, PortalClaims.KindClient),
                    .. scopes.Select(scope => new Claim(PortalClaims.Scope, scope)),
                ],
                "test"));
            context.RequestServices.GetRequiredService<OperationContext>().BeginFor(context.User);
        }

        return next(context);
    }

    private async Task<IResult> ActAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var read = await JsonBody.ReadAsync<ThingBody>(http.Request, cancellationToken);
        if (read.Error is { } unreadable)
        {
            return JsonBody.Refuse(unreadable);
        }

        var (name, what, _) = read.Value;
        _begun[name] = true;
        if (what == "wait")
        {
            await Gate(name).Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        }

        if (what is "422" or "503")
        {
            return what == "422" ? Problems.Of(422, "bad_mapping") : Problems.Of(503, "internal_error");
        }

        if (what == "bare")
        {
            return Results.StatusCode(404);
        }

        var number = _effects.AddOrUpdate(name, 1, (_, count) => count + 1);
        http.Response.Headers.ETag = $"\"{number}\"";
        http.Response.Headers.Append("Link", "</a>; rel=\"next\"");
        http.Response.Headers.Append("Link", "</b>; rel=\"up\"");
        return what switch
        {
            "throw" => throw new InvalidOperationException("Behind the effect."),
            "none" => Results.NoContent(),
            "long" => Results.Bytes(new byte[HeldAnswer.MaxBytes + 1], "application/octet-stream"),
            _ => Results.Created($"/api/v1/things/{name}", new { name, number, note = "山田太郎", random = Guid.NewGuid() }),
        };
    }

    private async Task<IResult> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.Parse(request.ContentType!).Parameters.Single(parameter => parameter.Name == "boundary").Value!.Trim('"');
        var reader = new MultipartReader(boundary, request.Body);
        var (name, bytes) = ("", 0L);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            using var content = new MemoryStream();
            await part.Body.CopyToAsync(content, cancellationToken);
            bytes += content.Length;
            name = part.GetContentDispositionHeader()!.Name == "name" ? Encoding.UTF8.GetString(content.ToArray()) : name;
        }

        return Results.Accepted($"/api/v1/things/{name}", new { bytes, number = _effects.AddOrUpdate(name, 1, (_, count) => count + 1) });
    }
}

/// <summary>An answer as it arrived.</summary>
/// <param name="Headers">Those that must be the same in every answer to one request.</param>
internal sealed record Sent(int Status, string Headers, byte[] Body, bool Replayed, string? RetryAfter)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Code => Status >= 400 ? System.Text.Json.JsonDocument.Parse(Body).RootElement.GetProperty("code").GetString() : null;

    public static async Task<Sent> OfAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Idempotent-Replayed" or "Retry-After"))
            .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        return new Sent(
            (int)response.StatusCode, string.Join('\n', headers), await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Headers.TryGetValues("Idempotent-Replayed", out var replayed) && replayed.Single() == "true", response.Headers.RetryAfter?.ToString());
    }
}
