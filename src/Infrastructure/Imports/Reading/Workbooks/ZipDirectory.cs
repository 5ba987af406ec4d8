using System.Buffers.Binary;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>
/// Looks at a zip's table of contents before it is loaded: the library keeps every entry in memory, and a hundred megabytes can hold two million.
/// </summary>
internal static class ZipDirectory
{
    private const int MaxEntries = 10_000;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int HeaderLength = 46;
    private const uint EndMark = 0x06054B50;
    private const uint LocatorMark = 0x07064B50;
    private const uint HeaderMark = 0x02014B50;

    /// <param name="file">Seekable; set back to its start.</param>
    /// <exception cref="WorkbookTooLargeException">It has more entries than any workbook.</exception>
    /// <exception cref="InvalidDataException">Not a zip, or one that breaks off.</exception>
    public static void Check(Stream file)
    {
        file.Position = Begin(file);
        Span<byte> header = stackalloc byte[HeaderLength];
        for (var entries = 0; file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength && Number(header) == HeaderMark; entries++)
        {
            if (entries == MaxEntries)
            {
                throw new WorkbookTooLargeException();
            }

            // Behind each header stand name, extra field and comment, with their lengths in it.
            file.Position += Short(header[28..]) + Short(header[30..]) + Short(header[32..]);
        }

        file.Position = 0;
    }

    /// <summary>Where the table of contents begins; its end, behind which a comment may stand, says so.</summary>
    private static long Begin(Stream file)
    {
        var tail = new byte[Math.Min(file.Length, EndLength + LocatorLength + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (Number(tail.AsSpan(at)) != EndMark)
            {
                continue;
            }

            long begin = Number(tail.AsSpan(at + 16));
            if (begin == uint.MaxValue && at >= LocatorLength && Number(tail.AsSpan(at - LocatorLength)) == LocatorMark)
            {
                begin = Large(file, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - LocatorLength + 8)));
            }

            return begin >= 0 && begin < file.Length ? begin : throw new InvalidDataException("The zip has no table of contents.");
        }

        throw new InvalidDataException("The zip has no end.");
    }

    /// <summary>Zip64 says it in another place, whether it need or not.</summary>
    private static long Large(Stream file, long place)
    {
        Span<byte> begin = stackalloc byte[8];
        if (place < 0 || place > file.Length - 56)
        {
            throw new InvalidDataException("The zip has no table of contents.");
        }

        file.Position = place + 48;
        file.ReadExactly(begin);
        return BinaryPrimitives.ReadInt64LittleEndian(begin);
    }

    private static uint Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ushort Short(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
