using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrderPortal.Testing.Payments;

/// <summary>What goes wrong with one request.</summary>
public enum StripeFault
{
    /// <summary>429; nothing is done, nothing remembered.</summary>
    Throttled,

    /// <summary>503 of whatever stands before it; nothing is done, nothing remembered.</summary>
    Unavailable,

    /// <summary>500 after it was done; the key brings the 500 back.</summary>
    ErrorAfter,

    /// <summary>500 before anything was done; the key brings the 500 back.</summary>
    ErrorBefore,

    /// <summary>Done, and never answered.</summary>
    HangAfter,

    /// <summary>Neither done nor answered.</summary>
    HangBefore,

    /// <summary>Done, and the connection cut.</summary>
    CutAfter,

    /// <summary>Done, and answered with something that is no JSON.</summary>
    Garbage,
}

/// <summary>A request as it came.</summary>
/// <param name="Path">With its query.</param>
/// <param name="Form">The body as it came; empty for none.</param>
public sealed record StripeRequest(string Method, string Path, string Form, string? Key, string? Version, string? Authorization);

/// <summary>
/// Stripe as the portal meets it, on a port of its own: forms in brackets, keys whose first answer comes back (500s too), declines, throttling, silence, lists and
/// signed messages. What it knows and does is in its <see cref="Book"/>, which tests compare the portal's with. Strict: a parameter that it does not know is refused.
/// </summary>
public sealed class StripeDouble : IAsyncDisposable
{
    public const string SecretKey = "sk_test_double";
    public const string WebhookSecret = "whsec_double";

    private readonly ConcurrentDictionary<string, KnownKey> _keys = new();
    private readonly ConcurrentQueue<(string Method, StripeFault Fault, bool? ShouldRetry)> _faults = new();
    private readonly ConcurrentQueue<StripeRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _clock;
    private WebApplication _server = null!;
    private int _requestIds;
    private int _open;

    private StripeDouble(TimeProvider clock)
    {
        _clock = clock;
        Book = new StripeBook(clock);
    }

    public StripeBook Book { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>All that came, in its sequence.</summary>
    public IReadOnlyList<StripeRequest> Requests => [.. _requests];

    /// <summary>How long it asks to be left alone when it is too much.</summary>
    public int RetryAfterSeconds { get; set; } = 7;

    /// <summary>Requests that are being worked on or kept waiting.</summary>
    public int Open => Volatile.Read(ref _open);

    public static async Task<StripeDouble> StartAsync(TimeProvider clock)
    {
        var made = new StripeDouble(clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        made._server = builder.Build();
        made._server.Run(made.AnswerAsync);
        await made._server.StartAsync();
        made.Address = new Uri(made._server.Urls.First());
        return made;
    }

    /// <summary>What goes wrong with the next request of the method that none is meant for yet.</summary>
    /// <param name="shouldRetry">What it says of repeating it; null: nothing.</param>
    public void Next(StripeFault fault, string method = "POST", bool? shouldRetry = null) => _faults.Enqueue((method, fault, shouldRetry));

    /// <summary>As if a day had gone by.</summary>
    public void ForgetKeys() => _keys.Clear();

    /// <summary>A message about something that happened.</summary>
    public static byte[] Message(string type, JsonNode subject, string? id = null) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = id ?? $"evt_{Guid.NewGuid():N}",
        ["object"] = "event",
        ["type"] = type,
        ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = subject.DeepClone() },
    }.ToJsonString());

    /// <summary>Value of the header that goes with a message.</summary>
    public static string Sign(ReadOnlySpan<byte> body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var form = await reader.ReadToEndAsync(http.RequestAborted);
        var key = http.Request.Headers["Idempotency-Key"].FirstOrDefault();
        _requests.Enqueue(new StripeRequest(
            http.Request.Method, $"{http.Request.Path}{http.Request.QueryString}", form, key, http.Request.Headers["Stripe-Version"].FirstOrDefault(), http.Request.Headers.Authorization.FirstOrDefault()));
        http.Response.Headers["Request-Id"] = string.Create(CultureInfo.InvariantCulture, $"req_{Interlocked.Increment(ref _requestIds)}");
        Interlocked.Increment(ref _open);
        try
        {
            await WorkAsync(http, form, key);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task WorkAsync(HttpContext http, string form, string? key)
    {
        if (http.Request.Headers.Authorization != $"Bearer {SecretKey}")
        {
            await WriteAsync(http, StripeBook.Error(401, "invalid_request_error", null));
            return;
        }

        var fault = TakeFault(http);
        if (fault is StripeFault.Throttled or StripeFault.Unavailable)
        {
            http.Response.Headers.RetryAfter = fault == StripeFault.Throttled ? RetryAfterSeconds.ToString(CultureInfo.InvariantCulture) : default;
            await WriteAsync(http, StripeBook.Error(fault == StripeFault.Throttled ? 429 : 503, fault == StripeFault.Throttled ? "invalid_request_error" : "api_error", fault == StripeFault.Throttled ? "rate_limit" : null));
            return;
        }

        if (key is null)
        {
            await FinishAsync(http, fault, fault is StripeFault.ErrorBefore or StripeFault.HangBefore ? Broken : Book.Execute(http.Request.Method, http.Request.Path, http.Request.QueryString.Value, form));
            return;
        }

        var mine = new KnownKey($"{http.Request.Path}?{form}");
        if (_keys.GetOrAdd(key, mine) is var known && known != mine)
        {
            await WriteAsync(http, known.Asked != mine.Asked ? StripeBook.Error(400, "idempotency_error", null)
                : known.Answer ?? StripeBook.Error(409, "idempotency_error", "idempotency_key_in_use"));
            return;
        }

        var answer = fault is StripeFault.ErrorBefore or StripeFault.HangBefore ? Broken : Book.Execute(http.Request.Method, http.Request.Path, null, form);
        try
        {
            await FinishAsync(http, fault, answer);
        }
        finally
        {
            // What failed at the door is not remembered, nor what was never begun; anything else is, as it was answered.
            if (fault == StripeFault.HangBefore || answer.Status == 400)
            {
                _keys.TryRemove(key, out _);
            }
            else
            {
                mine.Answer = fault is StripeFault.ErrorAfter or StripeFault.ErrorBefore ? Broken : answer;
            }
        }
    }

    private async Task FinishAsync(HttpContext http, StripeFault? fault, StripeBookAnswer answer)
    {
        switch (fault)
        {
            case StripeFault.HangAfter or StripeFault.HangBefore:
                using (var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _stopping.Token))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                http.Abort();
                break;
            case StripeFault.CutAfter:
                http.Abort();
                break;
            case StripeFault.ErrorAfter or StripeFault.ErrorBefore:
                await WriteAsync(http, Broken);
                break;
            case StripeFault.Garbage:
                await http.Response.WriteAsync("<html>", http.RequestAborted);
                break;
            default:
                await WriteAsync(http, answer);
                break;
        }
    }

    private StripeFault? TakeFault(HttpContext http)
    {
        if (!_faults.TryPeek(out var next) || next.Method != http.Request.Method || !_faults.TryDequeue(out next))
        {
            return null;
        }

        if (next.ShouldRetry is { } should)
        {
            http.Response.Headers["Stripe-Should-Retry"] = should ? "true" : "false";
        }

        return next.Fault;
    }

    private static StripeBookAnswer Broken => StripeBook.Error((int)HttpStatusCode.InternalServerError, "api_error", null);

    private static Task WriteAsync(HttpContext http, StripeBookAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(answer.Json, http.RequestAborted);
    }

    private sealed class KnownKey(string asked)
    {
        public string Asked { get; } = asked;

        /// <summary>Null: the first request with the key is still being worked on.</summary>
        public StripeBookAnswer? Answer { get; set; }
    }
}
