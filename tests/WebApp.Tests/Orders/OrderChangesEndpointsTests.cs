using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>Placing one order over HTTP.</summary>
[Collection(PortalCollection.Name)]
public sealed class OrderChangesEndpointsTests(PortalHost host)
{
    private const string Path = "/api/v1/orders";
    private const string Lines = """[{"productCode":"A-100","quantity":10,"unitPrice":1200,"taxRate":10}]""";

    [Fact]
    public async Task Create_OfAWholeOrder_AnswersItWithItsAddressAndTag()
    {
        var number = OrderFiles.Prefix();
        using var response = await PostAsync(
            $$"""
            {"orderNumber":"{{number}}","orderedAt":"2026-01-05T13:45:00+09:00","customer":{"code":"C-1","name":"田中商店","email":"taro@example.co.jp","phone":"03-1234-5678"},
             "shippingAddress":{"postalCode":"150-0001","prefecture":"東京都","city":"渋谷区","line1":"神宮前1-2-3","line2":""},
             "lines":[{"productCode":"A-100","productName":"ボールペン","quantity":10,"unitPrice":1200,"taxRate":10},{"productCode":"B-7","quantity":2,"unitPrice":500,"taxRate":8}],
             "shippingFee":550,"discount":50,"paymentMethod":"bank_transfer","deliveryDate":"2026-01-09","deliveryTime":"午前中","note":"玄関"}
            """);
        var order = await PortalHost.JsonAsync(response, HttpStatusCode.Created);

        Assert.Equal($"{Path}/{Text(order, "id")}", response.Headers.Location!.OriginalString);
        Assert.Matches("^\"[0-9]+\"$", response.Headers.ETag!.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(
            (number, "pending", "api", "bank_transfer", "2026-01-09", 13_000L, 550L, 50L),
            (Text(order, "orderNumber"), Text(order, "status"), Text(order, "source"), Text(order, "paymentMethod"), Text(order, "deliveryDate"), order.GetProperty("subtotal").GetInt64(),
                order.GetProperty("shippingFee").GetInt64(), order.GetProperty("discount").GetInt64()));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 4, 45, 0, TimeSpan.Zero), order.GetProperty("orderedAt").GetDateTimeOffset());
        Assert.Equal("1500001", order.GetProperty("shippingAddress").GetProperty("postalCode").GetString());
        Assert.Equal("B-7", order.GetProperty("lines")[1].GetProperty("productName").GetString());
        Assert.Equal(order.GetRawText(), (await host.GetJsonAsync(response.Headers.Location.OriginalString)).GetRawText());
    }

    [Fact]
    public async Task Create_OfTheLeast_FillsInTheRest()
    {
        using var response = await PostAsync($$"""{"customer":{"name":"田中"},"lines":[{"productCode":"A-100","quantity":1,"unitPrice":500}]}""");
        var order = await PortalHost.JsonAsync(response, HttpStatusCode.Created);

        Assert.Matches("^OP-[0-9]{8}-[0-9]{6}$", Text(order, "orderNumber"));
        Assert.Equal(("credit_card", 550L, "A-100"), (Text(order, "paymentMethod"), order.GetProperty("total").GetInt64(), order.GetProperty("lines")[0].GetProperty("productName").GetString()));
    }

    [Theory]
    [InlineData("en", "Enter")]
    [InlineData("ja", "してください")]
    public async Task Create_OfABadOrder_NamesEveryRuleInTheReadersLanguage(string language, string words)
    {
        using var response = await PostAsync(
            """
            {"orderedAt":"yesterday","customer":{"name":" ","email":"taro@","phone":"12"},"shippingAddress":{"postalCode":"12","prefecture":"東北"},
             "lines":[{"productCode":"A","quantity":0,"unitPrice":-1,"taxRate":65546},{"productCode":"A\u0000B","productName":"B","quantity":9999999999999,"unitPrice":1},{"productCode":"A"}],
             "shippingFee":-5,"paymentMethod":"daibiki","deliveryDate":"2026-13-01"}
            """,
            language);
        var problem = await PortalHost.ProblemAsync(response, 422, "order_refused");
        var errors = problem.GetProperty("errors").EnumerateArray().ToDictionary(error => Text(error, "field")!, error => Text(error, "code"), StringComparer.Ordinal);

        Assert.Equal(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["orderedAt"] = "bad_date", ["deliveryDate"] = "bad_date", ["paymentMethod"] = "unknown_payment_method", ["customer.name"] = "required",
                ["customer.email"] = "bad_email", ["customer.phone"] = "bad_phone", ["shippingAddress.postalCode"] = "bad_postal_code",
                ["shippingAddress.prefecture"] = "unknown_prefecture", ["shippingFee"] = "out_of_range", ["lines[0].quantity"] = "out_of_range",
                ["lines[0].unitPrice"] = "out_of_range", ["lines[0].taxRate"] = "bad_tax_rate", ["lines[1].productCode"] = "control_character",
                ["lines[1].quantity"] = "out_of_range", ["lines[2].quantity"] = "required", ["lines[2].unitPrice"] = "required",
            }.OrderBy(error => error.Key, StringComparer.Ordinal),
            errors.OrderBy(error => error.Key, StringComparer.Ordinal));
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => Text(error, "message")!.Contains(words, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"customer":{"name":"a"}}""", "lines", "required")]
    [InlineData("""{"customer":{"name":"a"},"lines":[{"productCode":"A","quantity":1,"unitPrice":1}]}""", "order", "amount_below_minimum")]
    public async Task Create_OfAnOrderThatIsWrongAsAWhole_NamesThePlace(string body, string field, string code)
    {
        using var response = await PostAsync(body);
        var error = Assert.Single((await PortalHost.ProblemAsync(response, 422, "order_refused")).GetProperty("errors").EnumerateArray());

        Assert.Equal((field, code), (Text(error, "field"), Text(error, "code")));
    }

    [Fact]
    public async Task Create_OfATakenNumber_IsRefused()
    {
        var body = $$"""{"orderNumber":"{{OrderFiles.Prefix()}}","customer":{"name":"a"},"lines":{{Lines}}}""";
        using var first = await PostAsync(body);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        using var second = await PostAsync(body, "ja");
        var error = Assert.Single((await PortalHost.ProblemAsync(second, 422, "order_refused")).GetProperty("errors").EnumerateArray());

        Assert.Equal(("orderNumber", "duplicate_existing"), (Text(error, "field"), Text(error, "code")));

        // Another tenant's numbers are its own.
        using var foreign = await PostAsync(body, client: DemoSeed.OtherClientId);
        Assert.Equal(HttpStatusCode.Created, foreign.StatusCode);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"lines":[]} x""", "body")]
    [InlineData("""{"id":"1"}""", "id")]
    [InlineData("""{"total":1}""", "total")]
    [InlineData("""{"bulkImportGroup":"spring"}""", "bulkImportGroup")]
    [InlineData("""{"OrderNumber":"1"}""", "OrderNumber")]
    [InlineData("""{"two words":1}""", "['two words']")]
    [InlineData("""{"customer":{"nickname":"T"}}""", "customer.nickname")]
    [InlineData("""{"customer":"T"}""", "customer")]
    [InlineData("""{"orderNumber":1}""", "orderNumber")]
    [InlineData("""{"lines":[{"quantity":"1"}]}""", "lines[0].quantity")]
    [InlineData("""{"lines":[{"quantity":1.5}]}""", "lines[0].quantity")]
    [InlineData("""{"lines":[{"unitPrice":1e400}]}""", "lines[0].unitPrice")]
    [InlineData("""{"lines":[{"unitPrice":99999999999999999999}]}""", "lines[0].unitPrice")]
    [InlineData("""{"lines":[{"amount":1}]}""", "lines[0].amount")]
    [InlineData("""{"lines":[{"productCode":"A"},null]}""", "lines[1]")]
    [InlineData("""{"note":"a","note":"b"}""", "note")]
    [InlineData("""{"note":"\ud800"}""", "note")]
    [InlineData("""{"taxIncluded":"yes"}""", "taxIncluded")]
    public async Task Create_OfWhatIsNoOrder_NamesThePlace(string body, string field)
    {
        using var response = await PostAsync(body, "ja");
        var error = Assert.Single((await PortalHost.ProblemAsync(response, 400, body == "null" ? "bad_value" : "bad_json")).GetProperty("errors").EnumerateArray());

        Assert.Equal(field, Text(error, "field"));
    }

    [Fact]
    public async Task Create_OfNoText_NamesThePlace()
    {
        using var broken = await SendAsync(new ByteArrayContent([.. "{\"note\":\""u8, 0xFF, 0xFE, .. "\"}"u8]));
        await PortalHost.ProblemAsync(broken, 400, "bad_json");
        using var name = await SendAsync(new ByteArrayContent([.. "{\""u8, 0xFF, .. "\":1}"u8]));
        await PortalHost.ProblemAsync(name, 400, "bad_json");
        using var deep = await PostAsync($$"""{"note":{{new string('[', 10_000)}}""");
        await PortalHost.ProblemAsync(deep, 400, "bad_json");
        using var marked = await SendAsync(new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{"customer":{"name":"a"},"lines":{{Lines}}}""")]));
        Assert.Equal(HttpStatusCode.Created, marked.StatusCode);
    }

    [Fact]
    public async Task Create_OfAnotherKindOfBody_IsRefused()
    {
        using var text = await SendAsync(new ByteArrayContent("{}"u8.ToArray()), "text/plain");
        await PortalHost.ProblemAsync(text, 415, "unsupported_media_type");
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var packed = await SendAsync(content);
        await PortalHost.ProblemAsync(packed, 415, "unsupported_media_type");
        using var reader = await host.SendAsync(HttpMethod.Post, Path, await host.TokenAsync(scope: "orders.read"), new StringContent("{}", Encoding.UTF8, "application/json"));
        await PortalHost.ProblemAsync(reader, 403, "insufficient_scope");
        using var nobody = await host.SendAsync(HttpMethod.Post, Path, null, new StringContent("{}", Encoding.UTF8, "application/json"));
        await PortalHost.ProblemAsync(nobody, 401, "unauthorized");
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string language = "en", string client = DemoSeed.ClientId) =>
        await host.SendAsync(HttpMethod.Post, Path, await host.TokenAsync(client), new StringContent(body, Encoding.UTF8, "application/json"), language);

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string type = "application/json")
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await host.SendAsync(HttpMethod.Post, Path, await host.TokenAsync(), content);
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
