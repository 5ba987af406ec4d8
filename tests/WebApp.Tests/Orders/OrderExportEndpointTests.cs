using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Npgsql;
using OrderPortal.Infrastructure.Demo;

namespace OrderPortal.WebApp.Tests.Orders;

/// <summary>What people take home from the list of orders.</summary>
[Collection(PortalCollection.Name)]
public sealed class OrderExportEndpointTests(PortalHost host)
{
    private const string Columns = "注文番号,注文日時,顧客コード,顧客名,メールアドレス,電話番号,商品コード,商品名,数量,単価,税率,送料,支払方法,備考\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ja", "注文番号,注文日時,", "注文_", ",クレジットカード,", ",未確定,未決済,税抜,取り込み,orders.csv,2")]
    [InlineData("en", "Order number,Ordered at,", "orders_", ",Credit card,", ",Pending,Unpaid,Tax excluded,Import,orders.csv,2")]
    public async Task Export_AsCsv_HasTheOrdersThatFitInTheReadersWords(string lang, string heading, string name, string method, string further)
    {
        var prefix = await ThreeAsync();

        using var response = await ExportAsync($"q={prefix}-1&lang={lang}");
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancel);
        var rows = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal((HttpStatusCode.OK, "text/csv", true), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl!.NoStore));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Matches($"^{name}\\d{{12}}\\.csv$", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith(heading, rows[0], StringComparison.Ordinal);
        Assert.StartsWith($"{prefix}-1,2026/01/05 13:45:00,{prefix}A,田中商店,", rows[1], StringComparison.Ordinal);
        Assert.Contains(method, rows[1], StringComparison.Ordinal);
        Assert.Contains(",'=1+1,", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(further, rows[1], StringComparison.Ordinal);
        Assert.Equal(["", ""], [rows[2], rows[^1]]);
    }

    [Fact]
    public async Task Export_InEachForm_HoldsTheSameOrdersInTheListsSequence()
    {
        var prefix = await ThreeAsync();
        string[] expected = [$"{prefix}-3", $"{prefix}-2"];

        using var utf8 = await ExportAsync($"customer={prefix}B&sort=-orderNumber");
        using var cp932 = await ExportAsync($"customer={prefix}B&sort=-orderNumber&encoding=cp932");
        using var xlsx = await ExportAsync($"customer={prefix}B&sort=-orderNumber&format=xlsx");

        Assert.Equal(expected, Numbers(Encoding.UTF8.GetString(await utf8.Content.ReadAsByteArrayAsync(Cancel))));
        Assert.Equal(expected, Numbers(CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(await cp932.Content.ReadAsByteArrayAsync(Cancel))));
        await using var zip = new ZipArchive(await xlsx.Content.ReadAsStreamAsync(Cancel));
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await sheet.ReadToEndAsync(Cancel);
        Assert.True(xml.IndexOf(expected[0], StringComparison.Ordinal) is var first and > 0 && xml.IndexOf(expected[1], StringComparison.Ordinal) > first);
        Assert.EndsWith(".xlsx", xlsx.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);

        static IEnumerable<string> Numbers(string csv) => csv.Split("\r\n").Skip(1).Where(row => row.Length > 0).Select(row => row.Split(',')[0]);
    }

    [Fact]
    public async Task Export_ImportedByAnother_IsTakenAsItIs()
    {
        var prefix = await ThreeAsync();
        using var response = await ExportAsync($"customer={prefix}B&encoding=cp932");

        var import = await host.ImportAsync(await response.Content.ReadAsByteArrayAsync(Cancel), client: DemoSeed.OtherClientId);

        Assert.Equal((2, 0), (import.GetProperty("orders").GetProperty("created").GetInt32(), import.GetProperty("rows").GetProperty("rejected").GetInt32()));
    }

    [Fact]
    public async Task Export_OfNothing_HasItsHeadingsOnly()
    {
        using var response = await ExportAsync("q=none%20such");

        Assert.Equal(2, (await response.Content.ReadAsStringAsync(Cancel)).Split("\r\n").Length);
    }

    [Fact]
    public async Task Export_OfAnotherTenant_IsNotThisOnes()
    {
        var prefix = await ThreeAsync();

        using var response = await ExportAsync($"q={prefix}-1", "admin@other.example");

        Assert.DoesNotContain(prefix, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IsKeptInTheAuditLogWithoutWhatWasLookedFor()
    {
        using var response = await ExportAsync("q=someone%40example.jp&status=pending&format=csv");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await using var connection = new NpgsqlConnection(host.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            """
            ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
            SELECT concat_ws('|', actor_name <> '', after) FROM audit_log WHERE action = 'orders.exported' ORDER BY occurred_at DESC, seq DESC LIMIT 1
            """,
            connection);
        var kept = (string)(await command.ExecuteScalarAsync(Cancel))!;
        await host.ExecuteAsync("ALTER TABLE audit_log FORCE ROW LEVEL SECURITY");

        Assert.Equal("t|{\"format\": \"csv\", \"conditions\": [\"q\", \"status\"]}", kept);
    }

    [Theory]
    [InlineData("colour=red", "unknown_field", "colour")]
    [InlineData("status=lost", "bad_value", "status")]
    [InlineData("from=2026-02-30", "bad_value", "from")]
    [InlineData("min=many", "bad_value", "min")]
    [InlineData("import=abc", "bad_value", "import")]
    [InlineData("sort=name", "bad_value", "sort")]
    [InlineData("q=%00", "bad_value", "q")]
    [InlineData("format=pdf", "bad_value", "format")]
    [InlineData("encoding=utf-7", "bad_value", "encoding")]
    [InlineData("group=a&group=b", "bad_value", "group")]
    public async Task Export_WithWhatIsNotUnderstood_IsRefusedAndNotOfEverything(string query, string code, string field)
    {
        using var response = await ExportAsync(query);

        var problem = await PortalHost.ProblemAsync(response, 400, code);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Export_ByStrangers_IsRefused()
    {
        using var nobody = await host.SendAsync(HttpMethod.Get, "/orders/export", null);
        Assert.Equal((HttpStatusCode.Redirect, true), (nobody.StatusCode, nobody.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal)));

        using var wrong = await host.SendAsync(HttpMethod.Get, "/orders/export", await host.TokenAsync(scope: "imports.read"));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
    }

    [Theory]
    [InlineData("ja", "注文を追加", "書き出す")]
    [InlineData("en", "Add order", "Export")]
    public async Task Page_OfTheList_IsDrawnInTheReadersWords(string language, params string[] words)
    {
        var prefix = await ThreeAsync();
        var browser = await host.SignInAsync("operator@demo.example");

        using var response = await host.SendAsync(HttpMethod.Get, $"/orders?customer={prefix}B&sort=-total", null, language: language, browser: browser);
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All([.. words, $"{prefix}-2", $"{prefix}-3", "/orders/export?", "sort=total"], word => Assert.Contains(word, page, StringComparison.Ordinal));
        Assert.DoesNotContain($"{prefix}-1", page, StringComparison.Ordinal);
    }

    private async Task<string> ThreeAsync()
    {
        var prefix = OrderFiles.Prefix();
        var rows = string.Create(
            CultureInfo.InvariantCulture,
            $"{prefix}-1,2026/1/5 13:45,{prefix}A,田中商店,taro@example.co.jp,03-1234-5678,A-100,ボールペン,10,1200,10%,550,クレジットカード,=1+1\r\n{prefix}-2,,{prefix}B,鈴木,,,A,りんご,1,500,8%,,,\r\n{prefix}-3,,{prefix}B,佐藤,,,A,りんご,1,700,8%,,,\r\n");
        await host.ImportAsync(Columns + rows);
        return prefix;
    }

    private async Task<HttpResponseMessage> ExportAsync(string query, string email = "viewer@demo.example") =>
        await host.SendAsync(HttpMethod.Get, $"/orders/export?{query}", null, browser: await host.SignInAsync(email));
}
