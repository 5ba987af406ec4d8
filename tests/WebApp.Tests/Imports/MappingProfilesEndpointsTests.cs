using System.Net;
using System.Text;
using System.Text.Json;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Testing.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Mapping profiles over HTTP, and uploads that name one.</summary>
[Collection(PortalCollection.Name)]
public sealed class MappingProfilesEndpointsTests(PortalHost host)
{
    private const string Path = "/api/v1/mapping-profiles";

    private const string Mapping = """
        {"columns":[{"column":"order_number","headings":[{"heading":"伝票"}]},{"column":"customer_name","headings":[{"heading":"姓"},{"heading":"名"}],"joiner":" "},
        {"column":"product_code","headings":[{"heading":"品"}]},{"column":"unit_price","headings":[{"heading":"円","occurrence":2}]}],
        "defaults":{"quantity":"1"},"dateOrder":"dayFirst","taxIncluded":true,"layout":"oneRowPerOrder"}
        """;

    [Theory]
    [InlineData("ja", "楽天RMS 受注CSV")]
    [InlineData("en", "Rakuten RMS orders")]
    public async Task List_HasTheReadyMadeOnesFirst(string language, string rakuten)
    {
        var list = await host.GetJsonAsync($"{Path}?limit=6", language: language);

        Assert.Equal(["canonical-ja", "canonical-en", "eccube4", "shopify", "rakuten-rms", "next-engine"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        var item = list.GetProperty("items")[4];
        Assert.Equal((rakuten, true, true), (item.GetProperty("name").GetString(), item.GetProperty("readyMade").GetBoolean(), item.GetProperty("taxIncludedVaries").GetBoolean()));
        Assert.Equal("請求金額", item.GetProperty("mapping").GetProperty("total").GetProperty("heading").GetString());
        var cursor = list.GetProperty("nextCursor").GetString();
        Assert.DoesNotContain(cursor is null ? [] : (await host.GetJsonAsync($"{Path}?cursor={cursor}")).GetProperty("items").EnumerateArray(), one => one.GetProperty("readyMade").GetBoolean());
    }

    [Fact]
    public async Task Profile_FromCreationToDeletion_IsTheTenantsOwn()
    {
        var name = OrderFiles.Prefix();
        using var created = await SendAsync(HttpMethod.Post, Path, $$"""{"name":"{{name}}","mapping":{{Mapping}},"headings":["伝票","姓","名","品","円","円"]}""");
        var profile = await PortalHost.JsonAsync(created, HttpStatusCode.Created);
        var path = $"{Path}/{profile.GetProperty("id").GetString()}";
        Assert.Equal(path, created.Headers.Location!.ToString());
        var mapping = profile.GetProperty("mapping");
        Assert.Equal(("dayFirst", "oneRowPerOrder", 2), (mapping.GetProperty("dateOrder").GetString(), mapping.GetProperty("layout").GetString(), mapping.GetProperty("columns")[3].GetProperty("headings")[0].GetProperty("occurrence").GetInt32()));

        using var foreign = await host.GetAsync(path, DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 404, "not_found");
        using var foreignChange = await SendAsync(HttpMethod.Put, path, """{"name":"x"}""", DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreignChange, 404, "not_found");
        using var taken = await SendAsync(HttpMethod.Post, Path, $$"""{"name":"{{name}}","mapping":{} }""");
        await PortalHost.ProblemAsync(taken, 409, "profile_name_taken");

        using var renamed = await SendAsync(HttpMethod.Put, path, $$"""{"name":"{{name}}-2"}""");
        Assert.Equal(($"{name}-2", 6), (Text(await PortalHost.JsonAsync(renamed, HttpStatusCode.OK), "name"), (await host.GetJsonAsync(path)).GetProperty("headings").GetArrayLength()));
        using var changed = await SendAsync(HttpMethod.Put, path, """{"mapping":{"strict":true}}""");
        Assert.True((await PortalHost.JsonAsync(changed, HttpStatusCode.OK)).GetProperty("mapping").GetProperty("strict").GetBoolean());

        using var deleted = await host.SendAsync(HttpMethod.Delete, path, await host.TokenAsync());
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var again = await host.SendAsync(HttpMethod.Delete, path, await host.TokenAsync());
        await PortalHost.ProblemAsync(again, 404, "not_found");
    }

    [Fact]
    public async Task Changes_WithoutThePermissionOrOfAReadyMadeOne_AreRefused()
    {
        using var denied = await host.SendAsync(HttpMethod.Post, Path, await host.TokenAsync(scope: $"{Scopes.ImportsRead} {Scopes.ImportsWrite}"), Json("""{"name":"x","mapping":{}}"""));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using var unread = await host.SendAsync(HttpMethod.Get, Path, await host.TokenAsync(scope: Scopes.OrdersRead));
        Assert.Equal(HttpStatusCode.Forbidden, unread.StatusCode);
        using var put = await SendAsync(HttpMethod.Put, $"{Path}/eccube4", """{"name":"x"}""");
        await PortalHost.ProblemAsync(put, 409, "ready_made_profile");
        using var delete = await host.SendAsync(HttpMethod.Delete, $"{Path}/shopify", await host.TokenAsync());
        await PortalHost.ProblemAsync(delete, 409, "ready_made_profile");
    }

    [Theory]
    [InlineData("""{"name":"x"}""", 400, "bad_value", "mapping")]
    [InlineData("""{"name":"","mapping":{}}""", 400, "bad_value", "name")]
    [InlineData("""{"name":"x","mapping":{},"colour":1}""", 400, "bad_json", "colour")]
    [InlineData("""{"name":"x","mapping":{"layout":"diagonal"}}""", 400, "bad_json", "mapping.layout")]
    [InlineData("""{"name":"x","mapping":{"columns":[{"column":"moon","headings":[{"heading":"月"}]}]}}""", 400, "bad_value", "mapping")]
    [InlineData("""{"name":"x","mapping":{"columns":[{"column":"quantity","headings":[]}]}}""", 422, "bad_mapping", "mapping.columns.quantity")]
    [InlineData("""{"name":"x","mapping":{"defaults":{"quantity":"many"}}}""", 422, "bad_mapping", "mapping.defaults.quantity")]
    [InlineData("""{"name":"x","mapping":{"defaults":{"order_number":"1"}}}""", 422, "bad_mapping", "mapping.defaults.order_number")]
    [InlineData("""{"name":"x","mapping":""", 400, "bad_json", "mapping")]
    [InlineData("""null""", 400, "bad_value", "body")]
    public async Task Create_OfWhatIsNoProfile_NamesThePlace(string body, int status, string code, string place)
    {
        using var response = await SendAsync(HttpMethod.Post, Path, body);

        var problem = await PortalHost.ProblemAsync(response, status, code);
        Assert.Equal(place, problem.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Upload_WithAProfileOfItsOwn_ReadsByIt()
    {
        var name = OrderFiles.Prefix();
        using var created = await SendAsync(HttpMethod.Post, Path, $$"""{"name":"{{name}}","mapping":{{Mapping}}}""");
        var id = Text(await PortalHost.JsonAsync(created, HttpStatusCode.Created), "id")!;
        var file = Encoding.UTF8.GetBytes($"伝票,姓,名,品,円,円,備考\r\n{name}-1,髙島,一郎,A-1,1,1100,\r\n");

        var import = await host.ImportAsync(file, fields: [("profile", id)]);

        Assert.Equal(("completed", id), (Text(import, "status"), Text(import, "profile")));
        Assert.Equal(1100, import.GetProperty("controlTotals").GetProperty("amount").GetInt64());
        using var form = PortalHost.Form(file, fields: [("profile", id), ("allowDuplicateFile", "true")]);
        using var foreign = await host.PostAsync(form, DemoSeed.OtherClientId);
        await PortalHost.ProblemAsync(foreign, 400, "bad_value");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("cp932")]
    public async Task Report_OfAnEcCubeFile_CorrectedAndUploadedAgain_FindsItsProfileByItself(string encoding)
    {
        var prefix = OrderFiles.Prefix();
        var first = await host.ImportAsync(EcCubeFile.Of(($"{prefix}-1", 2, 1000), ($"{prefix}-2", 100_000, 1000)));
        Assert.Equal(("completedWithErrors", "eccube4"), (Text(first, "status"), Text(first, "profile")));
        using var response = await host.GetAsync($"/api/v1/imports/{Text(first, "id")}/report?encoding={encoding}&lang=ja");
        var text = (encoding == "cp932" ? CodePagesEncodingProvider.Instance.GetEncoding(932)! : Encoding.UTF8)
            .GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("配送先_お名前(姓)", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{prefix}-1", text, StringComparison.Ordinal);

        // 100,000 pieces were meant to be 1.
        var corrected = text.Replace(",100000,", ",1,", StringComparison.Ordinal).Replace("110000550", "1650", StringComparison.Ordinal).Replace("110000000", "1100", StringComparison.Ordinal);
        var second = await host.ImportAsync((encoding == "cp932" ? CodePagesEncodingProvider.Instance.GetEncoding(932)! : Encoding.UTF8).GetBytes(corrected));

        Assert.Equal(("completed", "eccube4", 1), (Text(second, "status"), Text(second, "profile"), second.GetProperty("orders").GetProperty("created").GetInt32()));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string client = DemoSeed.ClientId) =>
        await host.SendAsync(method, path, await host.TokenAsync(client), Json(body));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
