using System.Net;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Catalog;

namespace OrderPortal.WebApp.Tests.Catalog;

/// <summary>Products and customers one by one over HTTP.</summary>
[Collection(PortalCollection.Name)]
public sealed class CatalogResourcesTests(PortalHost host)
{
    [Fact]
    public async Task Product_FromCreationToTheEndOfItsSale()
    {
        var code = OrderFiles.Prefix();
        using var created = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, $$"""{"code":"{{code}}","name":"鉛筆 HB","nameEn":"Pencil","price":120}""");
        var product = await PortalHost.JsonAsync(created, HttpStatusCode.Created);
        var path = $"{CatalogEndpoints.Products}/{Text(product, "id")}";
        Assert.Equal(path, created.Headers.Location!.ToString());
        Assert.Equal(
            (code, "鉛筆 HB", "Pencil", 120L, 10, true),
            (Text(product, "code"), Text(product, "name"), Text(product, "nameEn"), product.GetProperty("price").GetInt64(), product.GetProperty("taxRate").GetInt32(), product.GetProperty("active").GetBoolean()));

        using var read = await host.GetAsync(path);
        var tag = read.Headers.ETag!.ToString();
        Assert.Equal(created.Headers.ETag!.ToString(), tag);
        using (var same = await host.SendAsync(HttpMethod.Get, path, await host.TokenAsync(), headers: ("If-None-Match", tag)))
        {
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }

        using (var stopped = await SendAsync(HttpMethod.Put, path, """{"name":"鉛筆 HB","price":130,"taxRate":8,"active":false}""", ("If-Match", tag)))
        {
            var now = await PortalHost.JsonAsync(stopped, HttpStatusCode.OK);
            Assert.Equal((null, 130L, 8, false), (Text(now, "nameEn"), now.GetProperty("price").GetInt64(), now.GetProperty("taxRate").GetInt32(), now.GetProperty("active").GetBoolean()));
            Assert.NotEqual(tag, stopped.Headers.ETag!.ToString());
        }

        using (var outdated = await SendAsync(HttpMethod.Put, path, """{"name":"鉛筆","price":1,"taxRate":8,"active":true}""", ("If-Match", tag)))
        {
            await PortalHost.ProblemAsync(outdated, 412, "precondition_failed");
        }

        using var foreign = await host.GetAsync(path, DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
        using var foreignChange = await host.SendAsync(HttpMethod.Put, path, await host.TokenAsync(DemoSeed.OtherClientId), Json("""{"name":"x","price":1,"taxRate":8,"active":true}"""));
        await PortalHost.ProblemAsync(foreignChange, 404, "not_found");
    }

    [Fact]
    public async Task Customer_FromCreationToChange()
    {
        var code = OrderFiles.Prefix();
        using var created = await SendAsync(HttpMethod.Post, CatalogEndpoints.Customers, $$"""{"code":"{{code}}","name":"山田商店","email":"{{code}}@example.jp","phone":"03-1234-5678"}""");
        var customer = await PortalHost.JsonAsync(created, HttpStatusCode.Created);
        var path = $"{CatalogEndpoints.Customers}/{Text(customer, "id")}";
        Assert.Equal((path, "0312345678"), (created.Headers.Location!.ToString(), Text(customer, "phone")));
        Assert.Equal([Text(customer, "id")], Ids(await host.GetJsonAsync($"{CatalogEndpoints.Customers}?text={code}@EXAMPLE.jp")));

        using var read = await host.GetAsync(path);
        using (var changed = await SendAsync(HttpMethod.Put, path, """{"name":"山田商店 本店"}""", ("If-Match", read.Headers.ETag!.ToString())))
        {
            var now = await PortalHost.JsonAsync(changed, HttpStatusCode.OK);
            Assert.Equal(("山田商店 本店", null, null), (Text(now, "name"), Text(now, "email"), Text(now, "phone")));
        }

        using (var outdated = await SendAsync(HttpMethod.Put, path, """{"name":"x"}""", ("If-Match", read.Headers.ETag!.ToString())))
        {
            await PortalHost.ProblemAsync(outdated, 412, "precondition_failed");
        }

        using var taken = await SendAsync(HttpMethod.Post, CatalogEndpoints.Customers, $$"""{"code":"{{code}}","name":"x"}""");
        await PortalHost.ProblemAsync(taken, 409, "duplicate_code");
        using var wrong = await SendAsync(HttpMethod.Post, CatalogEndpoints.Customers, """{"code":"","email":"nobody","phone":"12"}""");
        Assert.Equal(["code", "email", "name", "phone"], Fields(await PortalHost.ProblemAsync(wrong, 422, "invalid_values")).Order());
        using var foreign = await host.GetAsync(path, DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
        Assert.DoesNotContain(Text(customer, "id"), Ids(await host.GetJsonAsync($"{CatalogEndpoints.Customers}?text={code}", DemoSeed.OtherClientId)));
    }

    [Theory]
    [InlineData("ja", "すでに使われています")]
    [InlineData("en", "already")]
    public async Task Create_OfWhatCannotBe_SaysWhyInTheReadersLanguage(string language, string taken)
    {
        var code = OrderFiles.Prefix();
        using var first = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, $$"""{"code":"{{code}}","name":"鉛筆","price":1}""");
        await PortalHost.JsonAsync(first, HttpStatusCode.Created);

        using var again = await host.SendAsync(HttpMethod.Post, CatalogEndpoints.Products, await host.TokenAsync(), Json($$"""{"code":"{{code}}","name":"鉛筆","price":1}"""), language);
        var conflict = await PortalHost.ProblemAsync(again, 409, "duplicate_code");
        Assert.Contains(taken, Text(conflict, "title"), StringComparison.Ordinal);
        Assert.Equal(["code"], Fields(conflict));

        using var wrong = await host.SendAsync(
            HttpMethod.Post, CatalogEndpoints.Products, await host.TokenAsync(), Json($$"""{"code":"{{new string('x', 200)}}","name":" ","nameEn":"{{new string('長', 300)}}","price":-1,"taxRate":7}"""), language);
        var problem = await PortalHost.ProblemAsync(wrong, 422, "invalid_values");
        Assert.Equal(
            [("code", "too_long"), ("name", "required"), ("nameEn", "too_long"), ("price", "out_of_range"), ("taxRate", "bad_tax_rate")],
            problem.GetProperty("errors").EnumerateArray().Select(error => (Text(error, "field"), Text(error, "code"))));
        Assert.All(problem.GetProperty("errors").EnumerateArray(), error => Assert.NotEmpty(Text(error, "message")!));
    }

    [Theory]
    [InlineData("""{"name":"x","price":1,"colour":"red"}""", 400, "bad_json", "colour")]
    [InlineData("""{"name":"x","price":"1"}""", 400, "bad_json", "price")]
    [InlineData("""{"name":""", 400, "bad_json", "name")]
    [InlineData("null", 400, "bad_value", "body")]
    public async Task Create_OfABodyThatIsNone_NamesThePlace(string body, int status, string code, string place)
    {
        using var response = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, body);

        Assert.Equal([place], Fields(await PortalHost.ProblemAsync(response, status, code)));
    }

    [Fact]
    public async Task Change_ThatLeavesOutWhetherItIsOnSale_IsRefused()
    {
        using var created = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, $$"""{"code":"{{OrderFiles.Prefix()}}","name":"鉛筆","price":1,"active":false}""");
        var path = $"{CatalogEndpoints.Products}/{Text(await PortalHost.JsonAsync(created, HttpStatusCode.Created), "id")}";

        using var response = await SendAsync(HttpMethod.Put, path, """{"name":"鉛筆","price":1}""");

        Assert.Equal(["taxRate", "active"], Fields(await PortalHost.ProblemAsync(response, 422, "invalid_values")));
    }

    [Fact]
    public async Task Changes_WithoutScopeOrJson_AreRefused()
    {
        using var reader = await host.SendAsync(HttpMethod.Post, CatalogEndpoints.Products, await host.TokenAsync(scope: "orders.read"), Json("{}"));
        await PortalHost.ProblemAsync(reader, 403, "insufficient_scope");
        using var text = new StringContent("{}");
        using var noJson = await host.SendAsync(HttpMethod.Post, CatalogEndpoints.Products, await host.TokenAsync(), text);
        await PortalHost.ProblemAsync(noJson, 415, "unsupported_media_type");
        using var large = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, $$"""{"name":"{{new string('x', 10 * 1024 * 1024)}}"}""", ("Expect", "100-continue"));
        await PortalHost.ProblemAsync(large, 413, "body_too_large");
        using var unproved = await host.SendAsync(
            HttpMethod.Post, CatalogEndpoints.Products, null, Json("{}"), browser: await host.SignInAsync("operator@demo.example") with { Proof = null });
        await PortalHost.ProblemAsync(unproved, 400, "antiforgery");
    }

    [Fact]
    public async Task List_ByTextSequenceAndModification()
    {
        var prefix = OrderFiles.Prefix();
        foreach (var (code, active) in new[] { ("2", "true"), ("1", "false"), ("3", "true") })
        {
            using var created = await SendAsync(HttpMethod.Post, CatalogEndpoints.Products, $$"""{"code":"{{prefix}}-{{code}}","name":"鉛筆","price":1,"active":{{active}}}""");
            await PortalHost.JsonAsync(created, HttpStatusCode.Created);
        }

        Assert.Equal(["1", "2", "3"], await CodesAsync(""));
        Assert.Equal(["3", "2", "1"], await CodesAsync("&sort=-code"));
        Assert.Equal(["2", "3"], await CodesAsync("&active=true"));
        Assert.Equal(["2", "1", "3"], await CodesAsync("&modifiedSince=2026-01-01"));
        var page = await host.GetJsonAsync($"{CatalogEndpoints.Products}?text={prefix}&sort=-code&limit=2&fields=code");
        Assert.Equal("""[{"code":"PREFIX-3"},{"code":"PREFIX-2"}]""".Replace("PREFIX", prefix, StringComparison.Ordinal), page.GetProperty("items").GetRawText());
        Assert.Equal(["1"], await CodesAsync($"&sort=-code&limit=2&cursor={Text(page, "nextCursor")}"));
        using var wrong = await host.GetAsync($"{CatalogEndpoints.Products}?active=maybe");
        await PortalHost.ProblemAsync(wrong, 400, "bad_value");

        async Task<IEnumerable<string>> CodesAsync(string query) => (await host.GetJsonAsync($"{CatalogEndpoints.Products}?text={prefix}{query}")).GetProperty("items").EnumerateArray()
            .Select(item => Text(item, "code")![^1..]);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, params (string Name, string Value)[] headers) =>
        await host.SendAsync(method, path, await host.TokenAsync(), Json(body), headers: headers);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static IEnumerable<string?> Fields(JsonElement problem) => problem.GetProperty("errors").EnumerateArray().Select(error => Text(error, "field"));

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => Text(item, "id"));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
