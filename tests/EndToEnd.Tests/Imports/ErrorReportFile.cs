using System.Text.RegularExpressions;
using OrderPortal.EndToEnd.Tests.Shared;

namespace OrderPortal.EndToEnd.Tests.Imports;

/// <summary>A downloaded error report: the cells of the file, and what stands behind them.</summary>
internal sealed partial class ErrorReportFile
{
    private const int Added = 4;

    private ErrorReportFile(string[] heading, IReadOnlyList<ReportRow> rows)
    {
        Heading = heading;
        Rows = rows;
    }

    public IReadOnlyList<string> Heading { get; }

    public IReadOnlyList<ReportRow> Rows { get; }

    public static ErrorReportFile Parse(string text)
    {
        var records = CsvText.Parse(text.TrimStart('\uFEFF'));
        var width = records[0].Length - Added;
        return new ErrorReportFile(records[0], [.. records.Skip(1).Select(cells => new ReportRow(
            int.Parse(cells[width], System.Globalization.CultureInfo.InvariantCulture), cells[..width], cells[width + 1], cells[width + 2], cells[width + 3]))]);
    }

    /// <summary>Rows are counted anew in a file that holds only some of them.</summary>
    public static string WithoutRowNumbers(string messages) => RowNumber.Replace(messages, "#");

    [GeneratedRegex(@"[Rr]ow \d+|\d+行目", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RowNumber { get; }
}

internal sealed record ReportRow(int Number, string[] Cells, string Columns, string Codes, string Messages);
