using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

public sealed class FileFormatDetectorTests
{
    [Theory]
    [InlineData("orders_cp932.csv", FileEncoding.Cp932, ',')]
    [InlineData("orders_cp932_nec_selected.csv", FileEncoding.Cp932, ',')]
    [InlineData("orders_eucjp_cp51932.csv", FileEncoding.EucJp, ',')]
    [InlineData("orders_utf8.csv", FileEncoding.Utf8, ',')]
    [InlineData("orders_utf8_bom.csv", FileEncoding.Utf8Bom, ',')]
    [InlineData("orders_utf8_wavedash.csv", FileEncoding.Utf8, ',')]
    [InlineData("orders_utf16le_bom_tab.txt", FileEncoding.Utf16LittleEndian, '\t')]
    public async Task Inspect_SameOrdersInEveryEncoding_TellsItAndReadsTheSameRows(string name, FileEncoding encoding, char delimiter)
    {
        var inspection = await InspectAsync(Data(name));
        var rows = await ReadAsync(Data(name), inspection.Encoding, inspection.Delimiter);
        var expected = await ReadAsync(Data("orders_utf8.csv"), FileEncoding.Utf8);

        Assert.Equal((encoding, 0, delimiter, null), (inspection.Encoding, inspection.Undecodable, inspection.Delimiter, inspection.Problem));
        Assert.Equal(5, rows.Count);
        Assert.Equal(Alike(Show(expected)), Alike(Show(rows)));
    }

    [Fact]
    public async Task Inspect_FirstJapaneseTextStandsFarBehind_StillTellsCp932()
    {
        var text = $"order,note\r\n{string.Concat(Enumerable.Repeat("A,plain\r\n", 200_000))}B,髙島屋\r\n";
        Assert.Equal(FileEncoding.Cp932, (await InspectAsync(Encode(text, FileEncoding.Cp932))).Encoding);
        Assert.Equal(FileEncoding.Utf8, (await InspectAsync(Encode(text, FileEncoding.Utf8))).Encoding);
        Assert.Equal(FileEncoding.EucJp, (await InspectAsync(Encode(text.Replace("髙島屋", "あいうえおかきくけこさしすせそたちつてと"), FileEncoding.EucJp))).Encoding);
    }

    [Theory]
    [InlineData("no,name\n1,ﾔﾏﾀﾞ\n", FileEncoding.Cp932)]
    [InlineData("ﾁｭｳﾓﾝ,注文\n1,ﾔﾏﾀﾞﾀﾛｳ ﾄｳｷｮｳﾄﾁﾖﾀﾞｸ ﾔﾏﾀﾞﾊﾅｺ ｵｵｻｶﾌｵｵｻｶｼ ｽｽﾞｷｲﾁﾛｳ\n", FileEncoding.Cp932)]
    [InlineData("注文番号,名前\n1,山田\n", FileEncoding.EucJp)]
    public async Task Inspect_GoodInBothJapaneseEncodings_IsToldByTheWordsInIt(string text, FileEncoding encoding) =>
        Assert.Equal(encoding, (await InspectAsync(Encode(text, encoding))).Encoding);

    [Theory]
    [InlineData(FileEncoding.Utf8)]
    [InlineData(FileEncoding.Cp932)]
    public async Task Inspect_OneBrokenPlace_KeepsTheEncodingAndCountsIt(FileEncoding encoding)
    {
        var text = $"注文番号,備考\r\n{string.Concat(Enumerable.Repeat("A-1,東京都千代田区の髙島\r\n", 50))}";
        byte[] bytes = [.. Encode(text, encoding), .. "A-2,"u8, 0xFF, .. "\r\n"u8];
        var inspection = await InspectAsync(bytes);
        Assert.Equal((encoding, 1), (inspection.Encoding, inspection.Undecodable));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a\tb\n\"1,2,3\",5\t2\n", '\t')]
    [InlineData("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", ';')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("a\nb\n", ',')]
    [InlineData("\"x;y;z;u;v\",b\n\"p\nq;;;;\",2\n", ',')]
    public async Task Inspect_Delimiter_IsFoundOutsideQuotes(string text, char expected) =>
        Assert.Equal(expected, (await InspectAsync(Encoding.UTF8.GetBytes(text))).Delimiter);

    [Fact]
    public async Task Inspect_BarsInsideCp932Characters_AreNoDelimiters()
    {
        // The second byte of ポ and others is a bar.
        Assert.Equal(',', (await InspectAsync(Encode("ポポポ,ポ\r\nポポポ,ポ\r\n", FileEncoding.Cp932))).Delimiter);
    }

    [Fact]
    public async Task Inspect_Utf16WithoutMark_IsTold()
    {
        const string Text = "order,name\r\nA-1,山田\r\nA-2,鈴木\r\n";
        Assert.Equal(FileEncoding.Utf16LittleEndian, (await InspectAsync(Encoding.Unicode.GetBytes(Text))).Encoding);
        Assert.Equal(FileEncoding.Utf16BigEndian, (await InspectAsync(Encoding.BigEndianUnicode.GetBytes(Text))).Encoding);
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 13, 10 }, "png")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, (byte)'x', (byte)'l', (byte)'/' }, "zip")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0 }, "zip")]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, "ole")]
    [InlineData(new byte[] { (byte)'M', (byte)'Z', 0x90, 0, 3, 0 }, "exe")]
    [InlineData(new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-' }, "pdf")]
    [InlineData(new byte[] { (byte)'a', (byte)',', 0, (byte)'\n', (byte)'b', (byte)',', 1, (byte)'\n' }, "nul")]
    public async Task Inspect_NotText_IsRefusedWithItsKind(byte[] bytes, string kind) => Assert.Equal(kind, (await InspectAsync(bytes)).Kind);

    [Fact]
    public async Task Inspect_HeadingThatBeginsLikeAProgram_IsText() =>
        Assert.Null((await InspectAsync("MZ,b\n1,2\n"u8.ToArray())).Problem);

    private static Task<TextInspection> InspectAsync(byte[] bytes) =>
        FileFormatDetector.InspectAsync(new TricklingStream(bytes, 100_003), cancellationToken: TestContext.Current.CancellationToken);

    private static string Alike(string text) => text.Replace('\\', '¥').Replace('〜', '～').Replace('−', '－');
}
