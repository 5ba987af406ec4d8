using System.IO.Compression;
using System.Net;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Templates as people fetch them and, the first thing that they do, import them.</summary>
[Collection(PortalCollection.Name)]
public sealed class ImportTemplateTests(PortalHost host)
{
    public static TheoryData<string, string> Forms() => new()
    {
        { "format=csv&encoding=utf-8", "ja" }, { "format=csv&encoding=cp932", "ja" }, { "format=xlsx", "ja" },
        { "format=csv&encoding=utf-8", "en" }, { "format=csv&encoding=cp932", "en" }, { "format=xlsx", "en" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Template_ImportedAsItIs_IsAcceptedWithoutAWord(string form, string language)
    {
        var (bytes, name) = await FetchAsync(form, language);

        var import = await host.ImportAsync(bytes, name);

        // The next form has the same order numbers.
        await host.ExecuteAsync("UPDATE orders SET order_number = 'imported ' || id WHERE order_number LIKE 'SAMPLE-%'");
        Assert.Equal(("completed", """{"read":3,"accepted":3,"rejected":0,"skipped":0,"warnings":0}"""), (import.GetProperty("status").GetString(), import.GetProperty("rows").GetRawText()));
        Assert.Equal(2, import.GetProperty("orders").GetProperty("created").GetInt64());
    }

    [Fact]
    public async Task Template_OfATenantWithProducts_NamesThem()
    {
        await host.ExecuteAsync(
            "INSERT INTO products (tenant_id, id, code, name_ja, price, tax_rate, active, created_at, modified_at) "
            + "SELECT tenants.id, gen_random_uuid(), product.code, product.name, 980, 8, true, now(), now() FROM tenants, (VALUES ('=1', '計算式'), ('PR-1', '見本の品'), ('PR-2', '𠮷野の品')) AS product (code, name) WHERE tenants.key = 'other'");

        using var response = await host.GetAsync("/api/v1/imports/template?lang=ja", client: DemoSeed.OtherClientId);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await host.ExecuteAsync("DELETE FROM products");

        Assert.Equal(3, text.Split("PR-1,見本の品,").Length - 1);
        Assert.DoesNotContain("=1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PR-2", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "注文テンプレート.xlsx", "注文", "注文番号（必須）", "（消去）", "50文字まで", "1〜99,999", "order_number、注文No、")]
    [InlineData("en", "order_template.xlsx", "Orders", "Order number (required)", "(clear)", "up to 50 characters", "1 to 99,999", "order_number, order_no, ")]
    public async Task Workbook_InEachLanguage_HasOrdersFirstAndExplainsThem(string language, string fileName, string sheet, string heading, params string[] said)
    {
        var (bytes, name) = await FetchAsync("format=xlsx", language);

        Assert.Equal(fileName, name);
        using var book = XlsxFileReader.Open(new MemoryStream(bytes), null)!;
        Assert.Equal(sheet, book.SheetName);
        var headings = book.ReadHeading()!.Cells;
        Assert.Equal(heading, headings[0]);
        Assert.Equal(ImportColumns.All.Select(info => (ImportColumn?)info.Column), headings.Select(ImportColumns.Find));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var guide = Part(zip, "xl/worksheets/sheet2.xml");
        Assert.All(said, text => Assert.Contains(text, guide, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\{\d", guide);
        var orders = Part(zip, "xl/worksheets/sheet1.xml");
        Assert.Contains($"<formula1>\"{(language == "ja" ? "クレジットカード,コンビニ,銀行振込,請求書" : "Credit card,Convenience store,Bank transfer,Invoice")}\"</formula1>", orders, StringComparison.Ordinal);
        Assert.Contains("<formula1>\"10,8,0\"</formula1>", orders, StringComparison.Ordinal);
        Assert.Contains("state=\"frozen\"", orders, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("cp932")]
    public async Task Csv_InEachEncoding_HoldsTheSameText(string encoding)
    {
        var (bytes, name) = await FetchAsync($"format=csv&encoding={encoding}", "ja");

        Assert.Equal("注文テンプレート.csv", name);
        Assert.Equal(encoding == "utf-8", bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var lines = (encoding == "cp932" ? CodePagesEncodingProvider.Instance.GetEncoding(932)! : Encoding.UTF8).GetString(bytes).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("注文番号（必須）,注文日時,顧客コード,顧客名（必須）,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("SAMPLE-001,2026/01/05 10:21,C00001,佐藤　花子,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("SAMPLE-001,,,,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("SAMPLE-002,", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format=pdf")]
    [InlineData("encoding=euc-jp")]
    [InlineData("lang=fr")]
    public async Task Template_AskedForInAFormThatIsNone_IsRefused(string query)
    {
        using var response = await host.GetAsync($"/api/v1/imports/template?{query}");

        await PortalHost.ProblemAsync(response, 400, "bad_value");
    }

    [Fact]
    public async Task Template_ForAPersonWhoMayOnlyLook_IsThereAndForAStrangerIsNot()
    {
        using var seen = await host.SendAsync(HttpMethod.Get, "/api/v1/imports/template", null, browser: await host.SignInAsync("viewer@demo.example"));
        using var stranger = await host.SendAsync(HttpMethod.Get, "/api/v1/imports/template", null);

        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        await PortalHost.ProblemAsync(stranger, 401, "unauthorized");
    }

    private async Task<(byte[] Bytes, string Name)> FetchAsync(string form, string language)
    {
        using var response = await host.GetAsync($"/api/v1/imports/template?{form}&lang={language}", language: "en");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), response.Content.Headers.ContentDisposition!.FileNameStar!);
    }

    private static string Part(ZipArchive zip, string name)
    {
        using var part = new StreamReader(zip.GetEntry(name)!.Open());
        return part.ReadToEnd();
    }
}
