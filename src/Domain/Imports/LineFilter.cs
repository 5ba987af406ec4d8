using System.Collections.Frozen;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports;

/// <summary><see cref="RowFilter"/> for the rows of one file.</summary>
internal sealed class LineFilter(int cell, IReadOnlyList<string> values)
{
    private readonly FrozenSet<string> _exact = values.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _keys = values.Select(CellText.MatchKey).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>0-based place of the cell that decides.</summary>
    public int Cell { get; } = cell;

    public bool Takes(string[] cells)
    {
        var text = Cell < cells.Length ? cells[Cell] : "";
        return _exact.Contains(text) || _keys.Contains(CellText.MatchKey(text));
    }
}
