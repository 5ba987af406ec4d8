using System.IO.Compression;
using System.Net;
using System.Text;
using Npgsql;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>What people take home from the lists of imports, settlements, charges and notifications.</summary>
[Collection(PortalCollection.Name)]
public sealed class ListExportEndpointTests(PortalHost host)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ja", "ファイル,", "取り込み_", ",完了,")]
    [InlineData("en", "File,", "Imports_", ",Completed,")]
    public async Task Imports_AsCsv_AreThoseThatFitInTheReadersWordsAndNoFormulas(string lang, string heading, string name, string status)
    {
        var prefix = await TwoAsync();

        using var response = await ExportAsync($"/imports/export?file={prefix}&sort=createdAt&lang={lang}");
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancel);
        var rows = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split("\r\n");

        Assert.Equal((HttpStatusCode.OK, "text/csv", true), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl!.NoStore));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Matches($"^{name}\\d{{12}}\\.csv$", response.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.StartsWith(heading, rows[0], StringComparison.Ordinal);
        Assert.StartsWith($"'=1+1{prefix}.csv,", rows[1], StringComparison.Ordinal);
        Assert.StartsWith($"b{prefix}.csv,", rows[2], StringComparison.Ordinal);
        Assert.Contains(status, rows[2], StringComparison.Ordinal);
        Assert.Equal(4, rows.Length);
    }

    [Fact]
    public async Task Imports_InEachForm_AreTheSame()
    {
        var prefix = await TwoAsync();

        using var cp932 = await ExportAsync($"/imports/export?file={prefix}&encoding=cp932&lang=ja");
        using var xlsx = await ExportAsync($"/imports/export?file={prefix}&format=xlsx&lang=ja");

        var text = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(await cp932.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(["ファイル", $"b{prefix}.csv", $"'=1+1{prefix}.csv"], text.Split("\r\n").Where(row => row.Length > 0).Select(row => row.Split(',')[0]));
        await using var zip = new ZipArchive(await xlsx.Content.ReadAsStreamAsync(Cancel));
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await sheet.ReadToEndAsync(Cancel);
        Assert.True(xml.IndexOf($"b{prefix}.csv", StringComparison.Ordinal) is var first and > 0 && xml.IndexOf($"=1+1{prefix}.csv", StringComparison.Ordinal) > first);
        Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_OfAnotherTenant_AreNotThisOnes()
    {
        var prefix = await TwoAsync();

        using var response = await ExportAsync($"/imports/export?file={prefix}", "admin@other.example");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(prefix, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settlements/export?state=finished&lang=ja", "決済,", "settlement")]
    [InlineData("/charges/export?status=declined,failed&sort=-createdAt&lang=en", "Orders settled,", "charge")]
    [InlineData("/notifications/export?channel=email&lang=ja", "種類,", "notification")]
    public async Task OtherLists_AreGivenOutAndKeptInTheAuditLog(string address, string heading, string entity)
    {
        using var response = await ExportAsync(address);
        var text = (await response.Content.ReadAsStringAsync(Cancel)).TrimStart('\uFEFF');

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(heading, text, StringComparison.Ordinal);
        Assert.Equal(entity, await LastExportedAsync());
    }

    [Theory]
    [InlineData("/imports/export?colour=red", "unknown_field", "colour")]
    [InlineData("/imports/export?status=lost", "bad_value", "status")]
    [InlineData("/imports/export?from=2026-02-30", "bad_value", "from")]
    [InlineData("/imports/export?sort=name", "bad_value", "sort")]
    [InlineData("/imports/export?format=pdf", "bad_value", "format")]
    [InlineData("/imports/export?group=a&group=b", "bad_value", "group")]
    [InlineData("/settlements/export?state=lost", "bad_value", "state")]
    [InlineData("/settlements/export?import=abc", "bad_value", "import")]
    [InlineData("/charges/export?status=lost", "bad_value", "status")]
    [InlineData("/charges/export?to=tomorrow", "bad_value", "to")]
    [InlineData("/notifications/export?topic=lost", "bad_value", "topic")]
    [InlineData("/notifications/export?order=%00", "bad_value", "order")]
    public async Task WhatIsNotUnderstood_IsRefusedAndNotOfEverything(string address, string code, string field)
    {
        using var response = await ExportAsync(address);

        var problem = await PortalHost.ProblemAsync(response, 400, code);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateArray()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("/imports/export")]
    [InlineData("/settlements/export")]
    [InlineData("/charges/export")]
    [InlineData("/notifications/export")]
    public async Task Strangers_AreRefused(string path)
    {
        using var nobody = await host.SendAsync(HttpMethod.Get, path, null);
        Assert.Equal((HttpStatusCode.Redirect, true), (nobody.StatusCode, nobody.Headers.Location!.ToString().Contains("/sign-in", StringComparison.Ordinal)));

        using var wrong = await host.SendAsync(HttpMethod.Get, path, await host.TokenAsync(scope: "orders.read"));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
    }

    private async Task<string> TwoAsync()
    {
        var prefix = OrderFiles.Prefix();
        const string columns = "注文番号,顧客名,商品コード,商品名,数量,単価\r\n";
        await host.ImportAsync(Encoding.UTF8.GetBytes($"{columns}{prefix}-1,田中,A,りんご,1,100\r\n"), $"=1+1{prefix}.csv");
        await host.ImportAsync(Encoding.UTF8.GetBytes($"{columns}{prefix}-2,田中,A,りんご,1,100\r\n"), $"b{prefix}.csv");
        return prefix;
    }

    private async Task<string> LastExportedAsync()
    {
        await using var connection = new NpgsqlConnection(host.Database.OwnerConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(
            """
            ALTER TABLE audit_log NO FORCE ROW LEVEL SECURITY;
            SELECT entity_type FROM audit_log WHERE action = 'lists.exported' ORDER BY occurred_at DESC, seq DESC LIMIT 1
            """,
            connection);
        var kept = (string)(await command.ExecuteScalarAsync(Cancel))!;
        await host.ExecuteAsync("ALTER TABLE audit_log FORCE ROW LEVEL SECURITY");
        return kept;
    }

    private async Task<HttpResponseMessage> ExportAsync(string address, string email = "viewer@demo.example") =>
        await host.SendAsync(HttpMethod.Get, address, null, browser: await host.SignInAsync(email));
}
