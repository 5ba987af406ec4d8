using System.Text;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Shift_JIS as Windows and Excel write it. The framework's code page gives the mapping, but not the behaviour: its strict decoder
/// refuses 398 legal codes (the NEC selection, which Python writes for 髙 and 﨑), its lenient one turns garbage into ・ without a
/// word, and both take the lone bytes 80, A0, FD, FE, FF.
/// </summary>
public static class Cp932
{
    private const int FirstTrail = 0x40;
    private const int Trails = 0xC0;

    private static readonly Tables Made = new();

    /// <summary>
    /// The character of a two-byte code, or U+0000 where there is none. Duplicate codes (NEC selection, IBM extension) give the
    /// same character; F040–F9FC give the private use area, as Windows has it.
    /// </summary>
    public static char Decode(byte lead, byte trail) => Index(lead, trail) is var index and >= 0 ? Made.Chars[index] : '\0';

    /// <summary>True for the first byte of a two-byte code.</summary>
    public static bool IsLead(byte value) => value is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);

    /// <summary>
    /// The code that Windows writes for a character (one byte below 0x100, else two), or -1 where CP932 cannot hold it. Look-alikes
    /// that Unicode text has and CP932 has not (wave dash, minus sign, …) are written as their Windows counterparts.
    /// </summary>
    public static int Encode(char value)
    {
        return Has(value) ? Made.Codes[value] : Counterpart(value) is var other and not '\0' ? Made.Codes[other] : -1;
    }

    /// <summary>True where CP932 has the very character.</summary>
    public static bool Has(char value) => value == '\0' || Made.Codes[value] != 0;

    /// <summary>What is written in CP932 in place of a character that it has under another code point, or U+0000.</summary>
    public static char Counterpart(char value) => value switch
    {
        '\u301C' => '\uFF5E', // 〜 wave dash
        '\u2212' => '\uFF0D', // − minus sign
        '\u2016' => '\u2225', // ‖
        '\u2014' => '\u2015', // — em dash
        '\u00A2' => '\uFFE0', // ¢
        '\u00A3' => '\uFFE1', // £
        '\u00AC' => '\uFFE2', // ¬
        '\u00A5' => '\uFFE5', // ¥: its best fit would be the backslash
        '\u203E' => '\uFFE3', // ‾
        '\u00A0' => ' ',
        '\u2013' => '\uFF0D', // –
        '\u2011' => '\u2010', // ‑ non-breaking hyphen
        '\u2022' => '\u30FB', // •
        _ => '\0',
    };

    internal static uint[] SingleBytes => Made.Singles;

    internal static uint[] DoubleBytes => Made.Doubles;

    internal static int Index(byte lead, byte trail) =>
        IsLead(lead) && trail is >= FirstTrail and <= 0xFC ? (((lead & 0x3F) - 1) * Trails) + trail - FirstTrail : -1;

    /// <summary>UTF-8 bytes of a character from the low byte up, their number in the top byte.</summary>
    internal static uint Pack(char value)
    {
        Span<byte> utf8 = stackalloc byte[4];
        utf8.Clear();
        var length = new Rune(value).EncodeToUtf8(utf8);
        return BitConverter.ToUInt32(utf8) | ((uint)length << 24);
    }

    private sealed class Tables
    {
        public Tables()
        {
            var framework = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
            for (var single = 0; single < 0x80; single++)
            {
                Codes[single] = (ushort)single;
            }

            for (var kana = 0xA1; kana <= 0xDF; kana++)
            {
                var value = (char)(0xFF61 + kana - 0xA1);
                Singles[kana] = Pack(value);
                Codes[value] = (ushort)kana;
            }

            Span<byte> code = stackalloc byte[4];
            Span<char> decoded = stackalloc char[4];
            for (var pair = 0x8140; pair <= 0xFCFC; pair++)
            {
                var index = Index((byte)(pair >> 8), (byte)pair);
                if (index < 0 || (pair & 0xFF) == 0x7F)
                {
                    continue;
                }

                code[0] = (byte)(pair >> 8);
                code[1] = (byte)pair;
                // U+30FB is what the framework says for "none"; only 8145 really is that character.
                if (framework.GetChars(code[..2], decoded) != 1 || (decoded[0] == '\u30FB' && pair != 0x8145))
                {
                    continue;
                }

                var value = decoded[0];
                Chars[index] = value;
                Doubles[index] = Pack(value);
                // Of duplicate codes the one that Windows writes.
                Codes[value] = framework.GetBytes(decoded[..1], code) == 2 ? (ushort)((code[0] << 8) | code[1]) : (ushort)pair;
            }
        }

        public uint[] Singles { get; } = new uint[256];

        public uint[] Doubles { get; } = new uint[0x40 * Trails];

        public char[] Chars { get; } = new char[0x40 * Trails];

        public ushort[] Codes { get; } = new ushort[0x10000];
    }
}
