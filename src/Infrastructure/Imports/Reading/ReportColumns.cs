using System.Globalization;

namespace OrderPortal.Infrastructure.Imports.Reading;

/// <summary>The four columns that an error report adds behind those of the file; an import takes no notice of them.</summary>
public sealed class ReportColumns
{
    private static readonly string[] Japanese = ["エラー行", "エラー列", "エラーコード", "エラー内容"];
    private static readonly string[] English = ["Error row", "Error columns", "Error codes", "Error messages"];

    private readonly int _first;

    private ReportColumns(int first) => _first = first;

    public const int Count = 4;

    /// <summary>
    /// Attribute of a workbook's row: the number of cells that it had in its file, where that is not the heading's. A spreadsheet ignores it and
    /// drops it when it saves the file.
    /// </summary>
    internal const string CellCount = "cells";

    /// <summary>Namespace of <see cref="CellCount"/>.</summary>
    internal const string Namespace = "urn:orderportal:error-report";

    /// <summary>Headings of row number, columns, codes and messages.</summary>
    public static IReadOnlyList<string> Headings(bool japanese) => japanese ? Japanese : English;

    /// <summary>Null unless the four headings stand side by side, wherever a person may have moved them together.</summary>
    internal static ReportColumns? Find(string[] heading)
    {
        for (var i = 0; i <= heading.Length - Count; i++)
        {
            var four = heading.AsSpan(i, Count);
            if (four.SequenceEqual(Japanese) || four.SequenceEqual(English))
            {
                return new ReportColumns(i);
            }
        }

        return null;
    }

    /// <summary>The cells as the first file had them, their number too.</summary>
    /// <param name="isLacking">Whether a blank cell carries the writer's sign for a cell that its row did not have.</param>
    internal string[] TakeAway(string[] cells, Func<int, bool> isLacking)
    {
        var before = Math.Min(_first, cells.Length);
        if (cells.Length <= _first + Count)
        {
            while (before > 0 && cells[before - 1].Length == 0 && isLacking(before - 1))
            {
                before--;
            }
        }

        var after = Math.Max(0, cells.Length - _first - Count);
        var rest = new string[before + after];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = ReportCell.Restore(cells[i < before ? i : i + Count]);
        }

        return rest;
    }

    /// <summary>Row of the first file that a report row names.</summary>
    internal int? RowNumber(string[] cells) =>
        cells.Length > _first && int.TryParse(cells[_first], NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > 0 ? row : null;
}
