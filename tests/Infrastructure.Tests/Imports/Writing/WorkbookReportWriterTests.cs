using System.IO.Compression;
using System.Text.RegularExpressions;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;
using OrderPortal.Infrastructure.Imports.Writing;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Infrastructure.Tests.Imports.Writing;

public sealed class WorkbookReportWriterTests
{
    private readonly List<ReportNote> _notes = [];

    [Fact]
    public async Task Write_MoreThanACellHolds_CutsAndSaysSo()
    {
        var text = new string('長', 32_766);

        var file = await WriteAsync(["備考", "𠮷"], [text + "いあ", text + "𠮷"], [text + "い", "短い"]);

        var rows = Read(file);
        Assert.Equal([text + "い", text], rows[1].Cells);
        Assert.Equal([text + "い", "短い"], rows[2].Cells);
        Assert.Equal([new ReportNote(ReportNoteKind.Cut, "備考"), new ReportNote(ReportNoteKind.Cut, "𠮷")], _notes);
    }

    [Fact]
    public async Task Write_MoreCellsThanASheetHasColumns_LeavesTheRestOutAndSaysSo()
    {
        var file = await WriteAsync(["a"], [.. Enumerable.Repeat("x", 20_000)]);

        Assert.Equal(16_380, Read(file)[1].Cells.Length);
        Assert.Equal([new ReportNote(ReportNoteKind.CellsLeftOut, "16381")], _notes);
    }

    [Theory]
    [InlineData(23, 1_048_575, true)]
    [InlineData(23, 1_048_576, false)]
    [InlineData(16_380, 1, true)]
    [InlineData(16_381, 1, false)]
    public void Fits_AtTheBoundsOfASheet_IsExact(int columns, long rows, bool fits) => Assert.Equal(fits, WorkbookReportWriter.Fits(columns, rows));

    [Fact]
    public async Task Write_AnyText_IsNeverAFormulaAndKeepsItsStyle()
    {
        var xml = Sheet(await WriteAsync(["商品コード", "数量"], ["=1+1", "00123"], ["+81-3-0000-0000", "1"]));

        Assert.DoesNotContain("<f", xml, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(xml, "<c r=\"[A-Z]+[23]\"><v>", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains("<c r=\"B2\" s=\"1\" t=\"inlineStr\"><is><t>00123</t>", xml, StringComparison.Ordinal);
        Assert.Contains("<t>'+81-3-0000-0000</t>", xml, StringComparison.Ordinal);
        Assert.Contains("<autoFilter ref=\"A1:F3\" />", xml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterASpreadsheetSavedIt_TakesBlankCellsForBlank()
    {
        var written = Sheet(await WriteAsync(["a", "b", "c"], ["1"], ["1", "2", "3", "4"]));
        var saved = Regex.Replace(written, " op:cells=\"[14]\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(2 * " op:cells='1'".Length, written.Length - saved.Length);
        const string Rows = "<sheetData>";

        var read = Read(new TestWorkbook { Formats = ["General", "@", "@", "@"] }
            .Sheet("Sheet1", saved[(saved.IndexOf(Rows, StringComparison.Ordinal) + Rows.Length)..saved.IndexOf("</sheetData>", StringComparison.Ordinal)]).Save());

        Assert.Equal([["a", "b", "c"], ["1", "", ""], ["1", "2", "3", "4"]], read.Select(row => row.Cells));
    }

    [Fact]
    public void Read_OfACp932ReportSavedAsAWorkbook_GivesTheCharactersBack()
    {
        var book = new TestWorkbook().Sheet("取り込みエラー", """
            <row r="1"><c t="inlineStr"><is><t>顧客名</t></is></c><c t="inlineStr"><is><t>エラー行</t></is></c><c t="inlineStr"><is><t>エラー列</t></is></c><c t="inlineStr"><is><t>エラーコード</t></is></c><c t="inlineStr"><is><t>エラー内容</t></is></c></row>
            <row r="2"><c t="inlineStr"><is><t>&amp;#x20BB7;野家</t></is></c><c><v>17</v></c></row>
            """);

        var row = Read(book.Save())[1];

        Assert.Equal(("𠮷野家", 17), (Assert.Single(row.Cells), row.SourceNumber));
    }

    private async Task<MemoryStream> WriteAsync(string[] heading, params string[][] rows)
    {
        var file = new MemoryStream();
        var wording = new ReportWording(Japanese: true, note =>
        {
            _notes.Add(note);
            return "";
        });
        using var writer = ErrorReportWriter.Workbook(file, wording, heading);
        foreach (var (at, cells) in rows.Index())
        {
            await writer.WriteAsync(new FileRow(at + 2, cells, RowFlaws.None), new ReportReasons([], [], []), TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        file.Position = 0;
        return file;
    }

    private static List<FileRow> Read(MemoryStream file)
    {
        using var reader = XlsxFileReader.Open(file, null)!;
        var rows = new List<FileRow> { reader.ReadHeading()! };
        while (reader.ReadRow() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }

    private static string Sheet(MemoryStream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        return sheet.ReadToEnd();
    }
}
