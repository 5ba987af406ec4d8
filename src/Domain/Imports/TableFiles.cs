using System.Globalization;

namespace OrderPortal.Domain.Imports;

/// <param name="IsWorkbook">XLSX; otherwise CSV.</param>
/// <param name="Encoding">Of CSV: UTF-8 (always with its mark) or CP932.</param>
/// <param name="Japanese">Headings, and the font of a workbook.</param>
public sealed record TableFormat(bool IsWorkbook, FileEncoding Encoding, bool Japanese);

/// <summary>What a number in a table means.</summary>
public enum TableNumber
{
    None,
    Count,
    Day,
    Moment,
}

/// <summary>A cell of a table that is taken home.</summary>
/// <param name="Text">As it stands in CSV.</param>
/// <param name="Number">As it stands in a workbook, where it is a number or a day there.</param>
public readonly record struct TableCell(string Text, double? Number = null, TableNumber Kind = TableNumber.None)
{
    /// <summary>Days and times are written by the Japanese clock, which has no summer time.</summary>
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    public static TableCell Blank => new("");

    public static TableCell Of(string? text) => new(text ?? "");

    public static TableCell Count(long value) => new(value.ToString(CultureInfo.InvariantCulture), value, TableNumber.Count);

    public static TableCell Day(DateOnly day) => new(day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture), day.ToDateTime(TimeOnly.MinValue).ToOADate(), TableNumber.Day);

    public static TableCell Moment(DateTimeOffset? moment)
    {
        if (moment is not { } there)
        {
            return Blank;
        }

        var clock = there.ToOffset(Japan).DateTime;
        return new TableCell(clock.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture), clock.ToOADate(), TableNumber.Moment);
    }
}

/// <summary>Writes tables for people as CSV or XLSX, in constant memory.</summary>
public interface ITableFileWriter
{
    /// <summary>Rows below the heading that a workbook can hold.</summary>
    long MaxWorkbookRows { get; }

    /// <summary>No cell of it is taken for a formula. The output stays open.</summary>
    Task WriteAsync(
        Stream output, TableFormat format, string sheetName, IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<TableCell>> rows, CancellationToken cancellationToken);
}
