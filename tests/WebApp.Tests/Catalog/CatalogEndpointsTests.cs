using System.Net;
using System.Text;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.WebApp.Catalog;

namespace OrderPortal.WebApp.Tests.Catalog;

[Collection(PortalCollection.Name)]
public sealed class CatalogEndpointsTests(PortalHost host)
{
    [Theory]
    [InlineData("ja", "追加1件、変更0件、変更なし0件", "3行目、価格（税抜）：「abc」は数値として読めません。")]
    [InlineData("en", "1 added, 0 changed, 0 as before.", "Row 3, Price (without tax): ")]
    public async Task Import_OfProducts_TakesGoodRowsAndTellsOfTheOthers(string language, string summary, string problem)
    {
        var code = OrderFiles.Prefix();

        using var response = await ImportAsync(CatalogEndpoints.Products, $"商品コード,商品名,価格\r\n{code},鉛筆,1200\r\n{code}X,鉛筆,abc\r\n", language: language);

        var answer = await PortalHost.JsonAsync(response, HttpStatusCode.OK);
        Assert.Equal((1, 1, summary), (answer.GetProperty("added").GetInt32(), answer.GetProperty("rejected").GetInt32(), answer.GetProperty("summary").GetString()));
        Assert.StartsWith(problem, Assert.Single(answer.GetProperty("problems").EnumerateArray()).GetProperty("message").GetString(), StringComparison.Ordinal);
        var exported = await TextAsync($"{CatalogEndpoints.Products}/export?lang={language}");
        Assert.Contains(language == "ja" ? $"{code},鉛筆,,1200,10,販売中\r\n" : $"{code},鉛筆,,1200,10,on sale\r\n", exported, StringComparison.Ordinal);
        Assert.StartsWith(language == "ja" ? "\uFEFF商品コード,商品名" : "\uFEFFProduct code,Product name", exported, StringComparison.Ordinal);
        Assert.DoesNotContain(code, await TextAsync($"{CatalogEndpoints.Products}/export", DemoSeed.OtherClientId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfCustomers_ComesBackUnchangedAndGuardsFormulas()
    {
        var code = OrderFiles.Prefix();
        using var first = await ImportAsync(CatalogEndpoints.Customers, $"顧客コード,顧客名,電話番号\r\n{code},=髙橋(),+12025550123\r\n");
        await PortalHost.JsonAsync(first, HttpStatusCode.OK);

        using var response = await host.GetAsync($"{CatalogEndpoints.Customers}/export?encoding=cp932&lang=ja");
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Contains("%E9%A1%A7%E5%AE%A2", response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{code},'=", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using var again = await ImportAsync(CatalogEndpoints.Customers, bytes);
        var answer = await PortalHost.JsonAsync(again, HttpStatusCode.OK);
        Assert.Equal((0, 0, 0), (answer.GetProperty("added").GetInt32(), answer.GetProperty("changed").GetInt32(), answer.GetProperty("rejected").GetInt32()));
    }

    [Theory]
    [InlineData("商品名,価格\r\n鉛筆,1\r\n", 422, "missing_heading", "商品コード")]
    [InlineData("", 422, "empty_file", "注文がありません")]
    public async Task Import_OfWhatIsNoTable_IsRefusedWithTheReason(string text, int status, string code, string words)
    {
        using var response = await ImportAsync(CatalogEndpoints.Products, text, language: "ja");

        var problem = await PortalHost.ProblemAsync(response, status, code);
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WithoutFilePermissionOrProof_IsRefused()
    {
        using var none = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        using var missing = await host.SendAsync(HttpMethod.Post, $"{CatalogEndpoints.Products}/import", await host.TokenAsync(), none);
        await PortalHost.ProblemAsync(missing, 400, "missing_file");
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        using var noForm = await host.SendAsync(HttpMethod.Post, $"{CatalogEndpoints.Products}/import", await host.TokenAsync(), json);
        await PortalHost.ProblemAsync(noForm, 415, "unsupported_media_type");
        using var reader = await ImportAsync(CatalogEndpoints.Products, "code\r\na\r\n", token: await host.TokenAsync(scope: "orders.read"));
        await PortalHost.ProblemAsync(reader, 403, "insufficient_scope");
        var viewer = await host.SignInAsync("viewer@demo.example");
        using var form = PortalHost.Form(Encoding.UTF8.GetBytes("code\r\na\r\n"));
        using var forbidden = await host.SendAsync(HttpMethod.Post, $"{CatalogEndpoints.Products}/import", null, form, browser: viewer);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        var person = await host.SignInAsync("operator@demo.example");
        using var unproved = PortalHost.Form(Encoding.UTF8.GetBytes("code\r\na\r\n"));
        using var refused = await host.SendAsync(HttpMethod.Post, $"{CatalogEndpoints.Products}/import", null, unproved, browser: person with { Proof = null });
        await PortalHost.ProblemAsync(refused, 400, "antiforgery");
    }

    [Theory]
    [InlineData("operator@demo.example", "/orders/new", HttpStatusCode.OK, "注文の追加")]
    [InlineData("viewer@demo.example", "/orders/new", HttpStatusCode.Redirect, null)]
    [InlineData("viewer@demo.example", "/products", HttpStatusCode.OK, "商品コード")]
    [InlineData("viewer@demo.example", "/customers", HttpStatusCode.OK, "顧客を管理します")]
    [InlineData("operator@demo.example", "/products/new", HttpStatusCode.OK, "商品の追加")]
    public async Task Pages_AreForThoseWhoMay(string email, string path, HttpStatusCode status, string? words)
    {
        using var response = await host.SendAsync(HttpMethod.Get, path, null, language: "ja", browser: await host.SignInAsync(email));

        Assert.Equal(status == HttpStatusCode.OK, response.StatusCode == HttpStatusCode.OK);
        if (words is not null)
        {
            Assert.Contains(words, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
    }

    private Task<HttpResponseMessage> ImportAsync(string path, string text, string language = "en", string? token = null) => ImportAsync(path, Encoding.UTF8.GetBytes(text), language, token);

    private async Task<HttpResponseMessage> ImportAsync(string path, byte[] file, string language = "en", string? token = null)
    {
        using var form = PortalHost.Form(file);
        return await host.SendAsync(HttpMethod.Post, $"{path}/import", token ?? await host.TokenAsync(), form, language);
    }

    private async Task<string> TextAsync(string path, string client = DemoSeed.ClientId)
    {
        using var response = await host.GetAsync(path, client);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
