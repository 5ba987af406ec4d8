using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

/// <summary>What holds for any text of a customer's file in any encoding that can hold it.</summary>
public sealed class EncodingPropertyTests
{
    private static readonly string[] Japanese =
        ["東京都", "注文", "株式会社", "ソ表能", "あいう", "カタカナー", "様", "①", "㈱", "～", "－", "￥", "ﾔﾏﾀﾞ", "ﾀﾛｳ", "｡", "長", "鎖", "亜", "熙", "A-1", "1,200", "\"x\"", " ", "\r\n", "\t", ",", "|"];

    private static readonly string[] Wide = [.. Japanese, "髙橋", "﨑", "𠮷", "é", "😀", "か\u3099", "\u00A5", "Ω", "한", "ĳ"];

    [Theory]
    [InlineData(FileEncoding.Utf8)]
    [InlineData(FileEncoding.Utf8Bom)]
    [InlineData(FileEncoding.Utf16LittleEndian)]
    [InlineData(FileEncoding.Utf16BigEndian)]
    [InlineData(FileEncoding.Cp932)]
    [InlineData(FileEncoding.EucJp)]
    public void DetectThenDecodeThenEncode_GivesTheSameText(FileEncoding encoding)
    {
        var pieces = encoding is FileEncoding.Cp932 or FileEncoding.EucJp ? Japanese : Wide;
        var texts = Gen.Elements(pieces).ListOf().Resize(40).Select(list => string.Concat(list) + "\r\nA-1,x\r\n");
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var bytes = Encode(text, encoding);
            var (decoded, undecodable) = DecodeAsync(bytes, encoding, 7).GetAwaiter().GetResult();
            var found = FileFormatDetector.InspectAsync(new MemoryStream(bytes)).GetAwaiter().GetResult();
            var (read, _) = DecodeAsync(bytes, found.Encoding).GetAwaiter().GetResult();

            Assert.Equal((text, 0), (decoded, undecodable));
            Assert.Equal(bytes, Encode(decoded, encoding));
            Assert.Equal(0, found.Undecodable);
            Assert.True(read == text || found.Decision!.Certainty != FormatCertainty.Certain, $"{found.Encoding} is not certain: {read}");
            Assert.Contains(found.Decision!.Tried, tried => tried.Encoding == encoding && tried.First is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
