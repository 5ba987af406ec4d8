using System.Globalization;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>What the report itself has to say of a row.</summary>
public enum ReportNoteKind
{
    /// <summary>Characters that CP932 has not stand as their numbers.</summary>
    NotInCp932,

    /// <summary>A cell of a workbook cannot hold all of the text.</summary>
    Cut,

    /// <summary>The row has more cells than a sheet has columns.</summary>
    CellsLeftOut,
}

/// <param name="Column">Heading of the column, or its number where it has none.</param>
/// <param name="Characters">Of <see cref="ReportNoteKind.NotInCp932"/>: U+20BB7 U+9E7F.</param>
public sealed record ReportNote(ReportNoteKind Kind, string Column, string Characters = "");

/// <summary>Language of the report's own words.</summary>
/// <param name="Japanese">Of the four headings.</param>
/// <param name="Say">Makes a sentence of a note.</param>
public sealed record ReportWording(bool Japanese, Func<ReportNote, string> Say);

/// <summary>Why a row was not imported, in the reader's language.</summary>
/// <param name="Columns">Names of the columns with problems.</param>
public sealed record ReportReasons(IEnumerable<string> Columns, IEnumerable<string> Codes, IEnumerable<string> Messages);

/// <summary>
/// Streams the error report: the cells of the file as they were and behind them row, columns, codes and messages. Uploaded as it is, the reader of its
/// form gives back the very rows that were written (one that a quote never closed had swallowed comes back as its cells only). What a form cannot hold,
/// the row's messages name. The output stream stays open.
/// </summary>
/// <remarks>
/// A row with fewer cells than the heading has a sign for those it lacks, and one with more has the rest behind the report's columns: so a wrong number
/// of cells survives too.
/// </remarks>
public abstract class ErrorReportWriter : IDisposable
{
    private readonly ReportWording _wording;
    private readonly IReadOnlyList<string> _heading;
    private readonly List<ReportNote> _headingNotes = [];
    private bool _begun;

    private protected ErrorReportWriter(ReportWording wording, IReadOnlyList<string> heading)
    {
        _wording = wording;
        _heading = heading;
    }

    /// <param name="encoding">CP932, or UTF-8 (always with its mark, which Excel needs).</param>
    /// <param name="heading">As read from the file: without the columns of an earlier report.</param>
    public static ErrorReportWriter Delimited(Stream output, FileEncoding encoding, ReportWording wording, IReadOnlyList<string> heading) =>
        new DelimitedReportWriter(output, encoding, wording, heading);

    /// <param name="heading">As read from the file: without the columns of an earlier report.</param>
    /// <exception cref="ArgumentException">The heading does not fit; see <see cref="WorkbookReportWriter.Fits"/>.</exception>
    public static ErrorReportWriter Workbook(Stream output, ReportWording wording, IReadOnlyList<string> heading) => new WorkbookReportWriter(output, wording, heading);

    /// <param name="row">As read; the report names <see cref="FileRow.SourceNumber"/> where it has one.</param>
    public async ValueTask WriteAsync(FileRow row, ReportReasons reasons, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(reasons);
        Begin();
        var notes = new List<ReportNote>(_headingNotes);
        _headingNotes.Clear();
        var cells = new string[Math.Min(row.Cells.Length, MaxCells)];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Hold(row.Cells[i], i < _heading.Count ? _heading[i] : (i + 1).ToString(CultureInfo.InvariantCulture), notes);
        }

        if (cells.Length < row.Cells.Length)
        {
            notes.Add(new ReportNote(ReportNoteKind.CellsLeftOut, (cells.Length + 1).ToString(CultureInfo.InvariantCulture)));
        }

        var before = Math.Min(_heading.Count, cells.Length);
        var messages = Own(string.Join(" / ", reasons.Messages.Concat(notes.Select(_wording.Say))));
        BeginRecord(cells.Length == _heading.Count ? null : cells.Length, messages);
        foreach (var cell in cells.AsSpan(0, before))
        {
            Put(cell);
        }

        for (var i = before; i < _heading.Count; i++)
        {
            PutLacking();
        }

        PutRowNumber(row.SourceNumber ?? row.Number);
        Put(Own(string.Join(", ", reasons.Columns)));
        Put(Own(string.Join(", ", reasons.Codes)));
        PutMessages(messages);
        foreach (var cell in cells.AsSpan(before))
        {
            Put(cell);
        }

        EndRecord();
        await DrainAsync(cancellationToken);
    }

    /// <summary>To be called after the last row: without it the report is not whole. A report without rows gets its heading.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        await EndAsync(cancellationToken);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cells of a row that this form can hold, beside the report's own.</summary>
    private protected virtual int MaxCells => int.MaxValue;

    /// <summary>The cell as this form holds it; what it cannot hold is noted.</summary>
    private protected abstract string Hold(string cell, string column, List<ReportNote> notes);

    private protected abstract void BeginReport(IReadOnlyList<string> heading);

    /// <param name="cellCount">Cells of the row in its file where that is not the heading's number, else null.</param>
    private protected abstract void BeginRecord(int? cellCount, string messages);

    private protected abstract void Put(string cell);

    /// <summary>A cell that the heading has and the row had not.</summary>
    private protected abstract void PutLacking();

    private protected abstract void PutRowNumber(int row);

    private protected abstract void PutMessages(string text);

    private protected abstract void EndRecord();

    private protected abstract ValueTask DrainAsync(CancellationToken cancellationToken);

    private protected abstract ValueTask EndAsync(CancellationToken cancellationToken);

    protected abstract void Dispose(bool disposing);

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        BeginReport([.. _heading.Select(name => Hold(name, name, _headingNotes)), .. ReportColumns.Headings(_wording.Japanese)]);
    }

    /// <summary>Own words, which nobody reads back, but which quote the file.</summary>
    private string Own(string text) => Hold(text, "", []);
}
