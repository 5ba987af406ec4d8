using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>What CP932 and EUC-JP share: runs of ASCII are copied sixteen bytes at a time, the rest goes through a table.</summary>
internal abstract class DoubleByteDecoder : ByteDecoder
{
    /// <summary>Characters of two and more bytes so far.</summary>
    public long Wide { get; protected set; }

    /// <summary>Half-width katakana so far.</summary>
    public long HalfKana { get; protected set; }

    /// <summary>Copies ASCII from the front; both positions stand behind it afterwards. The destination has slack for a whole vector.</summary>
    protected static void CopyAscii(ReadOnlySpan<byte> source, Span<byte> destination, ref int at, ref int written)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        while (at <= source.Length - Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)at);
            block.StoreUnsafe(ref to, (nuint)written);
            var wide = block.ExtractMostSignificantBits();
            var run = wide == 0 ? Vector128<byte>.Count : int.TrailingZeroCount((int)wide);
            at += run;
            written += run;
            if (run < Vector128<byte>.Count)
            {
                return;
            }
        }

        while (at < source.Length && Unsafe.Add(ref from, at) < 0x80)
        {
            Unsafe.Add(ref to, written++) = Unsafe.Add(ref from, at++);
        }
    }

    /// <summary>Writes a packed character; four bytes are stored, its own length counts.</summary>
    protected static int Put(Span<byte> destination, int written, uint packed)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), written), packed);
        return written + (int)(packed >> 24);
    }
}

internal sealed class Cp932Decoder : DoubleByteDecoder
{
    private readonly uint[] _singles = Cp932.SingleBytes;
    private readonly uint[] _doubles = Cp932.DoubleBytes;

    public override int Decode(ReadOnlySpan<byte> source, Span<byte> destination, bool final, out int written)
    {
        // The unchecked stores below stand on this.
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, (source.Length * MaxExpansion) + Slack, nameof(destination));
        var at = 0;
        written = 0;
        long wide = 0, kana = 0;
        while (at < source.Length)
        {
            var value = source[at];
            if (value < 0x80)
            {
                CopyAscii(source, destination, ref at, ref written);
            }
            else if (_singles[value] is var packed and not 0)
            {
                written = Put(destination, written, packed);
                at++;
                kana++;
            }
            else if (at + 1 == source.Length && !final && Cp932.IsLead(value))
            {
                break;
            }
            else if (at + 1 < source.Length && Cp932.Index(value, source[at + 1]) is var index and >= 0 && _doubles[index] is var pair and not 0)
            {
                written = Put(destination, written, pair);
                at += 2;
                wide++;
            }
            else
            {
                written = PutMark(destination, written);
                // An ASCII byte behind a broken lead is text (a quote, a bar, a letter) and stays.
                at += Cp932.IsLead(value) && at + 1 < source.Length && source[at + 1] is >= 0x80 and <= 0xFC ? 2 : 1;
            }
        }

        Wide += wide;
        HalfKana += kana;
        return at;
    }
}

/// <summary>EUC-JP with the NEC and IBM rows (code page 51932). Three-byte codes (JIS X 0212) are undecodable: one mark each.</summary>
internal sealed class EucJpDecoder : DoubleByteDecoder
{
    private static readonly uint[] Pairs = MakePairs();

    public override int Decode(ReadOnlySpan<byte> source, Span<byte> destination, bool final, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, (source.Length * MaxExpansion) + Slack, nameof(destination));
        var at = 0;
        written = 0;
        while (at < source.Length)
        {
            var value = source[at];
            if (value < 0x80)
            {
                CopyAscii(source, destination, ref at, ref written);
                continue;
            }

            var length = value switch { 0x8F => 3, 0x8E or (>= 0xA1 and <= 0xFE) => 2, _ => 1 };
            if (at + length > source.Length && !final)
            {
                break;
            }

            var trails = 0;
            while (trails < length - 1 && at + 1 + trails < source.Length && source[at + 1 + trails] is >= 0xA1 and <= 0xFE)
            {
                trails++;
            }

            var packed = length == 2 && trails == 1 ? Pairs[(value << 8) | source[at + 1]] : 0;
            if (packed != 0)
            {
                written = Put(destination, written, packed);
                _ = value == 0x8E ? HalfKana++ : Wide++;
            }
            else
            {
                written = PutMark(destination, written);
            }

            at += 1 + trails;
        }

        return at;
    }

    private static uint[] MakePairs()
    {
        var framework = CodePagesEncodingProvider.Instance.GetEncoding(51932)!;
        var pairs = new uint[0x10000];
        Span<byte> code = stackalloc byte[2];
        Span<char> decoded = stackalloc char[4];
        for (var pair = 0xA1A1; pair <= 0xFEFE; pair++)
        {
            code[0] = (byte)(pair >> 8);
            code[1] = (byte)pair;
            if (code[1] >= 0xA1 && framework.GetChars(code, decoded) == 1 && decoded[0] != '\uFFFD' && (decoded[0] != '\u30FB' || pair == 0xA1A6))
            {
                pairs[pair] = Cp932.Pack(decoded[0]);
            }
        }

        for (var kana = 0xA1; kana <= 0xDF; kana++)
        {
            pairs[0x8E00 | kana] = Cp932.Pack((char)(0xFF61 + kana - 0xA1));
        }

        return pairs;
    }
}
