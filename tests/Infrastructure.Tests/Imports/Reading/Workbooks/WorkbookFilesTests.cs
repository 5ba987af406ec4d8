using OrderPortal.Infrastructure.Imports.Reading.Workbooks;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading.Workbooks;

/// <summary>Workbooks that a spreadsheet program wrote (LibreOffice Calc, from values made up by us).</summary>
public sealed class WorkbookFilesTests
{
    [Theory]
    [InlineData("orders.xls")]
    [InlineData("orders-calc.xlsx")]
    public void ReadRow_WorkbookOfASpreadsheetProgram_GivesTheSameRows(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Imports", "Reading", "Workbooks", name));
        using WorkbookReader reader = name.EndsWith(".xls", StringComparison.Ordinal) ? XlsFileReader.Open(file, null)! : XlsxFileReader.Open(file, null)!;

        var heading = reader.ReadHeading()!;
        var first = reader.ReadRow()!;
        var second = reader.ReadRow()!;

        Assert.Equal("受注", reader.SheetName);
        Assert.Equal((1, 2, 4), (heading.Number, first.Number, second.Number));
        Assert.Equal(["注文番号", "顧客名", "郵便番号", "商品コード", "数量", "単価", "税率", "注文日時", "備考"], heading.Cells);
        Assert.Equal(["EC-1001", "髙島 﨑子", "0600001", "00123", "3", "1980", "10%", "2025-01-05", "改行\nあり"], first.Cells);
        Assert.Equal(["EC-1002", "㈱ナガノ①", "1500001", "A-1", "1", "120.5", "8%", "2025-01-05 13:46:00", "=1+1"], second.Cells);
        Assert.Null(reader.ReadRow());
    }
}
