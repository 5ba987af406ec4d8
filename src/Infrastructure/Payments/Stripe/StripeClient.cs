using System.Text.Json;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>What came back of one request, or that nothing did.</summary>
/// <param name="Status">Null: no whole answer; what was asked may have been done.</param>
/// <param name="Body">Undefined where it is no JSON.</param>
/// <param name="RequestId">Stripe's name of the request.</param>
/// <param name="ShouldRetry">What Stripe says of repeating it; null: nothing.</param>
internal sealed record StripeReply(int? Status, JsonElement Body = default, string? RequestId = null, TimeSpan? RetryAfter = null, bool? ShouldRetry = null)
{
    /// <summary>Code of what went wrong on the way; null where an answer came.</summary>
    public string? Lost { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300 && Body.ValueKind == JsonValueKind.Object;
}

/// <summary>
/// Stripe's wire: forms in, JSON out. Keeps no secret and no body in an exception or log. What goes wrong on the way is an answer too; it throws only when cancelled.
/// </summary>
internal sealed class StripeClient(IHttpClientFactory http, TimeProvider clock)
{
    /// <summary>Name of the configured <see cref="HttpClient"/>: address, key and version.</summary>
    public const string Http = "stripe";

    public const string Intents = "v1/payment_intents";

    /// <summary>How a charge stands now, by Stripe's name for it.</summary>
    public Task<StripeReply> IntentAsync(string reference, CancellationToken cancellationToken) =>
        GetAsync($"{Intents}/{Uri.EscapeDataString(reference)}", null, cancellationToken);

    public Task<StripeReply> GetAsync(string path, StripeForm? query, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, query is null ? path : $"{path}?{query.ToQuery()}"), cancellationToken);

    /// <param name="idempotencyKey">Null for what does no more when done twice.</param>
    public Task<StripeReply> PostAsync(string path, StripeForm form, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return SendAsync(request, cancellationToken);
    }

    private async Task<StripeReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var _ = request;
        using var client = http.CreateClient(Http);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return new StripeReply(
                (int)response.StatusCode, StripeJson.Parse(body) ?? default, Header(response, "Request-Id"), RetryAfter(response),
                bool.TryParse(Header(response, "Stripe-Should-Retry"), out var should) ? should : null);
        }
        catch (HttpRequestException exception)
        {
            return new StripeReply(null) { Lost = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? "connection_refused" : "connection_lost" };
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new StripeReply(null) { Lost = "connection_lost" };
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };
}
