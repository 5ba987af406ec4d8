using System.Text;
using System.Text.Json;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Api;

/// <summary>What the cases of files, tables and their resources have in common.</summary>
internal static class ResourceCalls
{
    public const string ImportsPath = "/api/v1/imports";

    /// <summary>Beyond what any body of JSON or table may have.</summary>
    public const int BeyondBody = 11 * 1024 * 1024;

    /// <summary>Of another state than any resource is in.</summary>
    public const string OtherTag = "\"1\"";

    public static string Unknown => Guid.NewGuid().ToString();

    /// <summary>A code that nothing else has.</summary>
    public static string Fresh() => $"K{Guid.NewGuid():N}"[..16];

    public static Task<HttpResponseMessage> GetAsync(HttpClient http, string path, string? ifNoneMatch = null) => SendAsync(http, HttpMethod.Get, path, null, ("If-None-Match", ifNoneMatch));

    public static Task<HttpResponseMessage> JsonAsync(HttpClient http, HttpMethod method, string path, string body, string? ifMatch = null) =>
        SendAsync(http, method, path, new StringContent(body, Encoding.UTF8, "application/json"), ("If-Match", ifMatch));

    public static Task<HttpResponseMessage> TextAsync(HttpClient http, HttpMethod method, string path) => SendAsync(http, method, path, new StringContent("text"));

    /// <param name="file">Null: a form without one.</param>
    public static Task<HttpResponseMessage> UploadAsync(HttpClient http, string path, byte[]? file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (file is not null)
        {
            form.Add(new ByteArrayContent(file), "file", "orders.csv");
        }
        else if (fields.Length == 0)
        {
            form.Add(new StringContent(""), "encoding");
        }

        return SendAsync(http, HttpMethod.Post, path, form);
    }

    /// <remarks>Large bodies wait for the server to want them, since it refuses them by their length; where it was slow to say so, once more.</remarks>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, HttpContent? body, params (string Name, string? Value)[] headers)
    {
        var isLarge = body?.Headers.ContentLength > 1024 * 1024;
        for (var attempt = 1; ; attempt++)
        {
            // Not disposed: that would take the body along.
            var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
            request.Headers.ExpectContinue = isLarge;
            foreach (var (name, value) in headers)
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            try
            {
                return await http.SendAsync(request, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException) when (isLarge && attempt < 5)
            {
                // The connection was closed under the body.
            }
        }
    }

    /// <summary>The body of an answer that has to be a success, and its tag.</summary>
    public static async Task<(JsonElement Body, string? Tag)> ReadAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return (json.RootElement.Clone(), answer.Headers.ETag?.ToString());
    }

    public static async Task<string> IdOfAsync(Task<HttpResponseMessage> answering) => (await ReadAsync(answering)).Body.GetProperty("id").GetString()!;

    /// <summary>One-line orders with numbers of their own.</summary>
    /// <param name="bad">How many of them have no quantity.</param>
    public static byte[] OrderFile(int orders, int bad = 0)
    {
        var prefix = Fresh();
        var rows = Enumerable.Range(1, orders).Select(n => FormattableString.Invariant($"{prefix}-{n},田中商店,A-100,{(n <= bad ? "x" : "2")},1200\r\n"));
        return Encoding.UTF8.GetBytes("注文番号,顧客名,商品コード,数量,単価\r\n" + string.Concat(rows));
    }

    /// <summary>An import that was handed over.</summary>
    public static Task<string> StartAsync(HttpClient http, byte[] file, params (string Name, string Value)[] fields) => IdOfAsync(UploadAsync(http, ImportsPath, file, fields));

    /// <summary>An import that is done.</summary>
    public static async Task<string> ImportAsync(HttpClient http, byte[] file)
    {
        var id = await StartAsync(http, file);
        await ReachAsync(http, id, "phase", "finished");
        return id;
    }

    /// <summary>A dry run that waits for its confirmation.</summary>
    public static async Task<string> DryRunAsync(HttpClient http)
    {
        var id = await StartAsync(http, OrderFile(1), ("dryRun", "true"));
        await ReachAsync(http, id, "status", "awaitingConfirmation");
        return id;
    }

    public static Task ReachAsync(HttpClient http, string import, string member, string value)
    {
        JsonElement seen = default;
        return Eventually.IsAsync(
            async () => (seen = (await ReadAsync(GetAsync(http, $"{ImportsPath}/{import}"))).Body).GetProperty(member).GetString() == value, TimeSpan.FromSeconds(60), () => $"{member} is {value}: {seen}");
    }
}
