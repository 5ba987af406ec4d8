using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrderPortal.WebApp.Cli;

/// <summary>The portal's answer was no; the message is one line for a person.</summary>
internal sealed class ImportRefusedException(string message) : Exception(message);

/// <summary>An import as the API shows it.</summary>
internal sealed record ImportView(
    string Id, string Status, string Phase, ImportRowCounts Rows, ImportOrderCounts Orders, ImportControlTotals? ControlTotals, long? DurationMs)
{
    /// <summary>True when nothing more will happen by itself.</summary>
    public bool IsOver => Status is "completed" or "completedWithErrors" or "failed" or "cancelled" or "undone" or "paused" or "awaitingConfirmation";
}

internal sealed record ImportRowCounts(long Read, long Accepted, long Rejected, long Skipped, long Warnings, long? Total = null)
{
    public long Done => Accepted + Rejected + Skipped;
}

internal sealed record ImportOrderCounts(long Created, long Updated, long Unchanged, long Rejected);

internal sealed record ImportControlTotals(long Quantity, long Amount, bool? Matches);

/// <summary>Speaks to the portal's API as any integrator would.</summary>
internal sealed class ImportClient(HttpClient http, ImportOptions options)
{
    private const int TriesWithoutAnswer = 30;

    private static readonly string[] SaidIn = ["title", "detail", "error", "error_description"];

    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"), new("client_id", options.Client), new("client_secret", options.Secret)]);
        using var response = await http.PostAsync(new Uri("oauth/token", UriKind.Relative), form, cancellationToken);
        using var body = await BodyAsync(response, cancellationToken);
        var token = body.RootElement.TryGetProperty("access_token", out var value) ? value.GetString() : null;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token ?? throw new ImportRefusedException("no access_token in the answer"));
    }

    /// <param name="sent">Gets the bytes sent so far and their number.</param>
    public async Task<ImportView> UploadAsync(Action<long, long> sent, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(options.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in options.Form)
        {
            form.Add(new StringContent(value), name);
        }

        using var content = new FileUploadContent(file, sent);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content, "file", Path.GetFileName(options.File));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/imports") { Content = form };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        // A refusal then comes before the file is sent, not as a broken connection in its middle.
        request.Headers.ExpectContinue = true;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var body = await BodyAsync(response, cancellationToken);
        return View(body);
    }

    /// <summary>The import now; patient with a portal that restarts meanwhile, for the import goes on when it is up again.</summary>
    public async Task<ImportView> GetAsync(string id, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"api/v1/imports/{id}", UriKind.Relative), cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized && tries == 1)
                {
                    await SignInAsync(cancellationToken);
                    continue;
                }

                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError) || tries >= TriesWithoutAnswer)
                {
                    using var body = await BodyAsync(response, cancellationToken);
                    return View(body);
                }

                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellationToken);
            }
            catch (HttpRequestException) when (tries < TriesWithoutAnswer)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    public async Task DownloadReportAsync(string id, string path, CancellationToken cancellationToken)
    {
        var language = options.Japanese ? "ja" : "en";
        using var response = await http.GetAsync(
            new Uri($"api/v1/imports/{id}/report?format={options.ReportFormat}&encoding={options.ReportEncoding}&lang={language}", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            (await BodyAsync(response, cancellationToken)).Dispose();
        }

        await using var file = File.Create(path);
        await response.Content.CopyToAsync(file, cancellationToken);
    }

    private static ImportView View(JsonDocument body) =>
        body.Deserialize<ImportView>(JsonSerializerOptions.Web) is { Id: not null, Status: not null, Rows: not null } view
            ? view
            : throw new ImportRefusedException("the answer is not an import");

    /// <summary>The JSON of a success; a refusal becomes one line from the problem details or OAuth error.</summary>
    private static async Task<JsonDocument> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonDocument? body = null;
        try
        {
            body = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status has to do.
        }

        if (response.IsSuccessStatusCode && body is { RootElement.ValueKind: JsonValueKind.Object })
        {
            return body;
        }

        using (body)
        {
            var said = body is { RootElement.ValueKind: JsonValueKind.Object }
                ? string.Join(": ", SaidIn
                    .Select(name => body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                    .Where(part => !string.IsNullOrWhiteSpace(part)))
                : "";
            throw new ImportRefusedException($"{(int)response.StatusCode} {(said.Length > 0 ? said : response.ReasonPhrase)}".TrimEnd());
        }
    }

    private sealed class FileUploadContent(FileStream file, Action<long, long> sent) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var buffer = new byte[128 * 1024];
            long done = 0;
            var size = file.Length;
            file.Position = 0;
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                done += read;
                sent(done, size);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = file.Length;
            return true;
        }
    }
}
