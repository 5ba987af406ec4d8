using System.Buffers;
using System.Globalization;
using System.Text;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Streams the error report: the cells of the file as they were and behind them row, columns, codes and messages, as CSV with CRLF.
/// Uploaded as it is, <see cref="DelimitedFileReader"/> gives back the very rows that were written (one that a quote never closed
/// had swallowed comes back as its cells only). Flush or dispose at the end; the output stream stays open.
/// </summary>
/// <remarks>
/// A row with fewer cells than the heading has quoted empty cells for those it lacks, and one with more has the rest behind the
/// report's columns: so a wrong number of cells survives too.
/// </remarks>
public sealed class ErrorReportWriter : IAsyncDisposable
{
    private const int FlushAt = 64 * 1024;

    private static readonly SearchValues<char> MustBeQuoted = SearchValues.Create(",;\t\"\r\n");

    private readonly Stream _output;
    private readonly bool _isCp932;
    private readonly bool _japanese;
    private readonly IReadOnlyList<string> _heading;
    private readonly MemoryStream _buffer = new(FlushAt + 4096);
    private byte[] _encoded = new byte[1024];
    private bool _begun;

    /// <param name="encoding">CP932, or UTF-8 (always with its mark, which Excel needs).</param>
    /// <param name="japanese">Language of the four headings.</param>
    /// <param name="heading">As read from the file: without the columns of an earlier report.</param>
    public ErrorReportWriter(Stream output, FileEncoding encoding, bool japanese, IReadOnlyList<string> heading)
    {
        _output = output;
        _isCp932 = encoding switch
        {
            FileEncoding.Cp932 => true,
            FileEncoding.Utf8 or FileEncoding.Utf8Bom => false,
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Reports are written in UTF-8 or CP932."),
        };
        _japanese = japanese;
        _heading = heading;
    }

    /// <summary>Cells so far that CP932 could not hold; each is named in its row's message.</summary>
    public int CellsWithMissingCharacters { get; private set; }

    /// <param name="row">As read; the report names <see cref="FileRow.SourceNumber"/> where it has one.</param>
    /// <param name="columns">Names of the columns with problems, in the reader's language.</param>
    public async ValueTask WriteAsync(
        FileRow row, IEnumerable<string> columns, IEnumerable<string> codes, IEnumerable<string> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        Begin();
        var said = messages.ToList();
        for (var i = 0; i < Math.Max(_heading.Count, row.Cells.Length); i++)
        {
            if (i == _heading.Count)
            {
                Report(row, columns, codes, said);
            }

            if (i < row.Cells.Length)
            {
                Cell(row.Cells[i], i, said);
            }
            else
            {
                _buffer.Write("\"\","u8);
            }
        }

        if (row.Cells.Length <= _heading.Count)
        {
            Report(row, columns, codes, said);
        }

        EndRecord();
        if (_buffer.Length >= FlushAt)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Writes what is buffered; a report without rows gets its heading.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        await _output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
        _buffer.SetLength(0);
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        await _buffer.DisposeAsync();
    }

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        if (!_isCp932)
        {
            _buffer.Write([0xEF, 0xBB, 0xBF]);
        }

        foreach (var name in _heading.Concat(ReportColumns.Headings(_japanese)))
        {
            Text(_isCp932 ? Cp932Escape.Apply(name) : name);
        }

        EndRecord();
    }

    private void Report(FileRow row, IEnumerable<string> columns, IEnumerable<string> codes, List<string> messages)
    {
        Text((row.SourceNumber ?? row.Number).ToString(CultureInfo.InvariantCulture));
        Text(string.Join(", ", columns));
        Text(string.Join(", ", codes));
        var sentence = string.Join(" / ", messages);
        Text(_isCp932 ? Cp932Escape.Apply(sentence) : sentence);
    }

    private void Cell(string cell, int column, List<string> messages)
    {
        if (!_isCp932)
        {
            Text(cell);
            return;
        }

        var missing = new List<Rune>();
        Text(Cp932Escape.Apply(cell, missing));
        if (missing.Count > 0)
        {
            CellsWithMissingCharacters++;
            var name = column < _heading.Count ? _heading[column] : (column + 1).ToString(CultureInfo.InvariantCulture);
            var which = string.Join(" ", missing.Distinct().Select(rune => $"U+{rune.Value:X4}"));
            messages.Add(_japanese ? $"「{name}」の文字 {which} は CP932 にないため番号で書いています" : $"{name}: {which} is not in CP932 and stands as its number");
        }
    }

    private void Text(string text)
    {
        text = CellGuard.Apply(text);
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

    private void EndRecord()
    {
        // The last comma becomes the line end.
        _buffer.Position = _buffer.Length - 1;
        _buffer.Write("\r\n"u8);
    }
}
