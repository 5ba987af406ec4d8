using System.Buffers;
using System.Runtime.CompilerServices;
using CsvHelper;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Reads a delimited file record by record in constant memory. Rows are numbered as Excel shows them. Records without any content
/// count, but are not given out. Line ends may be CRLF, LF or CR, mixed too; a quote inside an unquoted cell is text.
/// Not thread-safe. Disposes the file's stream.
/// </summary>
public sealed class DelimitedFileReader : IAsyncDisposable
{
    /// <summary>
    /// Bytes of one record as UTF-8, beyond which it is taken for one with a quote that was never closed: it comes without cells,
    /// with <see cref="RowFlaws.UnclosedQuote"/>, and is the last one.
    /// </summary>
    public const int MaxRecordBytes = 4 * 1024 * 1024;

    public const int DefaultBatchSize = 1_000;

    private static readonly SearchValues<byte> LettersAndDigits = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly byte[] Mark = [0xEF, 0xB7, 0x90];

    private readonly DecodingStream _stream;
    private readonly CsvReader _csv;
    private readonly byte _delimiter;
    private ReportColumns? _report;
    private bool _isUnclosed;
    private bool _isOver;

    public DelimitedFileReader(Stream file, FileEncoding encoding, char delimiter)
    {
        _stream = new DecodingStream(file, encoding);
        _delimiter = (byte)delimiter;
        _csv = CsvReader.Create(_stream, new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false,
            SkipEmptyLines = false,
            PoolStrings = true,
            MaxRecordSize = MaxRecordBytes,
            BufferSize = 256 * 1024,
            OnMalformedRecord = record => _isUnclosed |= record.Reason == CsvMalformedReason.UnterminatedQuote,
        });
    }

    /// <summary>
    /// True once the heading read shows that this file is an error report of this portal: its own columns are taken away from every
    /// row then, and what was done to cells for the spreadsheet's sake is undone, so that the rows are those of the first file.
    /// </summary>
    public bool IsErrorReport => _report is not null;

    /// <summary>Bytes of the file read so far, ahead of the rows given out by a buffer.</summary>
    public long BytesRead => _stream.BytesRead;

    /// <summary>
    /// The first record with content, or null in a file without any. Call it once, before the rows. Look at its flaws: a quote that
    /// was opened in the heading and never closed leaves no rows.
    /// </summary>
    /// <param name="fromRow">Records above this Excel row number are passed over.</param>
    public async ValueTask<FileRow?> ReadHeadingAsync(int fromRow = 1, CancellationToken cancellationToken = default)
    {
        if (await AdvanceAsync(fromRow - 1, cancellationToken) is not { } number)
        {
            return null;
        }

        var heading = MakeRow(number, null);
        _report = ReportColumns.Find(heading.Cells);
        return _report is null ? heading : heading with { Cells = Restore(heading.Cells) };
    }

    /// <summary>The records with content above the given Excel row number and in it, as they stand. Instead of the heading and the rows.</summary>
    public async ValueTask<IReadOnlyList<FileRow>> ReadTopAsync(int lastRow, CancellationToken cancellationToken = default)
    {
        var rows = new List<FileRow>();
        while (await AdvanceAsync(0, cancellationToken) is { } number && number <= lastRow)
        {
            rows.Add(MakeRow(number, null));
        }

        return rows;
    }

    /// <summary>
    /// The rows below the heading. Batches are filled while data is at hand; each list and row belongs to the caller.
    /// </summary>
    /// <param name="key">
    /// Index of the cell that is enough wherever it has a letter or digit (ASCII): the row's other cells are empty strings then (their number stays). Null: all cells.
    /// </param>
    /// <param name="afterRow">Rows up to this Excel row number are passed over without making strings, to go on where a run ended.</param>
    public async IAsyncEnumerable<IReadOnlyList<FileRow>> ReadBatchesAsync(
        int? key = null, int batchSize = DefaultBatchSize, int afterRow = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var batch = new List<FileRow>(batchSize);
        var cells = 0;
        while (await AdvanceAsync(afterRow, cancellationToken) is { } number)
        {
            // What a report's columns are about is decided by raw quotes and escapes of all cells: no shortcut there.
            var row = MakeRow(number, _report is null ? key : null);
            batch.Add(_report is null ? row : AsInFirstFile(row, _report));
            cells += row.Cells.Length;
            if (batch.Count == batchSize || cells >= FileRow.MostCellsAtOnce)
            {
                // Between reads of the file nothing else looks at it: records are taken from a buffer.
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
                batch = new List<FileRow>(batchSize);
                cells = 0;
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _stream.DisposeAsync();
    }

    /// <summary>Row number of the next record with content, or null at the end.</summary>
    private async ValueTask<int?> AdvanceAsync(int afterRow, CancellationToken cancellationToken)
    {
        while (!_isOver)
        {
            _isUnclosed = false;
            bool isRecord;
            try
            {
                isRecord = await _csv.ReadAsync(cancellationToken);
            }
            catch (CsvFormatException)
            {
                // The only one that these options leave: the record is too large to hold, and what follows is lost inside it.
                _isOver = true;
                _isUnclosed = true;
                return checked((int)_csv.RowNumber + 1);
            }

            if (!isRecord)
            {
                _isOver = true;
                return null;
            }

            if (_csv.RowNumber > afterRow && HasContent())
            {
                return checked((int)_csv.RowNumber);
            }
        }

        return null;
    }

    private bool HasContent()
    {
        foreach (var value in _csv.RawRecord)
        {
            if (value != _delimiter && value is not ((byte)' ' or (byte)'\t' or (byte)'"' or (byte)'\r' or (byte)'\n'))
            {
                return true;
            }
        }

        return false;
    }

    private FileRow MakeRow(int number, int? key)
    {
        var flaws = _isUnclosed ? RowFlaws.UnclosedQuote : RowFlaws.None;
        if (_isOver)
        {
            return new FileRow(number, [], flaws);
        }

        if (_stream.Undecodable > 0 && _csv.RawRecord.IndexOf(Mark) >= 0)
        {
            flaws |= RowFlaws.Undecodable;
        }

        var cells = new string[Math.Min(_csv.FieldCount, FileRow.MaxCells)];
        if (key < cells.Length && _csv.GetRawSpan(key.Value).ContainsAny(LettersAndDigits))
        {
            Array.Fill(cells, "");
            cells[key.Value] = _csv.GetString(key.Value);
        }
        else
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = _csv.GetString(i);
            }
        }

        if (_csv.FieldCount > FileRow.MaxCells)
        {
            cells[^1] = FileRow.CutMark;
        }

        return new FileRow(number, cells, flaws);
    }

    private FileRow AsInFirstFile(FileRow row, ReportColumns report)
    {
        var cells = Restore(row.Cells);
        // A report writes the mark as a character, so its bytes are whole although the first file's were not.
        var isBroken = Array.Exists(cells, cell => cell.Contains(FileRow.UndecodableMark, StringComparison.Ordinal));
        return new FileRow(row.Number, cells, isBroken ? row.Flaws | RowFlaws.Undecodable : row.Flaws) { SourceNumber = report.RowNumber(row.Cells) };
    }

    private string[] Restore(string[] cells) => _report!.TakeAway(cells, isLacking: i => _csv.GetRawSpan(i).SequenceEqual("\"\""u8));
}
