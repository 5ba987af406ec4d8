using System.Net;
using System.Text.Json;
using OrderPortal.WebApp.Shared.Api.Document;

namespace OrderPortal.WebApp.Tests.Shared.Api;

[Collection(PortalCollection.Name)]
public sealed class ApiDocumentTests(PortalHost portal)
{
    [Fact]
    public async Task Document_ToAnybody_IsOpenApi31()
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, ApiDocument.Path, null);
        var document = await PortalHost.JsonAsync(answer, HttpStatusCode.OK);

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("/", Assert.Single(document.GetProperty("servers").EnumerateArray()).GetProperty("url").GetString());
        Assert.Equal("public, max-age=300", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Document_ToWhoHasIt_IsNotSentAgain()
    {
        using var first = await portal.SendAsync(HttpMethod.Get, ApiDocument.Path, null);
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiDocument.Path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await portal.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Operations_OfTheDocument_AreNamedOnceAndDescribed()
    {
        var operations = await OperationsAsync();

        Assert.Equal(operations.Count, operations.Select(operation => operation.GetProperty("operationId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(operations, operation => operation.GetProperty("operationId").GetString() == "issueToken");
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.GetProperty("tags")[0].GetString()!);
        });
    }

    [Fact]
    public async Task Bodies_OfJson_HaveExamples()
    {
        var without = from operation in await OperationsAsync()
                      from part in operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Value).Concat(operation.TryGetProperty("requestBody", out var body) ? [body] : [])
                      where part.TryGetProperty("content", out _)
                      from media in part.GetProperty("content").EnumerateObject()
                      where media.Name == "application/json" && !media.Value.TryGetProperty("example", out _)
                      select $"{operation.GetProperty("operationId")} {media.Value}";

        Assert.Empty(without);
    }

    [Theory]
    [InlineData("en", "Get a token")]
    [InlineData("ja", "トークンを取得する")]
    public async Task Page_ToAnybody_ShowsHowToBeginAndEveryOperation(string language, string chapter)
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, "/api/docs", null, language: language);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(chapter, page, StringComparison.Ordinal);
        Assert.All(await OperationsAsync(), operation => Assert.Contains($"id=\"{operation.GetProperty("operationId")}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonElement>> OperationsAsync()
    {
        using var answer = await portal.SendAsync(HttpMethod.Get, ApiDocument.Path, null);
        var document = await PortalHost.JsonAsync(answer, HttpStatusCode.OK);
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value)];
    }
}
