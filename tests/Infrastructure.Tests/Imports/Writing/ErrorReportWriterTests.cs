using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports.Reading;
using OrderPortal.Infrastructure.Imports.Reading.Workbooks;
using OrderPortal.Infrastructure.Imports.Writing;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Writing;

public sealed class ErrorReportWriterTests
{
    private static readonly string[] Pieces =
    [
        "", "a", "東京都", "髙﨑栁", "𠮷", "é", "=", "=1+1", "+81-3", "-500", "-1,234.5", "－５００", "−5", "＝A1", "@x", "\t", "\r\n", "\r", "\n", "'", "''=", "\"", ",", ";", " ", "　",
        "&#x", "&#x3D;", "&#x26;#x41;", "&lt;", "<a>", "]]>", "か\u3099", "〜", "¥1,200", "\\1,200", "0", "00123", "2026/1/5", "1-2", "1E5", "\uFDD0", "😀", "\0", "\u0001", "\u0085", "\uFFFE",
        "\uFFFF", "\uD842", "\uDFB7", "ｶﾞ", "_", "_x", "x0041_", "_x000D_", "_x000d", "_x005F_", "_xD842__xDFB7_",
    ];

    private static readonly Gen<string> Cell = Gen.Elements(Pieces).ListOf().Resize(5).Select(pieces => string.Concat(pieces));

    [Theory]
    [InlineData(ReportMedium.Utf8)]
    [InlineData(ReportMedium.Cp932)]
    [InlineData(ReportMedium.Workbook)]
    public void WriteThenRead_GivesTheSameCells(ReportMedium medium)
    {
        var rows = Cell.NonEmptyListOf().Resize(6).Select(cells => cells.ToArray()).NonEmptyListOf();
        Prop.ForAll(rows.ToArbitrary(), written =>
        {
            string[] heading = ["注文番号", "=備考", "単価"];
            var (bytes, read) = RoundTripAsync(medium, heading, [.. written.Select((cells, i) => new FileRow(i + 10, cells, RowFlaws.None))]).GetAwaiter().GetResult();
            var expected = written.Select(cells => Array.ConvertAll(cells, cell => AsKept(cell, medium))).ToList();
            Assert.Equal(heading, read[0].Cells);
            Assert.Equal(expected, read.Skip(1).Select(row => row.Cells));
            Assert.Equal(Enumerable.Range(10, written.Count).Select(number => (int?)number), read.Skip(1).Select(row => row.SourceNumber));
            Assert.Equal(
                expected.Select(cells => Array.Exists(cells, cell => cell.Contains(FileRow.UndecodableMark))), read.Skip(1).Select(row => row.Flaws.HasFlag(RowFlaws.Undecodable)));
            if (medium != ReportMedium.Workbook)
            {
                var inspection = FileFormatDetector.InspectAsync(new MemoryStream(bytes)).GetAwaiter().GetResult();
                Assert.True(inspection.Encoding == EncodingOf(medium) || bytes.Contains((byte)0) || (medium == ReportMedium.Cp932 && inspection.Encoding == FileEncoding.Utf8));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-500", "-500")]
    [InlineData("+1,200.5", "+1,200.5")]
    [InlineData("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0")]
    [InlineData("'=kept", "''=kept")]
    [InlineData("'plain", "'plain")]
    [InlineData("-", "'-")]
    [InlineData("", "")]
    public void Guard_Applied_IsSafeAndUndone(string cell, string expected)
    {
        Assert.Equal(expected, CellGuard.Apply(cell));
        Assert.Equal(cell, CellGuard.Undo(expected));
    }

    [Fact]
    public async Task Write_Cp932_NamesWhatItCannotHoldAndNeverWritesAQuestionMark()
    {
        var (bytes, read) = await RoundTripAsync(ReportMedium.Cp932, ["名前𩸽"], [new FileRow(7, ["𠮷野家〜"], RowFlaws.None), new FileRow(8, ["吉"], RowFlaws.None)]);

        Assert.Equal(
            """
            "名前&#x29E3D;",エラー行,エラー列,エラーコード,エラー内容
            "&#x20BB7;野家～",7,"名前&#x29E3D;",required,"空です / NotInCp932 名前&#x29E3D; U+29E3D / NotInCp932 名前&#x29E3D; U+20BB7"
            吉,8,"名前&#x29E3D;",required,空です

            """.ReplaceLineEndings("\r\n"),
            CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes));
        Assert.Equal(["𠮷野家～"], read[1].Cells);
        Assert.Equal(["名前𩸽"], read[0].Cells);
    }

    [Fact]
    public async Task Write_MinusSignThatCp932TurnsIntoAFormulaSign_IsGuarded()
    {
        var (bytes, _) = await RoundTripAsync(ReportMedium.Cp932, ["a"], [new FileRow(2, ["−1+1"], RowFlaws.None)]);

        Assert.Contains("\r\n'－1+1,", CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportMedium.Utf8)]
    [InlineData(ReportMedium.Workbook)]
    public async Task Write_RowOfAReport_KeepsTheRowOfTheFirstFile(ReportMedium medium)
    {
        var (_, first) = await RoundTripAsync(medium, ["a", "b"], [new FileRow(17, ["1", "2"], RowFlaws.None)]);
        var (_, second) = await RoundTripAsync(medium, first[0].Cells, [first[1]]);

        Assert.Equal((2, 17), (second[1].Number, second[1].SourceNumber));
        Assert.Equal(["a", "b"], second[0].Cells);
    }

    [Fact]
    public async Task Write_NoRows_StillHasItsHeading()
    {
        var (bytes, _) = await RoundTripAsync(ReportMedium.Utf8, ["a"], []);
        var (_, read) = await RoundTripAsync(ReportMedium.Workbook, ["a"], []);

        Assert.Equal("\uFEFFa,エラー行,エラー列,エラーコード,エラー内容\r\n", Encoding.UTF8.GetString(bytes));
        Assert.Equal(["a"], Assert.Single(read).Cells);
    }

    [Theory]
    [InlineData(ReportMedium.Utf8)]
    [InlineData(ReportMedium.Cp932)]
    [InlineData(ReportMedium.Workbook)]
    public async Task Write_EveryRowOfTheWrongSample_ComesBackWithItsFlawsAndRows(ReportMedium medium)
    {
        using var sample = new MemoryStream();
        SampleOrderFiles.Write(SampleFile.TenThousandCp932, sample);
        var rows = await ReadAsync(sample.ToArray(), FileEncoding.Cp932);

        var (_, read) = await RoundTripAsync(medium, rows[0].Cells, rows[1..]);

        Assert.Equal(rows.Select(row => string.Join('|', row.Cells)), read.Select(row => string.Join('|', row.Cells)));
        Assert.Equal(rows.Skip(1).Select(row => (int?)row.Number), read.Skip(1).Select(row => row.SourceNumber));
        Assert.Equal(rows.Select(row => row.Flaws), read.Select(row => row.Flaws));
    }

    private static FileEncoding EncodingOf(ReportMedium medium) => medium == ReportMedium.Cp932 ? FileEncoding.Cp932 : FileEncoding.Utf8Bom;

    private static string AsKept(string cell, ReportMedium medium)
    {
        if (medium == ReportMedium.Workbook)
        {
            return cell;
        }

        // Bytes cannot hold half a pair; it comes back as what did not decode.
        var whole = string.Concat(cell.EnumerateRunes().Select(rune => rune == Rune.ReplacementChar ? FileRow.UndecodableMark.ToString() : rune.ToString()));
        if (medium == ReportMedium.Utf8)
        {
            return whole;
        }

        var composed = whole.Contains('\u3099', StringComparison.Ordinal) && !whole.Contains('\uFFFE', StringComparison.Ordinal) ? whole.Normalize(NormalizationForm.FormC) : whole;
        return string.Concat(composed.Select(value => Cp932.Has(value) || Cp932.Counterpart(value) == '\0' ? value : Cp932.Counterpart(value)));
    }

    private static async Task<(byte[] Bytes, List<FileRow> Read)> RoundTripAsync(ReportMedium medium, string[] heading, IReadOnlyList<FileRow> rows)
    {
        using var output = new MemoryStream();
        var wording = new ReportWording(Japanese: true, note => $"{note.Kind} {note.Column} {note.Characters}".TrimEnd());
        using (var writer = medium == ReportMedium.Workbook
            ? ErrorReportWriter.Workbook(output, wording, heading)
            : ErrorReportWriter.Delimited(output, EncodingOf(medium), wording, heading))
        {
            foreach (var row in rows)
            {
                await writer.WriteAsync(row, new ReportReasons([heading[0]], [ProblemCodes.Required], ["空です"]), TestContext.Current.CancellationToken);
            }

            await writer.CompleteAsync(TestContext.Current.CancellationToken);
        }

        return (output.ToArray(), medium == ReportMedium.Workbook ? ReadWorkbook(output) : await ReadAsync(output.ToArray(), EncodingOf(medium)));
    }

    private static List<FileRow> ReadWorkbook(MemoryStream file)
    {
        file.Position = 0;
        using var reader = XlsxFileReader.Open(file, null)!;
        var rows = new List<FileRow> { reader.ReadHeading()! };
        while (reader.ReadRow() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }
}
