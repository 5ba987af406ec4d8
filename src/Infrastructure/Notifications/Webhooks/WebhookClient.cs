using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using OrderPortal.Domain.Notifications.Webhooks;

namespace OrderPortal.Infrastructure.Notifications.Webhooks;

/// <summary>
/// Calls receivers: no redirects, no proxy, no cookies, and of the answer no more than its first kilobyte. Safe for concurrent use.
/// </summary>
public sealed class WebhookClient : IDisposable
{
    private const int MostAnswerBytes = 1024;
    private static readonly ProductInfoHeaderValue Agent = new("OrderPortal-Webhooks", "1.0");

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    public WebhookClient(PrivateAddressGuard guard, TimeProvider clock)
    {
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,

            // Through a proxy it would be the proxy's address that is checked.
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(Agent);
    }

    /// <param name="id">The same in every attempt.</param>
    /// <param name="secrets">Those that the receiver may know.</param>
    /// <param name="cancellationToken">Ends the call: nothing came in time.</param>
    public async Task<WebhookAnswer> SendAsync(Uri url, string id, byte[] body, IReadOnlyList<WebhookSecret> secrets, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(now));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(id, now, body, secrets));

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new WebhookAnswer((int)response.StatusCode, await BeginningAsync(response, cancellationToken), RetryAfter(response), null);
        }
        catch (OperationCanceledException)
        {
            return WebhookAnswer.Failed(WebhookFailures.Timeout);
        }
        catch (HttpRequestException exception)
        {
            return WebhookAnswer.Failed(CodeOf(exception));
        }
    }

    public void Dispose() => _http.Dispose();

    private static string CodeOf(HttpRequestException exception) => exception switch
    {
        { InnerException: PrivateTargetException } => WebhookFailures.PrivateTarget,
        { InnerException: AuthenticationException } => WebhookFailures.NoTrust,
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => WebhookFailures.UnknownHost,
        { HttpRequestError: HttpRequestError.NameResolutionError } => WebhookFailures.UnknownHost,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => WebhookFailures.NoTrust,
        _ => WebhookFailures.Unreachable,
    };

    /// <summary>The status is the answer; a body that breaks off or does not end takes nothing from it.</summary>
    private static async Task<string?> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostAnswerBytes];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length < bytes.Length && await stream.ReadAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // It is kept as far as it came.
        }

        // Not all that a stranger sends can be stored and shown: no zero bytes, no halves of characters.
        var text = new string([.. Encoding.UTF8.GetString(bytes, 0, length).Where(static character => character is '\n' or '\t' || !char.IsControl(character))]).TrimEnd('\uFFFD').Trim();
        return text.Length == 0 ? null : text;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - _clock.GetUtcNow() is { Ticks: > 0 } rest => rest,
        _ => null,
    };
}
