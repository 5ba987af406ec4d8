using System.Runtime.CompilerServices;
using OrderPortal.Domain.Imports;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>
/// Finds what a person needs to check which encoding a file is in. Each reading ends where it has found what it looks for, which is in the first
/// rows unless all of them are ASCII.
/// </summary>
/// <param name="open">Gives the file from its start, as often as asked.</param>
internal sealed class EncodingEvidence(Func<Stream> open, char delimiter)
{
    /// <summary>Rows behind the first differing cell that are searched for better ones.</summary>
    private const int RowsBeyond = 1_000;

    /// <summary>Characters in front of the first difference that are shown where a cell is long.</summary>
    private const int Before = 30;

    public async Task<EncodingCandidate> CandidateAsync(TriedEncoding tried, CancellationToken cancellationToken)
    {
        if (tried.First is not { } place)
        {
            return new EncodingCandidate(tried.Encoding, 0, null);
        }

        var last = 1;
        await using var reader = new DelimitedFileReader(open(), tried.Encoding, delimiter);
        await foreach (var row in RowsAsync(reader, cancellationToken))
        {
            last = row.Number;
            if (row.Flaws.HasFlag(RowFlaws.Undecodable))
            {
                return Candidate(row.Number, Array.FindIndex(row.Cells, static cell => cell.Contains(FileRow.UndecodableMark, StringComparison.Ordinal)) + 1);
            }
        }

        return Candidate(last, 0);

        EncodingCandidate Candidate(int row, int column) => new(tried.Encoding, tried.Undecodable, new EncodingFault(row, column, place.Offset, place.Bytes));
    }

    /// <summary>Cells that read differently, by row.</summary>
    public async Task<IReadOnlyList<DecidingCell>> CompareAsync(FileEncoding chosen, FileEncoding runnerUp, CancellationToken cancellationToken)
    {
        var broken = new List<DecidingCell>();
        var different = new List<DecidingCell>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var first = 0;
        await using var reader = new DelimitedFileReader(open(), chosen, delimiter);
        await using var otherReader = new DelimitedFileReader(open(), runnerUp, delimiter);
        await using var others = RowsAsync(otherReader, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var row in RowsAsync(reader, cancellationToken))
        {
            var isEnough = broken.Count >= DecidingCell.Most || (first > 0 && row.Number > first + RowsBeyond);
            if (isEnough || !await others.MoveNextAsync() || others.Current.Number != row.Number)
            {
                break;
            }

            for (var i = 0; i < row.Cells.Length; i++)
            {
                var (text, other) = (row.Cells[i], i < others.Current.Cells.Length ? others.Current.Cells[i] : "");
                if (text != other && seen.Count < RowsBeyond && seen.Add(text))
                {
                    var isTold = text.Contains(FileRow.UndecodableMark, StringComparison.Ordinal) != other.Contains(FileRow.UndecodableMark, StringComparison.Ordinal);
                    (isTold ? broken : different).Add(Cell(row.Number, i + 1, text, other));
                    first = first == 0 ? row.Number : first;
                }
            }
        }

        return [.. broken.Concat(different).Take(DecidingCell.Most).OrderBy(static cell => cell.Row).ThenBy(static cell => cell.Column)];
    }

    private static DecidingCell Cell(int row, int column, string text, string other)
    {
        var same = text.AsSpan().CommonPrefixLength(other);
        if (same <= Before || Math.Max(text.Length, other.Length) <= ImportProblem.MaxValueLength)
        {
            return DecidingCell.Of(row, column, text, other);
        }

        var from = same - Before;
        from -= char.IsLowSurrogate(text[from]) ? 1 : 0;
        return DecidingCell.Of(row, column, "…" + text[from..], "…" + other[from..]);
    }

    private static async IAsyncEnumerable<FileRow> RowsAsync(DelimitedFileReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadHeadingAsync(1, cancellationToken) is not { } heading)
        {
            yield break;
        }

        yield return heading;
        await foreach (var batch in reader.ReadBatchesAsync(batchSize: 50, cancellationToken: cancellationToken))
        {
            foreach (var row in batch)
            {
                yield return row;
            }
        }
    }
}
