using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace OrderPortal.Domain.Shared;

/// <summary>
/// A place in a list sorted by a number (or a moment's ticks) and an id, as an opaque text. A text that is none of ours reads as
/// null, which callers treat as the start of the list.
/// </summary>
public static class Cursor
{
    private const int Length = 24;

    /// <summary>Bytes of a text that a list may be sorted by.</summary>
    private const int MostText = 500;

    /// <summary>Ticks of the last moment there is: a greater number would be no place but a fault.</summary>
    private const long MaxSort = 3_155_378_975_999_999_999;

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

    /// <summary>The same for a list that is sorted by a text which no two entries share.</summary>
    public static string WriteText(string sort) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(sort));

    /// <inheritdoc cref="WriteText"/>
    public static string? ReadText(string? text)
    {
        if (string.IsNullOrEmpty(text) || !Base64Url.IsValid(text, out var length) || length > MostText)
        {
            return null;
        }

        try
        {
            var sort = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(text));
            return sort.Any(char.IsControl) ? null : sort;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
