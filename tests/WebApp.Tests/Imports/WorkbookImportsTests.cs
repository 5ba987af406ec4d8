using OrderPortal.Testing.Imports;

namespace OrderPortal.WebApp.Tests.Imports;

/// <summary>Workbooks through the whole portal: stored, read, imported.</summary>
[Collection(PortalCollection.Name)]
public sealed class WorkbookImportsTests(PortalHost host)
{
    [Fact]
    public async Task Create_WithAnXlsx_ImportsItsFirstVisibleSheet()
    {
        var prefix = OrderFiles.Prefix();
        var import = await host.ImportAsync(Book(prefix).Save().ToArray(), "受注.xlsx");

        Assert.Equal(("completed", "受注"), (import.GetProperty("status").GetString(), import.GetProperty("sheet").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, import.GetProperty("encoding").ValueKind);
        Assert.Equal("""{"quantity":5,"amount":4100,"matches":true}""", import.GetProperty("controlTotals").GetRawText());
        var orders = (await host.GetJsonAsync($"/api/v1/orders?orderNumber={prefix}-1")).GetProperty("items");
        var order = Assert.Single(orders.EnumerateArray());
        Assert.Equal(("0600001", "2025-01-04T15:00:00+00:00"), (order.GetProperty("shippingAddress").GetProperty("postalCode").GetString(), order.GetProperty("orderedAt").GetString()));
        Assert.Equal("00123", order.GetProperty("lines")[0].GetProperty("productCode").GetString());
        Assert.Equal(2, order.GetProperty("csvRowNumber").GetInt32());
    }

    [Fact]
    public async Task Create_NamingASheet_ImportsThatOne()
    {
        var prefix = OrderFiles.Prefix();
        var import = await host.ImportAsync(Book(prefix).Save().ToArray(), "受注.xlsx", fields: ("sheet", "控え"));

        Assert.Equal(("completed", "控え"), (import.GetProperty("status").GetString(), import.GetProperty("sheet").GetString()));
        Assert.Equal(1, import.GetProperty("orders").GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task Create_NamingASheetThatIsNotThere_NamesThoseThatAre()
    {
        using var form = PortalHost.Form(Book(OrderFiles.Prefix()).Save().ToArray(), "受注.xlsx", ("sheet", "ない"));
        using var response = await host.PostAsync(form, language: "ja");

        var problem = await PortalHost.ProblemAsync(response, 422, "unknown_sheet");
        Assert.Equal("シート「ない」がありません。受注, 控えのどれかを選択してください。", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Create_WithAMistakeInAWorkbook_ReportsTheRowAsExcelShowsIt()
    {
        var book = new TestWorkbook().Sheet("受注", $"""
            <row r="2">{Texts(2, "注文番号", "顧客名", "商品コード", "数量", "単価")}</row>
            <row r="5">{Texts(5, OrderFiles.Prefix(), "田中商店", "A-1", "1.5", "100")}</row>
            """);
        var import = await host.ImportAsync(book.Save().ToArray(), "受注.xlsx");

        var problems = (await host.GetJsonAsync($"/api/v1/imports/{import.GetProperty("id").GetString()}/problems")).GetProperty("items");
        var problem = Assert.Single(problems.EnumerateArray());
        Assert.Equal((5, "not_an_integer"), (problem.GetProperty("row").GetInt32(), problem.GetProperty("code").GetString()));
        using var report = await host.GetAsync($"/api/v1/imports/{import.GetProperty("id").GetString()}/report", language: "ja");
        Assert.Contains("5行目、数量：「1.5」", await report.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static TestWorkbook Book(string prefix) => new TestWorkbook { Formats = ["General", "0000000", "yyyy/m/d"] }
        .Sheet("隠し", $"<row r=\"1\">{Texts(1, "x")}</row>", "hidden")
        .Sheet("受注", $"""
            <row r="1">{Texts(1, "注文番号", "顧客名", "商品コード", "数量", "単価", "郵便番号", "注文日")}</row>
            <row r="2">{Texts(2, $"{prefix}-1", "髙島商店", "00123")}<c r="D2"><v>2</v></c><c r="E2"><v>1300</v></c><c r="F2" s="1"><v>600001</v></c><c r="G2" s="2"><v>45662</v></c></row>
            <row r="3">{Texts(3, $"{prefix}-2", "鈴木商会", "A-1")}<c r="D3"><v>3</v></c><c r="E3"><v>500</v></c></row>
            """)
        .Sheet("控え", $"""
            <row r="1">{Texts(1, "注文番号", "顧客名", "商品コード", "数量", "単価")}</row>
            <row r="2">{Texts(2, $"{prefix}-9", "佐藤", "B-1", "1", "980")}</row>
            """);

    private static string Texts(int row, params IEnumerable<string> values) =>
        string.Concat(values.Select((value, column) => $"""<c r="{(char)('A' + column)}{row}" t="inlineStr"><is><t>{value}</t></is></c>"""));
}
