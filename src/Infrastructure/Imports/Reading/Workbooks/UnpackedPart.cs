using System.IO.Compression;
using System.Xml;

namespace OrderPortal.Infrastructure.Imports.Reading.Workbooks;

/// <summary>A workbook that is more than it seems: it unpacks to more than the limits allow. Nothing of it is kept.</summary>
public sealed class WorkbookTooLargeException() : Exception("The workbook unpacks to more than the limits allow.");

/// <summary>Counts what comes out of the zip: the sizes that it declares are only claims.</summary>
internal sealed class UnpackedPart(WorkbookParts parts, ZipArchiveEntry entry) : Stream
{
    /// <summary>XML of a spreadsheet packs to a tenth, at best to a hundredth of its size.</summary>
    private const int MaxRatio = 500;

    /// <summary>Small parts may pack well; a bomb needs room.</summary>
    private const int RatioFrom = 1024 * 1024;

    /// <summary>
    /// Bytes that one piece of text, tag or attribute may take, since each is held as a whole: a cell as long as Excel allows, with every
    /// character escaped, takes a fifth of it.
    /// </summary>
    private const int MaxNode = 1024 * 1024;

    private readonly Stream _content = entry.Open();
    private long _read;
    private long _node;
    private (int Line, int Column) _place;

    /// <summary>Who reads this: it stays where it is while it needs more bytes for one node.</summary>
    public IXmlLineInfo? Reader { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = _content.Read(buffer, offset, count);
        _read += read;
        parts.Unpacked(read);
        var place = Reader is { } reader ? (reader.LineNumber, reader.LinePosition) : default;
        _node = place == _place ? _node + read : read;
        _place = place;
        if (_node > MaxNode || (_read > RatioFrom && _read > entry.CompressedLength * MaxRatio))
        {
            throw new WorkbookTooLargeException();
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
