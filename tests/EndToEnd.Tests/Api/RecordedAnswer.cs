namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>An answer of the portal, as the judge reads it.</summary>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Length">Of the body in bytes.</param>
/// <param name="Body">Of JSON only.</param>
internal sealed record RecordedAnswer(string OperationId, string Method, string Address, int Status, IReadOnlyDictionary<string, string> Headers, long Length, string? Body)
{
    public static async Task<RecordedAnswer> OfAsync(string operation, HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new RecordedAnswer(
            operation, answer.RequestMessage!.Method.Method, answer.RequestMessage.RequestUri!.PathAndQuery, (int)answer.StatusCode,
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value), StringComparer.Ordinal),
            bytes.Length, isJson ? System.Text.Encoding.UTF8.GetString(bytes) : null);
    }
}

/// <summary>A request as it was sent, so that another may send it too.</summary>
internal sealed record RecordedRequest(HttpMethod Method, string Address, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body, string? ContentType)
{
    private const string KeyHeader = "Idempotency-Key";
    private static readonly HttpRequestOptionsKey<RecordedRequest> Key = new("recorded");

    /// <summary>Null where the answer did not come through <see cref="Recorder"/>.</summary>
    public static RecordedRequest? Of(HttpResponseMessage answer) => answer.RequestMessage!.Options.TryGetValue(Key, out var recorded) ? recorded : null;

    /// <summary>Every POST has one of its own.</summary>
    public string IdempotencyKey => Headers.Single(static header => header.Key == KeyHeader).Value;

    public HttpRequestMessage Again(string besides = "")
    {
        var request = new HttpRequestMessage(Method, new Uri(Address + besides, UriKind.Relative));
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return request;
    }

    /// <summary>Gives every POST a key, and remembers requests beside their answers.</summary>
    internal sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Post && !request.Headers.Contains(KeyHeader))
            {
                request.Headers.Add(KeyHeader, Guid.NewGuid().ToString());
            }

            var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            request.Options.Set(Key, new RecordedRequest(
                request.Method, request.RequestUri!.PathAndQuery,
                [.. request.Headers.Where(header => header.Key is not "Authorization").Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value)))],
                body is { Length: < 1_000_000 } ? body : null, request.Content?.Headers.ContentType?.ToString()));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
