using System.Text;
using OrderPortal.Testing.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Files made to break an importer, through the whole portal: one clear sentence, and nothing kept.</summary>
[Collection(PortalCollection.Name)]
public sealed class NaughtyFilesTests(PortalHost host)
{
    /// <summary>What is wrong, the name it comes under, the code, and what the detail names in both languages.</summary>
    public static TheoryData<string, string, string, string, string> Files() => new()
    {
        { "exe", "注文.csv", "not_a_spreadsheet", "EXE", "EXE" },
        { "pdf", "注文.xlsx", "not_a_spreadsheet", "PDF", "PDF" },
        { "jis", "注文.csv", "unsupported_encoding", "ISO-2022-JP", "ISO-2022-JP" },
        { "headingQuote", "注文.csv", "unclosed_quote", "見出し（1行目）", "heading row (row 1)" },
        { "blankLines", "注文.csv", "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "onlyMark", "注文.csv", "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "blankBelow", "注文.csv", "empty_file", "ファイルに注文がありません。", "The file has no orders." },
        { "millionColumns", "注文.csv", "missing_heading", "「注文番号」", "\"Order number\"" },
        { "entities", "注文.xlsx", "damaged_workbook", "ブックが壊れて", "workbook is damaged" },
        { "cutSheet", "注文.xlsx", "damaged_workbook", "ブックが壊れて", "workbook is damaged" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Create_WithANaughtyFile_SaysWhyAndKeepsNothing(string kind, string name, string code, string japanese, string english)
    {
        var before = await host.CountsAsync();
        foreach (var (language, named) in ((string, string)[])[("ja", japanese), ("en", english)])
        {
            using var form = PortalHost.Form(Bytes(kind), name);
            using var response = await host.PostAsync(form, language: language);

            var problem = await PortalHost.ProblemAsync(response, 422, code);
            Assert.Contains(named, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await host.CountsAsync());
    }

    [Fact]
    public async Task Create_WithFormulasInCells_KeepsThemAsTextAndGuardsThemInTheReport()
    {
        var number = OrderFiles.Prefix();
        var import = await host.ImportAsync($"注文番号,顧客名,商品コード,数量,単価,備考\r\n{number},=cmd|' /C calc'!A0,A-1,x,100,@SUM(1+1)\r\n");

        using var report = await host.GetAsync($"/api/v1/imports/{import.GetProperty("id").GetString()}/report");
        var text = await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("cmd|' /C calc'!A0", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=cmd", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",@SUM", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithRaggedRowsAndBlankHeadings_TellsEachRow()
    {
        var number = OrderFiles.Prefix();
        var import = await host.ImportAsync($"注文番号,顧客名,商品コード,数量,単価,,備考,\r\n{number}-1,田中,A-1,1,100\r\n{number}-2,田中,A-1,1,100,,x,,,\r\n{number}-3,田中,A-1,1,100,,x,,y\r\n");

        var problems = (await host.GetJsonAsync($"/api/v1/imports/{import.GetProperty("id").GetString()}/problems")).GetProperty("items").EnumerateArray();

        Assert.Equal([(2, "too_few_fields"), (4, "too_many_fields")], problems.Select(problem => (problem.GetProperty("row").GetInt32(), problem.GetProperty("code").GetString()!)));
        Assert.Equal(1, import.GetProperty("orders").GetProperty("created").GetInt32());
    }

    private static byte[] Bytes(string kind) => kind switch
    {
        "exe" => [(byte)'M', (byte)'Z', 0x90, 0, 3, 0, 0, 0, .. new byte[1_000]],
        "pdf" => [.. "%PDF-1.7\n"u8, .. new byte[1_000]],
        "jis" => CodePagesEncodingProvider.Instance.GetEncoding(50220)!.GetBytes(OrderFiles.Fresh()),
        "headingQuote" => Encoding.UTF8.GetBytes("\"" + OrderFiles.Fresh()),
        "blankLines" => "\r\n\r\n\n\r\r\n"u8.ToArray(),
        "onlyMark" => [0xEF, 0xBB, 0xBF],
        "blankBelow" => Encoding.UTF8.GetBytes(OrderFiles.Heading + string.Concat(Enumerable.Repeat("\r\n,,,,", 100_000))),
        "millionColumns" => Encoding.UTF8.GetBytes($"a{new string(',', 1_000_000)}\r\n1,2\r\n"),
        "entities" => new TestWorkbook { SheetPrologue = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>""" }.Sheet("S", "<row><c t=\"str\"><v>&b;</v></c></row>").Save().ToArray(),
        "cutSheet" => new TestWorkbook().Sheet("S", "<row><c><v>1</v></c></row><row><c>").Save().ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
