using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

public sealed class ErrorReportWriterTests
{
    private static readonly string[] Pieces =
    [
        "", "a", "東京都", "髙﨑栁", "𠮷", "é", "=", "=1+1", "+81-3", "-500", "-1,234.5", "－５００", "−5", "＝A1", "@x", "\t", "\r\n", "\n", "'", "''=", "\"", ",", ";", " ", "　",
        "&#x", "&#x3D;", "&#x26;#x41;", "か\u3099", "〜", "¥1,200", "\\1,200", "0", "00123", "\uFDD0", "😀", "\0", "\u0001", "ｶﾞ",
    ];

    private static readonly Gen<string> Cell = Gen.Elements(Pieces).ListOf().Resize(5).Select(pieces => string.Concat(pieces));

    [Theory]
    [InlineData(FileEncoding.Utf8Bom)]
    [InlineData(FileEncoding.Cp932)]
    public void WriteThenRead_GivesTheSameCells(FileEncoding encoding)
    {
        var rows = Cell.NonEmptyListOf().Resize(6).Select(cells => cells.ToArray()).NonEmptyListOf();
        Prop.ForAll(rows.ToArbitrary(), written =>
        {
            string[] heading = ["注文番号", "=備考", "単価"];
            var (bytes, read) = RoundTripAsync(encoding, heading, [.. written.Select((cells, i) => new FileRow(i + 10, cells, RowFlaws.None))]).GetAwaiter().GetResult();
            var expected = written.Select(cells => encoding == FileEncoding.Cp932 ? Array.ConvertAll(cells, AsCp932Keeps) : cells).ToList();
            var isSame = read.Count == written.Count + 1 && read[0].Cells.SequenceEqual(heading)
                && read.Skip(1).Select(row => row.Cells).Zip(expected).All(both => both.First.SequenceEqual(both.Second))
                && read.Skip(1).Select(row => row.SourceNumber).SequenceEqual(Enumerable.Range(10, written.Count).Select(number => (int?)number));
            return isSame && FileFormatDetector.InspectAsync(new MemoryStream(bytes)).GetAwaiter().GetResult() is { } inspection
                && (inspection.Encoding == encoding || bytes.Contains((byte)0) || (encoding == FileEncoding.Cp932 && inspection.Encoding == FileEncoding.Utf8));
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
        var (bytes, read) = await RoundTripAsync(FileEncoding.Cp932, ["名前"], [new FileRow(7, ["𠮷野家〜"], RowFlaws.None)]);
        var text = CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes);
        Assert.Equal("名前,エラー行,エラー列,エラーコード,エラー内容\r\n\"&#x20BB7;野家～\",7,名前,required,空です / 「名前」の文字 U+20BB7 は CP932 にないため番号で書いています\r\n", text);
        Assert.Equal(["𠮷野家～"], read[1].Cells);
    }

    [Fact]
    public async Task Write_MinusSignThatCp932TurnsIntoAFormulaSign_IsGuarded()
    {
        var (bytes, _) = await RoundTripAsync(FileEncoding.Cp932, ["a"], [new FileRow(2, ["−1+1"], RowFlaws.None)]);
        Assert.Contains("\r\n'－1+1,", CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_RowOfAReport_KeepsTheRowOfTheFirstFile()
    {
        var (_, first) = await RoundTripAsync(FileEncoding.Utf8, ["a", "b"], [new FileRow(17, ["1", "2"], RowFlaws.None)]);
        var (_, second) = await RoundTripAsync(FileEncoding.Utf8, first[0].Cells, [first[1]]);
        Assert.Equal((2, 17), (second[1].Number, second[1].SourceNumber));
        Assert.Equal(["a", "b"], second[0].Cells);
    }

    [Fact]
    public async Task Write_NoRows_StillHasItsHeading()
    {
        var (bytes, _) = await RoundTripAsync(FileEncoding.Utf8, ["a"], []);
        Assert.Equal("\uFEFFa,エラー行,エラー列,エラーコード,エラー内容\r\n", Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData(FileEncoding.Utf8Bom)]
    [InlineData(FileEncoding.Cp932)]
    public async Task Write_EveryRowOfTheWrongSample_ComesBackWithItsFlawsAndRows(FileEncoding encoding)
    {
        using var sample = new MemoryStream();
        SampleOrderFiles.Write(SampleFile.TenThousandCp932, sample);
        var rows = await ReadAsync(sample.ToArray(), FileEncoding.Cp932);

        var (_, read) = await RoundTripAsync(encoding, rows[0].Cells, rows[1..]);

        Assert.Equal(rows.Select(row => string.Join('|', row.Cells)), read.Select(row => string.Join('|', row.Cells)));
        Assert.Equal(rows.Skip(1).Select(row => (int?)row.Number), read.Skip(1).Select(row => row.SourceNumber));
        Assert.Equal(rows.Select(row => row.Flaws), read.Select(row => row.Flaws));
    }

    private static string AsCp932Keeps(string cell)
    {
        var composed = cell.Contains('\u3099', StringComparison.Ordinal) ? cell.Normalize(NormalizationForm.FormC) : cell;
        return string.Concat(composed.Select(value => Cp932.Has(value) || Cp932.Counterpart(value) == '\0' ? value : Cp932.Counterpart(value)));
    }

    private static async Task<(byte[] Bytes, List<FileRow> Read)> RoundTripAsync(FileEncoding encoding, string[] heading, IReadOnlyList<FileRow> rows)
    {
        using var output = new MemoryStream();
        await using (var writer = new ErrorReportWriter(output, encoding, japanese: true, heading))
        {
            foreach (var row in rows)
            {
                await writer.WriteAsync(row, [heading[0]], [ProblemCodes.Required], ["空です"], TestContext.Current.CancellationToken);
            }
        }

        return (output.ToArray(), await ReadAsync(output.ToArray(), encoding));
    }
}
