using System.IO.Compression;
using System.Text;
using System.Xml;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading.Workbooks;

public sealed class XlsxFileReaderTests
{
    [Fact]
    public void ReadRow_CellsOfEveryKind_GivesWhatAPersonSees()
    {
        var book = new TestWorkbook
        {
            SharedStrings = "<si><t>注文番号</t></si><si><r><t>髙</t></r><r><t xml:space=\"preserve\"> 島</t></r><rPh sb=\"0\" eb=\"1\"><t>タカ</t></rPh></si>",
        }.Sheet("Sheet1", """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>名前</t></is></c><c r="C1"><v>1</v></c></row>
            <row r="2"><c r="A2" t="str"><f>"x"</f><v>A-1</v></c><c r="B2" t="s"><v>1</v></c><c r="C2"><v>1234.5</v></c></row>
            <row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#N/A</v></c><c r="C3"><v>0.30000000000000004</v></c></row>
            """);

        var rows = ReadAll(book);

        Assert.Equal(["注文番号", "名前", "1"], rows[0].Cells);
        Assert.Equal(["A-1", "髙 島", "1234.5"], rows[1].Cells);
        Assert.Equal(["TRUE", "#N/A", "0.3"], rows[2].Cells);
    }

    [Theory]
    [InlineData("0000000", "600001", "0600001")]
    [InlineData("000\\-0000", "600001", "060-0001")]
    [InlineData("\"〒\"000-0000", "600001", "〒060-0001")]
    [InlineData("General", "123", "123")]
    [InlineData("General", "1E+2", "100")]
    [InlineData("General", "1.23457E+18", "1.23457E+18")]
    [InlineData("#,##0", "1234567", "1234567")]
    [InlineData("\"¥\"#,##0;[Red]\"¥\"\\-#,##0", "1980", "1980")]
    [InlineData("0%", "0.08", "8%")]
    [InlineData("0.00E+00", "12", "12")]
    [InlineData("@", "12", "12")]
    [InlineData("yyyy/m/d", "45662", "2025-01-05")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\";@", "45662", "2025-01-05")]
    [InlineData("[$-411]ggge\"年\"m\"月\"d\"日\"", "45662", "2025-01-05")]
    [InlineData("m/d/yy h:mm", "45662.5736111111", "2025-01-05 13:46:00")]
    [InlineData("[h]:mm", "0.5", "12:00:00")]
    [InlineData("[Red]0", "5", "5")]
    public void ReadRow_NumberWithFormat_IsReadAsItIsMeant(string format, string value, string expected)
    {
        var book = new TestWorkbook { Formats = ["General", format] }.Sheet("S", $"""<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>""");

        Assert.Equal([expected], ReadAll(book)[0].Cells);
    }

    [Fact]
    public void ReadRow_DatesFrom1904_AreShifted()
    {
        var book = new TestWorkbook { Formats = ["yyyy-mm-dd"], From1904 = true }.Sheet("S", """<row r="1"><c r="A1" s="0"><v>44200</v></c></row>""");

        Assert.Equal(["2025-01-05"], ReadAll(book)[0].Cells);
    }

    [Fact]
    public void ReadRow_BlankRowsAndCells_CountButAreNotGivenOut()
    {
        var book = new TestWorkbook().Sheet("S", """
            <row r="3"><c r="A3" t="str"><v>a</v></c><c r="B3" t="str"><v>b</v></c><c r="C3" t="str"><v>c</v></c></row>
            <row r="4"/><row r="5"><c r="A5" s="0"/></row>
            <row r="17"><c r="B17" t="str"><v>x</v></c></row>
            <row><c t="str"><v>y</v></c></row>
            """);

        var rows = ReadAll(book);

        Assert.Equal([3, 17, 18], rows.Select(row => row.Number));
        Assert.Equal(["", "x", ""], rows[1].Cells);
        Assert.Equal(["y", "", ""], rows[2].Cells);
    }

    [Fact]
    public void ReadRow_LineBreaksAndEscapes_AreKept()
    {
        var book = new TestWorkbook { SharedStrings = "<si><t>一行目&#10;二行目 &amp; _x0009_終</t></si>" }.Sheet("S", """<row r="1"><c r="A1" t="s"><v>0</v></c></row>""");

        Assert.Equal(["一行目\n二行目 & \t終"], ReadAll(book)[0].Cells);
    }

    [Fact]
    public void Open_NamesASheet_ReadsThatOne()
    {
        var book = new TestWorkbook()
            .Sheet("隠し", """<row r="1"><c r="A1" t="str"><v>hidden</v></c></row>""", "hidden")
            .Sheet("受注", """<row r="1"><c r="A1" t="str"><v>first</v></c></row>""")
            .Sheet("控え", """<row r="1"><c r="A1" t="str"><v>second</v></c></row>""");

        Assert.Equal(["受注", "控え"], XlsxFileReader.SheetNames(book.Save()));
        Assert.Equal(["first"], ReadAll(book)[0].Cells);
        Assert.Equal(["second"], ReadAll(book, "控え")[0].Cells);
        Assert.Null(XlsxFileReader.Open(book.Save(), "ない"));
    }

    [Fact]
    public void SharedStrings_InManyBlocks_AreFoundInAnyOrder()
    {
        const int Count = 50_000;
        var texts = Enumerable.Range(0, Count).Select(i => $"文字列{i}").ToList();
        var random = new Random(5);
        var asked = Enumerable.Range(0, 3_000).Select(_ => random.Next(Count)).Concat(Enumerable.Range(0, 1_000)).ToList();
        var book = new TestWorkbook { SharedStrings = string.Concat(texts.Select(text => $"<si><t>{text}</t></si>")) }
            .Sheet("S", string.Concat(asked.Select((number, i) => $"""<row r="{i + 1}"><c r="A{i + 1}" t="s"><v>{number}</v></c></row>""")));

        Assert.Equal(asked.Select(number => texts[number]), ReadAll(book).Select(row => row.Cells[0]));
    }

    [Fact]
    public void ReadRow_ZipBomb_IsRefusedEarly()
    {
        using var file = new MemoryStream();
        var book = new TestWorkbook { SharedStrings = "<si><t>" + new string(' ', 200_000_000) + "</t></si>" }.Sheet("S", "");

        Assert.Throws<WorkbookTooLargeException>(() => ReadAll(book));
    }

    [Fact]
    public void Open_XmlBomb_IsRefused()
    {
        var book = new TestWorkbook { SheetPrologue = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>""" }
            .Sheet("S", """<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>""");

        Assert.Throws<XmlException>(() => ReadAll(book));
    }

    [Fact]
    public void Open_ZipWithoutAWorkbook_IsRefused()
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("readme.txt").Open();
            entry.Write(Encoding.UTF8.GetBytes("nothing"));
        }

        Assert.Throws<XmlException>(() => XlsxFileReader.Open(file, null));
    }

    [Fact]
    public void ReadRow_FormulasByTheirKeptResults_AndThoseWithoutOneAsSuch()
    {
        var book = new TestWorkbook { Formats = ["General", "00000"] }.Sheet("S", """
            <row r="1"><c r="A1" s="1"><f>B1*2</f><v>123</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>D1*E1</f><v></v></c><c r="D1"><f>1+1</f></c></row>
            <row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2" t="b"><f>TRUE()</f><v>0</v></c><c r="C2" t="b"/><c r="D2" t="n"><v>0.5</v></c></row>
            """);

        var rows = ReadAll(book);

        Assert.Equal(["00123", "", "#GETTING_DATA", "#GETTING_DATA"], rows[0].Cells);
        Assert.Equal(["#DIV/0!", "FALSE", "", "0.5"], rows[1].Cells);
    }

    [Theory]
    [InlineData("yyyy/m/d h:mm", "0", "00:00:00", false)]
    [InlineData("h:mm", "0.75", "18:00:00", false)]
    [InlineData("yyyy/m/d", "44200", "2025-01-05", true)]
    [InlineData("yyyy/m/d", "-1", "-1", false)]
    [InlineData("yyyy/m/d", "99999999", "99999999", false)]
    [InlineData("00000", "123", "00123", false)]
    [InlineData("00000", "1234567", "1234567", false)]
    [InlineData("00000", "-123", "-123", false)]
    [InlineData("00000", "1.5", "1.5", false)]
    public void ReadRow_TimesBothDaySystemsAndCodes_AreReadAsTheyAreMeant(string format, string value, string expected, bool from1904)
    {
        var book = new TestWorkbook { Formats = ["General", format], From1904 = from1904 }.Sheet("S", $"""<row r="1"><c r="A1" s="1"><v>{value}</v></c></row>""");

        Assert.Equal([expected], ReadAll(book)[0].Cells);
    }

    [Fact]
    public void ReadRow_HiddenRowsAndColumnsAndMergedHeadings_AreRowsAndCellsLikeOthers()
    {
        // What is filtered out of sight is still an order; a merged heading stands in its first cell only.
        var book = new TestWorkbook().Sheet("S", """
            <row r="1"><c r="A1" t="str"><v>注文番号</v></c><c r="B1"/><c r="C1" t="str"><v>数量</v></c></row>
            <row r="2" hidden="1"><c r="A2" t="str"><v>A-1</v></c><c r="C2"><v>2</v></c></row>
            """, cells: """<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>""", columns: """<cols><col min="3" max="3" hidden="1"/></cols>""");

        Assert.Equal(["注文番号", "", "数量"], ReadAll(book)[0].Cells);
        Assert.Equal(["A-1", "", "2"], ReadAll(book)[1].Cells);
    }

    [Fact]
    public void SheetNames_OfTabsWithoutCells_AreLeftOut()
    {
        var book = new TestWorkbook().Sheet("グラフ", "", kind: "chartsheet").Sheet("受注", """<row r="1"><c r="A1"><v>1</v></c></row>""");

        Assert.Equal(["受注"], XlsxFileReader.SheetNames(book.Save()));
        Assert.Equal(["1"], ReadAll(book)[0].Cells);
    }

    [Fact]
    public void ReadRow_RichTextsOfManyRuns_AreJoinedAndEndAtTheLongestCell()
    {
        var book = new TestWorkbook { SharedStrings = $"<si>{string.Concat(Enumerable.Repeat("<r><t>ab</t></r>", 40_000))}</si>" }.Sheet("S", """<row r="1"><c r="A1" t="s"><v>0</v></c></row>""");

        var cell = ReadAll(book)[0].Cells[0];
        Assert.Equal(32_767, cell.Length);
        Assert.StartsWith("ababab", cell, StringComparison.Ordinal);
    }

    private static List<Domain.Imports.FileRow> ReadAll(TestWorkbook book, string? sheet = null)
    {
        using var reader = XlsxFileReader.Open(book.Save(), sheet)!;
        var rows = new List<Domain.Imports.FileRow>();
        if (reader.ReadHeading() is { } heading)
        {
            rows.Add(heading);
        }

        while (reader.ReadRow() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }
}
