using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace OrderPortal.Domain.Shared;

/// <summary>
/// A place in a list sorted by a number (or a moment's ticks) or a text, and an id, as an opaque text. A text that is none of ours reads as
/// null, which callers treat as the start of the list.
/// </summary>
public static class Cursor
{
    private const int Length = 24;

    /// <summary>Ticks of the last moment there is: a greater number would be no place but a fault.</summary>
    private const long MaxSort = 3_155_378_975_999_999_999;

    /// <summary>First byte of a place in a list that is sorted by text; no number begins so.</summary>
    private const byte TextMark = 0xFF;

    /// <summary>No text that a list is sorted by is longer, in bytes of UTF-8.</summary>
    private const int MaxText = 1_024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Write(long sort, Guid id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, sort);
        id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static (long Sort, Guid Id)? Read(string? text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return text is not null && Base64Url.IsValid(text, out var length) && length == Length && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == Length
            && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and <= MaxSort and var sort
            ? (sort, new Guid(bytes[8..], bigEndian: true))
            : null;
    }

    public static string Write(string sort, Guid id) => Base64Url.EncodeToString([TextMark, .. id.ToByteArray(bigEndian: true), .. Strict.GetBytes(sort)]);

    /// <summary>The place in a list that is sorted by text; see <see cref="Read"/>.</summary>
    public static (string Sort, Guid Id)? ReadText(string? text)
    {
        if (text is null || !Base64Url.IsValid(text, out var length) || length is < 17 or > 17 + MaxText)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        try
        {
            return bytes[0] == TextMark && Strict.GetString(bytes.AsSpan(17)) is var sort && !sort.Contains('\0', StringComparison.Ordinal)
                ? (sort, new Guid(bytes.AsSpan(1, 16), bigEndian: true))
                : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is a place in some list.</summary>
    public static bool IsPlace(string? text) => Read(text) is not null || ReadText(text) is not null;
}
