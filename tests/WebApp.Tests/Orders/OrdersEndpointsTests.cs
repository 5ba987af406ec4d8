using System.Net;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Orders;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>Reading orders over HTTP, with the names that the API has promised.</summary>
[Collection(PortalCollection.Name)]
public sealed class OrdersEndpointsTests(PortalHost host)
{
    private static readonly string[] Promised =
    [
        "id", "orderNumber", "status", "orderedAt", "customer", "shippingAddress", "lines", "subtotal", "taxes", "shippingFee", "discount", "total", "currency", "paymentMethod",
        "paymentStatus", "source", "batchId", "csvSource", "csvRowNumber", "bulkImportGroup", "createdAt", "modifiedAt",
    ];

    [Fact]
    public async Task Get_OfAnImportedOrder_HasThePromisedShape()
    {
        var prefix = OrderFiles.Prefix();
        var import = await host.ImportAsync(
            "注文番号,注文日時,顧客コード,顧客名,メールアドレス,電話番号,郵便番号,都道府県,市区町村,住所1,商品コード,商品名,数量,単価,税率,送料,支払方法,グループ\r\n"
            + $"{prefix},2026/1/5 13:45,{prefix}C,田中商店,taro@example.co.jp,03-1234-5678,150-0001,東京都,渋谷区,神宮前1-2-3,A-100,ボールペン,10,1200,10%,550,銀行振込,春\r\n"
            + $"{prefix},,,,,,,,,,B-7,お茶,2,500,8%,,,\r\n");
        var id = import.GetProperty("id").GetString();

        var listed = Assert.Single((await host.GetJsonAsync($"/api/v1/orders?importId={id}")).GetProperty("items").EnumerateArray());
        using var response = await host.GetAsync($"/api/v1/orders/{listed.GetProperty("id").GetString()}");
        var order = await PortalHost.JsonAsync(response, HttpStatusCode.OK);

        Assert.Equal(listed.GetRawText(), order.GetRawText());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", response.Headers.Pragma.ToString());
        Assert.Empty(Promised.Except(order.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal));
        Assert.Equal($$"""{"code":"{{prefix}}C","name":"田中商店","email":"taro@example.co.jp","phone":"0312345678"}""", Plain(order.GetProperty("customer")));
        Assert.Equal("""{"postalCode":"1500001","prefecture":"東京都","city":"渋谷区","line1":"神宮前1-2-3","line2":""}""", Plain(order.GetProperty("shippingAddress")));
        Assert.Equal(
            """[{"number":1,"productCode":"A-100","productName":"ボールペン","quantity":10,"unitPrice":1200,"taxRate":10,"amount":12000},{"number":2,"productCode":"B-7","productName":"お茶","quantity":2,"unitPrice":500,"taxRate":8,"amount":1000}]""",
            Plain(order.GetProperty("lines")));
        Assert.Equal(["rate", "taxable", "tax"], order.GetProperty("taxes")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal((13000, 550, "JPY", "bank_transfer", "pending", "import", 2, "春"),
            (order.GetProperty("subtotal").GetInt64(), order.GetProperty("shippingFee").GetInt64(), Text(order, "currency"), Text(order, "paymentMethod"), Text(order, "status"),
                Text(order, "source"), order.GetProperty("csvRowNumber").GetInt32(), Text(order, "bulkImportGroup")));
        Assert.Equal(id, Text(order, "batchId"));
        Assert.Equal($$"""{"fileName":"orders.csv","sha256":"{{import.GetProperty("sha256").GetString()}}"}""", Plain(order.GetProperty("csvSource")));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 4, 45, 0, TimeSpan.Zero), order.GetProperty("orderedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task List_ByEachFilter_HasOnlyWhatFits()
    {
        var prefix = OrderFiles.Prefix();
        var import = await host.ImportAsync($"注文番号,顧客コード,顧客名,商品コード,数量,単価\r\n{prefix}-1,{prefix}A,田中,A,1,500\r\n{prefix}-2,{prefix}B,鈴木,A,1,500\r\n{prefix}-3,{prefix}B,佐藤,A,1,500\r\n");
        var id = import.GetProperty("id").GetString();

        Assert.Equal([$"{prefix}-1", $"{prefix}-2", $"{prefix}-3"], await NumbersAsync($"importId={id}"));
        Assert.Equal([$"{prefix}-2"], await NumbersAsync($"orderNumber={prefix}-2"));
        Assert.Equal([$"{prefix}-2", $"{prefix}-3"], (await NumbersAsync($"customerCode={prefix}B")).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await NumbersAsync($"importId={id}&status=pending")).Count);
        Assert.Empty(await NumbersAsync($"importId={id}&status=shipped"));
        Assert.Equal([$"{prefix}-3"], await NumbersAsync($"importId={id}&customerCode={prefix}B&orderNumber={prefix}-3"));
        Assert.Empty(await NumbersAsync("orderNumber=none%20such"));
        Assert.Equal(2, (await NumbersAsync($"customerCode={prefix}B&paymentStatus=unpaid&source=import&totalFrom=550&totalTo=550&orderedFrom=2026-01-01")).Count);
        Assert.Empty(await NumbersAsync($"customerCode={prefix}B&paymentStatus=paid"));
        Assert.Empty(await NumbersAsync($"customerCode={prefix}B&totalFrom=551"));
        Assert.Empty(await NumbersAsync($"customerCode={prefix}B&orderedTo=2025-12-31T15:00Z"));
        Assert.Empty(await NumbersAsync($"customerCode={prefix}B&group=none"));

        // Another tenant's: there is no such order, and no such import.
        Assert.Empty(await NumbersAsync($"importId={id}", DemoSeed.OtherClientId));
        Assert.Empty(await NumbersAsync($"orderNumber={prefix}-2", DemoSeed.OtherClientId));
        var order = (await host.GetJsonAsync($"/api/v1/orders?orderNumber={prefix}-1")).GetProperty("items")[0];
        using var foreign = await host.GetAsync($"/api/v1/orders/{Text(order, "id")}", DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("importId")]
    [InlineData("importId&sort=-orderNumber")]
    [InlineData("importId&sort=total")]
    public async Task List_ToTheEndOfTheCursor_SeesEveryOrderOnce(string filter)
    {
        var prefix = OrderFiles.Prefix();

        // All of one moment: only the id tells them apart.
        var import = await host.ImportAsync(OrderFiles.Good(Enumerable.Range(1, 23).Select(n => $"{prefix}-{n}")));
        var query = filter.Length == 0 ? "" : "&" + filter.Replace("importId", $"importId={Text(import, "id")}", StringComparison.Ordinal);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.GetJsonAsync($"/api/v1/orders?limit=5{query}{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => Text(item, "orderNumber")!));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null && seen.Count < 5000);

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(1, 23).Select(n => $"{prefix}-{n}").Order(StringComparer.Ordinal), seen.Where(number => number.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_ByModification_GoesOnWhereItWasAndNamesTheNextPage()
    {
        var prefix = OrderFiles.Prefix();
        await host.ImportAsync($"注文番号,顧客コード,顧客名,商品コード,数量,単価\r\n{string.Concat(Enumerable.Range(1, 5).Select(n => $"{prefix}-{n},{prefix}A,田中,A,1,500\r\n"))}");
        var query = $"/api/v1/orders?modifiedSince=2026-01-01T00:00:00Z&customerCode={prefix}A&limit=3&sort=modifiedAt&fields=orderNumber,total";
        using var first = await host.GetAsync(query);
        var page = await PortalHost.JsonAsync(first, HttpStatusCode.OK);
        var link = System.Text.RegularExpressions.Regex.Match(first.Headers.GetValues("Link").Single(), "^<(?<address>[^>]+)>; rel=\"next\"$", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        using var second = await host.GetAsync(link.Groups["address"].Value);
        var rest = await PortalHost.JsonAsync(second, HttpStatusCode.OK);

        Assert.Equal(["orderNumber", "total"], page.GetProperty("items")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            Enumerable.Range(1, 5).Select(n => $"{prefix}-{n}"),
            page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(item => Text(item, "orderNumber")).Order(StringComparer.Ordinal));
        Assert.Null(Text(rest, "nextCursor"));
        Assert.False(second.Headers.Contains("Link"));
        Assert.Empty((await host.GetJsonAsync($"{query}&cursor={Text(rest, "syncCursor")}")).GetProperty("items").EnumerateArray());
        Assert.Empty((await host.GetJsonAsync(query, DemoSeed.OtherClientId)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Get_WithTheTagItHas_IsNotSentAgainUntilItChanges()
    {
        var prefix = OrderFiles.Prefix();
        await host.ImportAsync(OrderFiles.Good(prefix), ("allowDuplicateFile", "true"));
        var path = $"/api/v1/orders/{Text((await host.GetJsonAsync($"/api/v1/orders?orderNumber={prefix}")).GetProperty("items")[0], "id")}";
        using var whole = await host.GetAsync(path);
        var tag = whole.Headers.ETag!;

        using var same = await GetUnlessAsync(path, tag.ToString());
        await host.ExecuteAsync("UPDATE orders SET status = 2 WHERE order_number = $1", prefix);
        using var changed = await GetUnlessAsync(path, tag.ToString());

        Assert.False(tag.IsWeak);
        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("confirmed", Text(await PortalHost.JsonAsync(changed, HttpStatusCode.OK), "status"));
        Assert.NotEqual(tag, changed.Headers.ETag);
    }

    [Fact]
    public async Task Lines_OfAnOrder_AreAListOfTheirOwn()
    {
        var prefix = OrderFiles.Prefix();
        await host.ImportAsync($"注文番号,顧客名,商品コード,数量,単価\r\n{string.Concat(Enumerable.Range(1, 5).Select(n => $"{prefix},田中,P-{n},{n},500\r\n"))}");
        var order = (await host.GetJsonAsync($"/api/v1/orders?orderNumber={prefix}")).GetProperty("items")[0];
        var path = $"/api/v1/orders/{Text(order, "id")}/lines";

        Assert.Equal(order.GetProperty("lines").GetRawText(), (await host.GetJsonAsync(path)).GetProperty("items").GetRawText());
        Assert.Equal(["P-1", "P-2", "P-3", "P-4", "P-5"], await CodesAsync($"{path}?limit=2"));
        Assert.Equal(["P-5", "P-4", "P-3", "P-2", "P-1"], await CodesAsync($"{path}?limit=2&sort=-number"));
        Assert.Equal(["P-1", "P-2", "P-3", "P-4", "P-5"], await CodesAsync($"{path}?limit=2&modifiedSince=2026-01-01"));
        Assert.Empty(await CodesAsync($"{path}?modifiedSince=2999-01-01"));

        // Lines come again when their order has changed, and not before.
        var page = await host.GetJsonAsync($"{path}?modifiedSince=2026-01-01");
        var later = $"{path}?modifiedSince=2026-01-01&cursor={Text(page, "syncCursor")}";
        Assert.Empty(await CodesAsync(later));
        await host.ExecuteAsync("UPDATE orders SET status = 2 WHERE order_number = $1", prefix);
        Assert.Equal(5, (await CodesAsync(later)).Count);

        Assert.Equal("productCode", Assert.Single((await host.GetJsonAsync($"{path}?fields=productCode")).GetProperty("items")[0].EnumerateObject()).Name);
        using var unknown = await host.GetAsync($"{path}?colour=red");
        await PortalHost.ProblemAsync(unknown, 400, "unknown_field");
        using var foreign = await host.GetAsync(path, DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
    }

    [Fact]
    public void Examples_OfAnOrder_AddUp()
    {
        var order = OrderResource.Example;

        Assert.Equal(order.Subtotal, order.Lines.Sum(line => line.Amount));
        Assert.All(order.Lines, line => Assert.Equal(line.Amount, line.Quantity * line.UnitPrice));
        Assert.Equal(order.Total, order.Taxes.Sum(tax => tax.Taxable + tax.Tax));
        Assert.All(order.Taxes, tax => Assert.Equal(tax.Tax, tax.Taxable * tax.Rate / 100));
    }

    [Theory]
    [InlineData("fields=example", "bad_value", "fields")]
    [InlineData("fields=colour", "bad_value", "fields")]
    [InlineData("modifiedSince=yesterday", "bad_value", "modifiedSince")]
    [InlineData("modifiedSince=2026-01-01&sort=-total", "bad_value", "sort")]
    [InlineData("sort=modifiedAt", "bad_value", "sort")]
    [InlineData("colour=red", "unknown_field", "colour")]
    [InlineData("status=lost", "bad_value", "status")]
    [InlineData("sort=-name", "bad_value", "sort")]
    [InlineData("totalTo=much", "bad_value", "totalTo")]
    [InlineData("orderedFrom=tomorrow", "bad_value", "orderedFrom")]
    [InlineData("importId=42", "bad_value", "importId")]
    [InlineData("limit=0", "bad_value", "limit")]
    [InlineData("limit=1e3", "bad_value", "limit")]
    [InlineData("cursor=AAAA", "bad_value", "cursor")]
    [InlineData("orderNumber=%00", "bad_value", "orderNumber")]
    [InlineData("customerCode=a&customerCode=b", "bad_value", "customerCode")]
    public async Task List_WithAParameterThatIsNotUnderstood_NamesIt(string query, string code, string field)
    {
        using var response = await host.GetAsync($"/api/v1/orders?{query}", language: "ja");

        var problem = await PortalHost.ProblemAsync(response, 400, code);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task AnyRoute_WithoutTokenOrScope_IsRefused()
    {
        using var nobody = await host.SendAsync(HttpMethod.Get, "/api/v1/orders", null);
        await PortalHost.ProblemAsync(nobody, 401, "unauthorized");
        using var wrong = await host.SendAsync(HttpMethod.Get, "/api/v1/orders", await host.TokenAsync(scope: "imports.read"));
        await PortalHost.ProblemAsync(wrong, 403, "insufficient_scope");
        using var unknown = await host.GetAsync("/api/v1/orders/not-a-guid");
        await PortalHost.ProblemAsync(unknown, 404, "not_found");
    }

    [Theory]
    [InlineData("A/B")]
    [InlineData("A%2FB")]
    [InlineData("50%")]
    [InlineData("50%20")]
    [InlineData("注文 1")]
    [InlineData("a+b")]
    [InlineData("a?b#c&d")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("A//B/")]
    public async Task Page_OfAnOrderWithSignsInItsNumber_IsFoundByItsLink(string suffix)
    {
        // Dots alone are the whole number; everything else gets one of its own.
        var number = suffix == ".." ? suffix : OrderFiles.Prefix() + suffix;
        await host.ImportAsync(OrderFiles.Good(number), ("allowDuplicateFile", "true"));
        var browser = await host.SignInAsync("viewer@demo.example");

        using var response = await host.SendAsync(HttpMethod.Get, OrderPage.HrefOf(number), null, browser: browser);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("田中商店", page, StringComparison.Ordinal);
        Assert.Contains(number, page, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetUnlessAsync(string path, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", await host.TokenAsync());
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<List<string>> CodesAsync(string path)
    {
        var codes = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.GetJsonAsync($"{path}{(cursor is null ? "" : $"{(path.Contains((char)63, StringComparison.Ordinal) ? "&" : "?")}cursor={cursor}")}");
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(item => Text(item, "productCode")!));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null && codes.Count < 100);
        return codes;
    }

    private async Task<List<string>> NumbersAsync(string query, string client = DemoSeed.ClientId) =>
        [.. (await host.GetJsonAsync($"/api/v1/orders?{query}", client)).GetProperty("items").EnumerateArray().Select(item => Text(item, "orderNumber")!)];

    private static string Plain(JsonElement json) => System.Text.RegularExpressions.Regex.Unescape(json.GetRawText());

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
