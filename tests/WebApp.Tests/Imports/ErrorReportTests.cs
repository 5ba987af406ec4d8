using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>The report in every form: what it holds, and that it comes back as the rows that it was made of.</summary>
[Collection(PortalCollection.Name)]
public sealed class ErrorReportTests(PortalHost host)
{
    public const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Theory]
    [InlineData("ja", "取り込みエラー_", "エラー", "エラー行", "17行目")]
    [InlineData("en", "import_errors_", "Errors", "Error row", "Row 17")]
    public async Task Report_AsWorkbook_HasTheRejectedRowsAsTextAndNoFormula(string language, string nameStart, string sheet, string heading, string reason)
    {
        var prefix = OrderFiles.Prefix();
        var good = string.Concat(Enumerable.Range(2, 15).Select(row => $"{prefix}-{row},田中商店,A-100,2,1200,\r\n"));
        var finished = await host.ImportAsync(OrderFiles.Heading + good + $"{prefix}-17,=1+1,00123,1.5,1200,\"改\r\n行\"\r\n{prefix}-18,田中,A-100,2,1200,\r\n");

        using var response = await host.GetAsync($"/api/v1/imports/{Id(finished)}/report?format=xlsx&lang={language}", language: "en");
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, Workbook), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Matches($"^{nameStart}{finished.GetProperty("number").GetInt64()}_20[0-9]{{10}}\\.xlsx$", response.Content.Headers.ContentDisposition!.FileNameStar!);
        using var book = XlsxFileReader.Open(new MemoryStream(bytes), null)!;
        Assert.Equal(sheet, book.SheetName);
        Assert.Equal(6, book.ReadHeading()!.Cells.Length);
        var row = book.ReadRow()!;
        Assert.Equal([$"{prefix}-17", "=1+1", "00123", "1.5", "1200", "改\r\n行"], row.Cells);
        Assert.Equal((2, 17), (row.Number, row.SourceNumber));
        Assert.Null(book.ReadRow());
        var xml = Sheet(bytes);
        Assert.Contains(heading, xml, StringComparison.Ordinal);
        Assert.Contains(reason, xml, StringComparison.Ordinal);
        Assert.Contains("not_an_integer", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format=csv&encoding=utf-8")]
    [InlineData("format=csv&encoding=cp932")]
    [InlineData("format=xlsx")]
    public async Task Report_UploadedAsItIs_IsRejectedForTheSameReasonsInTheSameRows(string format)
    {
        var prefix = OrderFiles.Prefix();
        var file = OrderFiles.Heading + $"{prefix}-2,田中商店,A-100,2,1200,\r\n{prefix}-3,𠮷野家,=A1,1.5,1200,\"改\r\n行\"\r\n{prefix}-3,𠮷野家,B-1,1,1200,_x000D_\r\n\r\n"
            + $"{prefix}-6,短い\r\n{prefix}-7,長い,A,1,1200,x,余分,'=1\r\n{prefix}-8,制御\u0007,A,1,1200, 空白 \r\n";
        var first = await host.ImportAsync(file);

        using var report = await host.GetAsync($"/api/v1/imports/{Id(first)}/report?{format}&lang=ja");
        var bytes = await report.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var second = await host.ImportAsync(bytes, report.Content.Headers.ContentDisposition!.FileNameStar!);
        using var again = await host.GetAsync($"/api/v1/imports/{Id(second)}/report?{format}&lang=ja");
        var third = await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal("""{"read":5,"accepted":0,"rejected":5,"skipped":0,"warnings":0}""", second.GetProperty("rows").GetRawText());
        Assert.Equal(await ReasonsAsync(first), await ReasonsAsync(second));
        Assert.Equal(ReportText(bytes, format), ReportText(third, format));
    }

    [Fact]
    public async Task Report_InCp932_SaysWhatItCouldNotHold()
    {
        var finished = await host.ImportAsync(OrderFiles.Heading + $"{OrderFiles.Prefix()},𠮷野家,A-100,1.5,1200,\r\n");

        using var japanese = await host.GetAsync($"/api/v1/imports/{Id(finished)}/report?encoding=cp932&lang=ja");
        using var english = await host.GetAsync($"/api/v1/imports/{Id(finished)}/report?encoding=cp932&lang=en");

        Assert.Contains("「顧客名」の文字U+20BB7はShift_JIS（CP932）にないため", await TextAsync(japanese), StringComparison.Ordinal);
        Assert.Contains("顧客名: U+20BB7 is not in Shift_JIS (CP932)", await TextAsync(english), StringComparison.Ordinal);

        static async Task<string> TextAsync(HttpResponseMessage response) =>
            CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Report_OfMoreRowsThanASheetHas_IsRefusedAsWorkbook()
    {
        var finished = await host.ImportAsync(OrderFiles.Heading + $"{OrderFiles.Prefix()},田中,A-100,1.5,1200,\r\n");
        await host.ExecuteAsync("UPDATE import_batches SET rows_rejected = 1048576 WHERE id = $1", Guid.Parse(Id(finished)));

        using var workbook = await host.GetAsync($"/api/v1/imports/{Id(finished)}/report?format=xlsx");
        using var csv = await host.GetAsync($"/api/v1/imports/{Id(finished)}/report?format=csv");

        await PortalHost.ProblemAsync(workbook, 422, "too_large_for_workbook");
        Assert.Equal(HttpStatusCode.OK, csv.StatusCode);
    }

    private async Task<IEnumerable<string>> ReasonsAsync(JsonElement import)
    {
        var problems = (await host.GetJsonAsync($"/api/v1/imports/{Id(import)}/problems?severity=error")).GetProperty("items");
        // Rows count anew in the report; everything else is the same.
        return [.. problems.EnumerateArray().Select(problem => $"{problem.GetProperty("column")} {problem.GetProperty("code")} {problem.GetProperty("value")}")];
    }

    private static string ReportText(byte[] report, string format) => format == "format=xlsx" ? Sheet(report) : Encoding.Latin1.GetString(report);

    private static string Sheet(byte[] book)
    {
        using var zip = new ZipArchive(new MemoryStream(book));
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        return sheet.ReadToEnd();
    }

    private static string Id(JsonElement import) => import.GetProperty("id").GetString()!;
}
