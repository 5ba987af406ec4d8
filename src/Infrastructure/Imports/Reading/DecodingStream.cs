using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// A file's bytes as UTF-8, without its byte order mark, read as they come: constant memory. What the encoding does not have stands
/// there as <see cref="FileRow.UndecodableMark"/>. Disposes the file's stream unless told to leave it open.
/// </summary>
public sealed class DecodingStream : Stream
{
    private const int BlockSize = 64 * 1024;

    private readonly Stream _file;
    private readonly bool _leaveOpen;
    private readonly ByteDecoder _decoder;
    private readonly byte[] _input = new byte[BlockSize];
    private readonly byte[] _output = new byte[(BlockSize * ByteDecoder.MaxExpansion) + ByteDecoder.Slack];
    private readonly byte[] _mark;
    private int _leftOver;
    private int _start;
    private int _end;
    private bool _begun;
    private bool _ended;

    public DecodingStream(Stream file, FileEncoding encoding, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _leaveOpen = leaveOpen;
        _decoder = ByteDecoder.For(encoding);
        _mark = encoding switch
        {
            FileEncoding.Utf16LittleEndian => [0xFF, 0xFE],
            FileEncoding.Utf16BigEndian => [0xFE, 0xFF],
            FileEncoding.Utf8 or FileEncoding.Utf8Bom => [0xEF, 0xBB, 0xBF],
            _ => [],
        };
    }

    /// <summary>Undecodable sequences in what was read so far; reading is ahead of what the caller took by up to a block.</summary>
    public long Undecodable => _decoder.Undecodable;

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_ended)
        {
            Decode(_file.Read(_input.AsSpan(_leftOver)));
        }

        return Take(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _end && !_ended)
        {
            Decode(await _file.ReadAsync(_input.AsMemory(_leftOver), cancellationToken));
        }

        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_leaveOpen)
        {
            await _file.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start);
        _output.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Decode(int read)
    {
        BytesRead += read;
        _ended = read == 0;
        var source = _input.AsSpan(0, _leftOver + read);
        if (!_begun)
        {
            // Fewer bytes than a mark has: wait for more, they may be the beginning of one.
            if (source.Length < _mark.Length && !_ended)
            {
                _leftOver = source.Length;
                return;
            }

            _begun = true;
            if (_mark.Length > 0 && source.StartsWith(_mark))
            {
                source = source[_mark.Length..];
            }
        }

        var consumed = _decoder.Decode(source, _output, _ended, out _end);
        _start = 0;
        source[consumed..].CopyTo(_input);
        _leftOver = source.Length - consumed;
    }
}
