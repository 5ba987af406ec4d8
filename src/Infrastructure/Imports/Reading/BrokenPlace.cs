using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>Bytes that an encoding does not have.</summary>
/// <param name="Offset">From the start of the file.</param>
/// <param name="Bytes">Hexadecimal.</param>
public sealed record BrokenPlace(long Offset, string Bytes)
{
    private const int MostBytes = 4;

    /// <summary>The first of a block that was decoded and found broken.</summary>
    /// <param name="source">Begins where a character begins.</param>
    /// <param name="start">Where it stands in the file.</param>
    /// <param name="scratch">As large as decoding the source takes.</param>
    internal static BrokenPlace Find(FileEncoding encoding, ReadOnlySpan<byte> source, long start, byte[] scratch)
    {
        // The shortest beginning that is broken ends with the first broken place. If none is, a character is cut off by the end of the file.
        var good = 0;
        var broken = source.Length + 1;
        while (broken - good > 1)
        {
            var middle = (good + broken) / 2;
            if (Decode(middle, source, out _) > 0)
            {
                broken = middle;
            }
            else
            {
                good = middle;
            }
        }

        Decode(good, source, out var from);
        var to = Math.Min(broken, source.Length);
        return new BrokenPlace(start + from, BitConverter.ToString(source[from..Math.Min(to, from + MostBytes)].ToArray()).Replace('-', ' '));

        long Decode(int length, ReadOnlySpan<byte> all, out int consumed)
        {
            var decoder = ByteDecoder.For(encoding);
            consumed = decoder.Decode(all[..length], scratch, final: false, out _);
            return decoder.Undecodable;
        }
    }
}
