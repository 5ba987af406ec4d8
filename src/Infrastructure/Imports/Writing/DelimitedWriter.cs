using System.Buffers;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>
/// Writes CSV with CRLF in UTF-8 (always with its mark, which Excel needs) or CP932. What is written lies in memory until it is drained; the output
/// stream stays open.
/// </summary>
internal sealed class DelimitedWriter : IDisposable
{
    private static readonly SearchValues<char> MustBeQuoted = SearchValues.Create(",;\t\"\r\n");

    private readonly Stream _output;
    private readonly bool _isCp932;
    private readonly MemoryStream _buffer = new(DrainedStream.DrainAt + 4096);
    private byte[] _encoded = new byte[1024];

    public DelimitedWriter(Stream output, FileEncoding encoding)
    {
        _output = output;
        _isCp932 = encoding switch
        {
            FileEncoding.Cp932 => true,
            FileEncoding.Utf8 or FileEncoding.Utf8Bom => false,
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "CSV is written in UTF-8 or CP932."),
        };
        if (!_isCp932)
        {
            _buffer.Write([0xEF, 0xBB, 0xBF]);
        }
    }

    /// <param name="text">In CP932 only what it can hold: anything else is a mistake of the caller, not a question mark.</param>
    public void Cell(string text)
    {
        if (text.AsSpan().IndexOfAny(MustBeQuoted) >= 0)
        {
            text = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }

        var size = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        if (_encoded.Length < size)
        {
            _encoded = new byte[size];
        }

        var length = _isCp932 ? EncodeCp932(text) : Encoding.UTF8.GetBytes(text, _encoded);
        _encoded[length++] = (byte)',';
        _buffer.Write(_encoded, 0, length);
    }

    /// <summary>An empty cell as a pair of quotes, which readers that care can tell from a blank one.</summary>
    public void QuotedEmptyCell() => _buffer.Write("\"\","u8);

    public void EndRecord()
    {
        // The last comma becomes the line end.
        _buffer.Position = _buffer.Length - 1;
        _buffer.Write("\r\n"u8);
    }

    /// <summary>Passes on what is buffered once it is worth it, or all of it.</summary>
    public async ValueTask DrainAsync(bool all, CancellationToken cancellationToken)
    {
        if (all || _buffer.Length >= DrainedStream.DrainAt)
        {
            await _output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
            _buffer.SetLength(0);
        }
    }

    public void Dispose() => _buffer.Dispose();

    private int EncodeCp932(string text)
    {
        var length = 0;
        foreach (var value in text)
        {
            var code = Cp932.Encode(value);
            if (code > 0xFF)
            {
                _encoded[length++] = (byte)(code >> 8);
            }
            else if (code < 0)
            {
                throw new InvalidOperationException($"CP932 has no U+{(int)value:X4}: the text was not escaped.");
            }

            _encoded[length++] = (byte)code;
        }

        return length;
    }
}
