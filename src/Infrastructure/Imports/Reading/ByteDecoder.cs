using System.Text;
using System.Text.Unicode;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Turns a file's bytes into UTF-8, block by block. What the encoding does not have becomes
/// <see cref="FileRow.UndecodableMark"/>; a quote, delimiter or line end that follows a broken byte is never swallowed with it.
/// Not thread-safe.
/// </summary>
internal abstract class ByteDecoder
{
    /// <summary>UTF-8 bytes that one byte of input can become at most.</summary>
    public const int MaxExpansion = 3;

    /// <summary>Bytes that the destination must have beyond <see cref="MaxExpansion"/> times the source.</summary>
    public const int Slack = 16;

    /// <summary>Bytes that can be left over at the end of a block at most.</summary>
    public const int MaxLeftOver = 3;

    protected static ReadOnlySpan<byte> Mark => [0xEF, 0xB7, 0x90];

    /// <summary>Byte sequences so far that the encoding does not have, and marks that stood in the text itself.</summary>
    public long Undecodable { get; protected set; }

    /// <summary>
    /// Decodes all of the source but an incomplete sequence at its end, which the caller gives again in front of the next block.
    /// </summary>
    /// <param name="final">True when nothing follows: an incomplete sequence is undecodable then.</param>
    /// <returns>Bytes consumed; fewer than given by <see cref="MaxLeftOver"/> at most, all of them when final.</returns>
    public abstract int Decode(ReadOnlySpan<byte> source, Span<byte> destination, bool final, out int written);

    public static ByteDecoder For(FileEncoding encoding) => encoding switch
    {
        FileEncoding.Cp932 => new Cp932Decoder(),
        FileEncoding.EucJp => new EucJpDecoder(),
        FileEncoding.Utf16LittleEndian => new Utf16Decoder(bigEndian: false),
        FileEncoding.Utf16BigEndian => new Utf16Decoder(bigEndian: true),
        FileEncoding.Utf8 or FileEncoding.Utf8Bom => new Utf8Decoder(),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "No such encoding."),
    };

    protected int PutMark(Span<byte> destination, int at)
    {
        Mark.CopyTo(destination[at..]);
        Undecodable++;
        return at + 3;
    }

    /// <summary>A file that holds the mark itself counts as undecodable there: it must not look like clean text.</summary>
    protected void CountMarksInText(ReadOnlySpan<byte> utf8)
    {
        for (var at = utf8.IndexOf(Mark); at >= 0; at = utf8.IndexOf(Mark))
        {
            Undecodable++;
            utf8 = utf8[(at + 3)..];
        }
    }
}

internal sealed class Utf8Decoder : ByteDecoder
{
    public override int Decode(ReadOnlySpan<byte> source, Span<byte> destination, bool final, out int written)
    {
        if (!final)
        {
            source = source[..(source.Length - IncompleteTail(source))];
        }

        if (Utf8.IsValid(source))
        {
            source.CopyTo(destination);
            CountMarksInText(source);
            written = source.Length;
            return source.Length;
        }

        written = Repair(source, destination);
        return source.Length;
    }

    private static int IncompleteTail(ReadOnlySpan<byte> source)
    {
        for (var back = 1; back <= Math.Min(MaxLeftOver, source.Length); back++)
        {
            var value = source[^back];
            if (value < 0x80)
            {
                return 0;
            }

            if (value >= 0xC0)
            {
                return Rune.DecodeFromUtf8(source[^back..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData ? back : 0;
            }
        }

        return 0;
    }

    private int Repair(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        while (!source.IsEmpty)
        {
            var ascii = source.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii != 0)
            {
                var run = ascii < 0 ? source : source[..ascii];
                run.CopyTo(destination[written..]);
                written += run.Length;
                source = source[run.Length..];
                continue;
            }

            // Stops at the first byte that cannot belong to the sequence, so an ASCII byte after a broken lead stays.
            if (Rune.DecodeFromUtf8(source, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                source[..consumed].CopyTo(destination[written..]);
                written += consumed;
                if (rune.Value == FileRow.UndecodableMark)
                {
                    Undecodable++;
                }
            }
            else
            {
                written = PutMark(destination, written);
            }

            source = source[consumed..];
        }

        return written;
    }
}

internal sealed class Utf16Decoder(bool bigEndian) : ByteDecoder
{
    public override int Decode(ReadOnlySpan<byte> source, Span<byte> destination, bool final, out int written)
    {
        written = 0;
        var at = 0;
        while (at + 1 < source.Length)
        {
            var unit = Unit(source, at);
            if (unit < 0x80)
            {
                destination[written++] = (byte)unit;
                at += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && at + 3 >= source.Length && !final)
            {
                return at;
            }

            var rune = default(Rune);
            var isPair = char.IsHighSurrogate(unit) && at + 3 < source.Length && Rune.TryCreate(unit, Unit(source, at + 2), out rune);
            if (isPair || (Rune.TryCreate(unit, out rune) && unit != FileRow.UndecodableMark))
            {
                written += rune.EncodeToUtf8(destination[written..]);
            }
            else
            {
                written = PutMark(destination, written);
            }

            at += isPair ? 4 : 2;
        }

        if (final && at < source.Length)
        {
            written = PutMark(destination, written);
            at = source.Length;
        }

        return at;
    }

    private char Unit(ReadOnlySpan<byte> source, int at) =>
        (char)(bigEndian ? (source[at] << 8) | source[at + 1] : source[at] | (source[at + 1] << 8));
}
