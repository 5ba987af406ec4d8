using System.Globalization;
using System.Text;
using OrderPortal.Domain.Imports;
using OrderPortal.Infrastructure.Imports.Reading;

namespace OrderPortal.Infrastructure.Imports.Writing;

/// <summary>The error report as CSV, for <see cref="DelimitedFileReader"/>.</summary>
internal sealed class DelimitedReportWriter(Stream output, FileEncoding encoding, ReportWording wording, IReadOnlyList<string> heading) : ErrorReportWriter(wording, heading)
{
    private readonly DelimitedWriter _csv = new(output, encoding);
    private readonly ReportMedium _medium = encoding == FileEncoding.Cp932 ? ReportMedium.Cp932 : ReportMedium.Utf8;

    private protected override string Hold(string cell, string column, List<ReportNote> notes)
    {
        var missing = new List<Rune>();
        var held = ReportCell.Hold(cell, _medium, missing);
        if (missing.Count > 0)
        {
            notes.Add(new ReportNote(ReportNoteKind.NotInCp932, column, string.Join(" ", missing.Distinct().Select(static rune => $"U+{rune.Value:X4}"))));
        }

        return held;
    }

    private protected override void BeginReport(IReadOnlyList<string> heading)
    {
        foreach (var name in heading)
        {
            _csv.Cell(name);
        }

        _csv.EndRecord();
    }

    private protected override void BeginRecord(int? cellCount, string messages)
    {
        // The cells themselves say how many they are.
    }

    private protected override void Put(string cell) => _csv.Cell(cell);

    private protected override void PutLacking() => _csv.QuotedEmptyCell();

    private protected override void PutRowNumber(int row) => _csv.Cell(row.ToString(CultureInfo.InvariantCulture));

    private protected override void PutMessages(string text) => _csv.Cell(text);

    private protected override void EndRecord() => _csv.EndRecord();

    private protected override ValueTask DrainAsync(CancellationToken cancellationToken) => _csv.DrainAsync(all: false, cancellationToken);

    private protected override ValueTask EndAsync(CancellationToken cancellationToken) => _csv.DrainAsync(all: true, cancellationToken);

    protected override void Dispose(bool disposing) => _csv.Dispose();
}
