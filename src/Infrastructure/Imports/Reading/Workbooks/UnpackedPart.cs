using System.IO.Compression;

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

    private readonly Stream _content = entry.Open();
    private long _read;

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
        if (_read > RatioFrom && _read > entry.CompressedLength * MaxRatio)
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
