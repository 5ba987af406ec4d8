using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrderPortal.Domain.Orders;
using OrderPortal.WebApp.Orders;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>Placing many orders over HTTP, as JSON and as lines.</summary>
[Collection(PortalCollection.Name)]
public sealed class OrderBatchEndpointsTests(PortalHost host)
{
    private const string Path = "/api/v1/orders/batch";
    private const string Ndjson = "application/x-ndjson";

    [Theory]
    [InlineData("application/json", "en", "\"lines[0].quantity\". Check")]
    [InlineData(Ndjson, "ja", "lines[0].quantity")]
    public async Task Create_OfGoodAndBadOrders_PlacesTheGoodOnes(string type, string language, string words)
    {
        var prefix = OrderFiles.Prefix();
        string[] orders =
        [
            Order($"{prefix}-1"), "null", """{"lines":[{"quantity":"many"}]}""", """{"total":1}""", Order($"{prefix}-1"), """{"note":"\ud800"}""", """{"note":[[[[1]]]]}""",
            Order($"{prefix}-2").Replace("\"quantity\":1", "\"quantity\":0", StringComparison.Ordinal), Order($"{prefix}-3"),
        ];
        var answer = await PlaceAsync(type, orders, language);
        var results = answer.GetProperty("results").EnumerateArray().ToList();

        Assert.Equal((2, 7), (answer.GetProperty("created").GetInt32(), answer.GetProperty("rejected").GetInt32()));
        Assert.Equal(Enumerable.Range(0, orders.Length), results.Select(result => result.GetProperty("index").GetInt32()));
        Assert.Equal(
            ["created", "order bad_json", "lines[0].quantity bad_json", "total bad_json", "orderNumber duplicate_in_file", "note bad_json", "note bad_json", "lines[0].quantity out_of_range", "created"],
            results.Select(Outcome));
        Assert.Contains(words, results[2].GetProperty("problems")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(("0", "error"), (results[7].GetProperty("problems")[0].GetProperty("value").GetString(), results[7].GetProperty("problems")[0].GetProperty("severity").GetString()));
        Assert.Equal($"{prefix}-3", (await host.GetJsonAsync($"/api/v1/orders/{results[8].GetProperty("id").GetString()}")).GetProperty("orderNumber").GetString());
    }

    [Theory]
    [InlineData("application/json", """{"total":1}""")]
    [InlineData(Ndjson, "{\"note\":")]
    [InlineData(Ndjson, """{"customer":{"name":"a"},"lines":[{"productCode":"A","quantity":1}]}""")]
    public async Task Create_AllOrNothing_WritesNothingWhenOneIsRejected(string type, string bad)
    {
        var prefix = OrderFiles.Prefix();
        var answer = await PlaceAsync(type, [Order($"{prefix}-1"), bad, Order($"{prefix}-2")], query: "?mode=allOrNothing");

        Assert.Equal((0, 3), (answer.GetProperty("created").GetInt32(), answer.GetProperty("rejected").GetInt32()));
        Assert.Equal("order nothing_written", Outcome(answer.GetProperty("results")[0]));
        Assert.Empty((await host.GetJsonAsync($"/api/v1/orders?orderNumber={prefix}-1")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Create_OfLinesAsTheyMayBeWritten_ReadsThemAll()
    {
        var prefix = OrderFiles.Prefix();
        byte[] lines =
        [
            0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"{Order(prefix + "-1")}\r\n\n \r\n{Order(prefix + "-2")}\n"), (byte)'{', 0xFF, (byte)'\n',
            .. "{\"note\":\"a\u0000b\"}\n"u8, .. Encoding.UTF8.GetBytes($"{{\"note\":\"{new string('x', 3 * OrderBatchReader.LongestLine)}\"}}\n{Deep()}\n{Order(prefix + "-3")}"),
        ];
        using var response = await SendAsync(new ByteArrayContent(lines), Ndjson);
        var answer = await PortalHost.JsonAsync(response, HttpStatusCode.OK);

        Assert.Equal(
            ["created", "created", "order bad_json", "note bad_json", "order line_too_long", "note bad_json", "created"], answer.GetProperty("results").EnumerateArray().Select(Outcome));
    }

    [Theory]
    [InlineData("application/json", """{"orders":[]}""", 422, "no_orders", null)]
    [InlineData("application/json", "{}", 422, "no_orders", null)]
    [InlineData(Ndjson, "\n \n", 422, "no_orders", null)]
    [InlineData(Ndjson, "", 422, "no_orders", null)]
    [InlineData("application/json", "", 400, "bad_json", "body")]
    [InlineData("application/json", "[]", 400, "bad_json", "body")]
    [InlineData("application/json", """{"orders":{}}""", 400, "bad_json", "orders")]
    [InlineData("application/json", """{"orders":[{"note":"a"},{"note":"b]}""", 400, "bad_json", "orders[1]")]
    [InlineData("application/json", """{"orders":[{"note":"a"}""", 400, "bad_json", "orders[1]")]
    [InlineData("application/json", """{"orders":[{}]} 1""", 400, "bad_json", "body")]
    [InlineData("application/json", """{"orders":[{}],"orders":[]}""", 400, "bad_json", "orders")]
    [InlineData("application/json", """{"orders":[{}],"mode":1}""", 400, "bad_json", "mode")]
    [InlineData("application/json", """{"orders":[{}],"mode":"some"}""", 400, "bad_value", "mode")]
    [InlineData("application/json", """{"orders":[{}],"dryRun":true}""", 400, "unknown_field", "dryRun")]
    [InlineData("text/csv", "a", 415, "unsupported_media_type", null)]
    public async Task Create_OfWhatCannotBeTakenAtAll_IsRefused(string type, string body, int status, string code, string? field)
    {
        using var response = await SendAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), type);
        var problem = await PortalHost.ProblemAsync(response, status, code);

        Assert.Equal(field, problem.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("field").GetString() : null);
    }

    [Theory]
    [InlineData("?mode=some", "bad_value")]
    [InlineData("?mod=allOrNothing", "unknown_field")]
    [InlineData("?mode=allOrNothing&mode=partial", "bad_value")]
    public async Task Create_WithAQueryThatIsNotUnderstood_IsRefused(string query, string code)
    {
        using var response = await SendAsync(new ByteArrayContent("{}"u8.ToArray()), Ndjson, query);
        await PortalHost.ProblemAsync(response, 400, code);
    }

    [Theory]
    [InlineData(Ndjson)]
    [InlineData("application/json")]
    public async Task Create_OfTooMany_IsRefusedUnread(string type)
    {
        var before = await host.CountsAsync();
        var orders = Enumerable.Repeat("{}", PlaceOrders.MaxOrders + 1).ToList();
        using var response = await SendAsync(new ByteArrayContent(Body(type, orders)), type, language: "ja");
        var problem = await PortalHost.ProblemAsync(response, 422, "too_many_orders");

        Assert.Contains("10", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_OfTooLargeOrPackedBodies_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new ByteArrayContent(new byte[(10 * 1024 * 1024) + 1]) };
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await host.TokenAsync());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Ndjson);
        using var large = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await PortalHost.ProblemAsync(large, 413, "body_too_large");

        var packed = new ByteArrayContent("{}"u8.ToArray());
        packed.Headers.ContentEncoding.Add("gzip");
        using var refused = await SendAsync(packed, Ndjson);
        await PortalHost.ProblemAsync(refused, 415, "unsupported_media_type");
    }

    [Theory]
    [InlineData(Ndjson)]
    [InlineData("application/json")]
    public async Task Create_OfAThousand_TakesLessThanSeconds(string type)
    {
        var prefix = OrderFiles.Prefix();
        await PlaceAsync(type, [Order(prefix + "-first")]);
        var orders = Enumerable.Range(0, 1_000).Select(n => Order(string.Create(CultureInfo.InvariantCulture, $"{prefix}-{n}"))).ToList();
        var watch = Stopwatch.StartNew();

        var answer = await PlaceAsync(type, orders);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1,000 orders as {type}: {watch.ElapsedMilliseconds} ms"));
        Assert.Equal(1_000, answer.GetProperty("created").GetInt32());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }

    private async Task<JsonElement> PlaceAsync(string type, IReadOnlyList<string> orders, string language = "en", string query = "")
    {
        using var response = await SendAsync(new ByteArrayContent(Body(type, orders)), type, query, language);
        return await PortalHost.JsonAsync(response, HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string type, string query = "", string language = "en")
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await host.SendAsync(HttpMethod.Post, Path + query, await host.TokenAsync(), content, language);
    }

    private static byte[] Body(string type, IReadOnlyList<string> orders) =>
        Encoding.UTF8.GetBytes(type == Ndjson ? string.Join('\n', orders) : $$"""{"orders":[{{string.Join(',', orders)}}]}""");

    private static string Order(string number) =>
        $$"""{"orderNumber":"{{number}}","customer":{"name":"田中商店"},"lines":[{"productCode":"A-100","quantity":1,"unitPrice":1200,"taxRate":10}]}""";

    private static string Deep() => $$"""{"note":{{new string('[', 5_000)}}""";

    private static string Outcome(JsonElement result) => result.GetProperty("status").GetString() == "created"
        ? "created"
        : string.Join(", ", result.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("field").GetString()} {problem.GetProperty("code").GetString()}"));
}
