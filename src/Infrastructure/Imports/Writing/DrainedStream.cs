namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>
/// Takes what a synchronous writer writes and passes it on asynchronously: a response must not be written to in any other way. Cannot be sought, so that
/// a zip is written from its start to its end.
/// </summary>
internal sealed class DrainedStream(Stream output) : Stream
{
    /// <summary>Bytes that are worth a write.</summary>
    public const int DrainAt = 64 * 1024;

    private readonly MemoryStream _buffer = new(DrainAt * 2);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Passes on what is buffered once it is worth it, or all of it.</summary>
    public async ValueTask DrainAsync(bool all, CancellationToken cancellationToken)
    {
        if (all || _buffer.Length >= DrainAt)
        {
            await output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
            _buffer.SetLength(0);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => _buffer.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _buffer.Write(buffer);

    public override void Flush()
    {
        // Nothing leaves but by DrainAsync.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _buffer.Dispose();
        base.Dispose(disposing);
    }
}
