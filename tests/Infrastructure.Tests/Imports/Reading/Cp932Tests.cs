using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;
using static OrderPortal.Infrastructure.Tests.Imports.Reading.ReadingTestFiles;

namespace OrderPortal.Infrastructure.Tests.Imports.Reading;

public sealed class Cp932Tests
{
    private const char Mark = FileRow.UndecodableMark;

    [Fact]
    public async Task Decode_EveryPairOfBytes_AgreesWithTheRule()
    {
        var framework = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        var legal = 0;
        var wrong = new List<string>();
        for (var pair = 0; pair < 0x10000; pair++)
        {
            byte[] bytes = [(byte)(pair >> 8), (byte)pair];
            var expected = Expected(framework, bytes);
            legal += IsLead(bytes[0]) && expected.Length == 1 && expected[0] != Mark ? 1 : 0;
            var decoder = new Cp932Decoder();
            var utf8 = new byte[64];
            decoder.Decode(bytes, utf8, final: true, out var written);
            if (Encoding.UTF8.GetString(utf8, 0, written) is var text && text != expected)
            {
                wrong.Add($"{pair:X4}: {text} instead of {expected}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(9_604, legal);
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData(new byte[] { 0xEE, 0xE0 }, "髙")]
    [InlineData(new byte[] { 0xFB, 0xFC }, "髙")]
    [InlineData(new byte[] { 0xED, 0x95 }, "﨑")]
    [InlineData(new byte[] { 0x87, 0x9A }, "∵")]
    [InlineData(new byte[] { 0x81, 0x45 }, "・")]
    public async Task Decode_DuplicateCodes_GiveTheSameCharacter(byte[] bytes, string expected) =>
        Assert.Equal((expected, 0), await DecodeAsync(bytes, FileEncoding.Cp932));

    [Theory]
    [InlineData((byte)'"')]
    [InlineData((byte)',')]
    [InlineData((byte)'\r')]
    [InlineData((byte)'\n')]
    [InlineData((byte)'\t')]
    [InlineData((byte)'|')]
    public async Task Decode_BrokenLeadByteBeforeStructure_LeavesTheStructure(byte structure)
    {
        // 85 has no characters: with a bar behind it, it still may not eat the delimiter.
        Assert.Equal(($"a{Mark}{(char)structure}b", 1), await DecodeAsync([(byte)'a', 0x85, structure, (byte)'b'], FileEncoding.Cp932));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public async Task Decode_InPieces_IsTheSame(int piece)
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"A-{i},表示 ｺﾋﾟｰ ソ能\"髙﨑\"\r\n{new string('x', i % 40)}"));
        Assert.Equal((text, 0), await DecodeAsync(Encode(text, FileEncoding.Cp932), FileEncoding.Cp932, piece));
    }

    [Fact]
    public async Task Decode_LeadByteAtTheEndOfTheFile_IsUndecodable() =>
        Assert.Equal(($"a{Mark}", 1), await DecodeAsync([(byte)'a', 0x83], FileEncoding.Cp932));

    [Fact]
    public void Encode_WhatDecodes_ComesBack()
    {
        for (var value = 0; value < 0x10000; value++)
        {
            if (Cp932.Has((char)value) && Cp932.Encode((char)value) is var code and > 0xFF)
            {
                Assert.Equal((char)value, Cp932.Decode((byte)(code >> 8), (byte)code));
            }
        }

        Assert.Equal(0xFBFC, Cp932.Encode('髙'));
        Assert.Equal(0x8160, Cp932.Encode('〜'));
        Assert.Equal(0x818F, Cp932.Encode('¥'));
        Assert.Equal(-1, Cp932.Encode('é'));
        Assert.Equal(-1, Cp932.Encode('鷗'));
    }

    private static bool IsLead(byte value) => value is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);

    private static string Expected(Encoding framework, byte[] bytes)
    {
        var (first, second) = (bytes[0], bytes[1]);
        if (IsLead(first))
        {
            var text = framework.GetString(bytes);
            var isCharacter = second is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC) && text.Length == 1
                && (text[0] != '\u30FB' || (first == 0x81 && second == 0x45));
            return isCharacter ? text : second is >= 0x80 and <= 0xFC ? $"{Mark}" : Mark + Single(second);
        }

        return Single(first) + Single(second);
    }

    private static string Single(byte value) => value switch
    {
        < 0x80 => ((char)value).ToString(),
        >= 0xA1 and <= 0xDF => ((char)(0xFF61 + value - 0xA1)).ToString(),
        _ => Mark.ToString(),
    };
}
