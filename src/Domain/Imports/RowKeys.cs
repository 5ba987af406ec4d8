using System.Runtime.InteropServices;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports;

internal enum RowKeyKind : byte
{
    /// <summary>The row carries its order number.</summary>
    Own,

    /// <summary>The number is blank and so is all that belongs to the order: the row goes on with the order above.</summary>
    Continuation,

    /// <summary>The number is blank although the row begins an order, or stands above all others. Nobody can say whose row it is.</summary>
    Orphan,

    /// <summary>The mapping says that such a row is no line of an order.</summary>
    Skipped,
}

/// <summary>Which order a row belongs to.</summary>
/// <param name="Number">Normalised; null for an order whose number is missing.</param>
internal readonly record struct RowKey(ulong Hash, string? Number, RowKeyKind Kind);

/// <summary>
/// Tells for row after row which order it belongs to. Both passes over a file ask it the same, so it must see every row in the order of the file.
/// </summary>
internal sealed class RowKeys(HeadingMap map, ReadingOptions options, ulong seed)
{
    private RowKey _above = new(0, null, RowKeyKind.Orphan);
    private bool _hasAbove;

    /// <summary>False for a row without content in any mapped cell: spreadsheets have such rows at their end, and they are no rows of orders.</summary>
    public bool TryNext(FileRow row, out RowKey key)
    {
        if (map.Filter is { } filter && !filter.Takes(row.Cells) && !IsUnsound(row))
        {
            key = new RowKey(0, null, RowKeyKind.Skipped);
            return !IsBlank(row);
        }

        var cell = map.CellOf(row.Cells, ImportColumn.OrderNumber);
        var number = CodeValue.Key(cell);
        if (number.Length > 0)
        {
            key = new RowKey(Hash(number, seed), number, RowKeyKind.Own);
        }
        else if (IsBlank(row))
        {
            key = default;
            return false;
        }
        else if (_hasAbove && (IsUnsound(row) || (options.Layout == MultiLineLayout.Any && !HasHead(row))))
        {
            // A row of wrong shape counts to the order above: rejecting that one too is better than importing it with a line missing.
            key = _above with { Kind = RowKeyKind.Continuation };
            return true;
        }
        else
        {
            key = new RowKey(Hash(['\0', '\0', (char)row.Number, (char)(row.Number >> 16)], seed), null, RowKeyKind.Orphan);
        }

        _above = key;
        _hasAbove = true;
        return true;
    }

    public void Restart() => _hasAbove = false;

    private bool IsUnsound(FileRow row) =>
        row.Flaws.HasFlag(RowFlaws.UnclosedQuote) || (row.Cells.Length != map.FieldCount && map.IsMisshapen(row.Cells, options.ShortRowsAllowed));

    private bool IsBlank(FileRow row)
    {
        if (row.Flaws.HasFlag(RowFlaws.UnclosedQuote) || map.HasExtra(row.Cells))
        {
            return false;
        }

        foreach (var info in ImportColumns.All)
        {
            if (!CellText.IsBlank(map.CellOf(row.Cells, info.Column)))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasHead(FileRow row)
    {
        foreach (var info in ImportColumns.All)
        {
            if (info.IsOrderLevel && !CellText.IsBlank(map.CellOf(row.Cells, info.Column)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// 64 bits by multiplying and folding. The seed comes from the file, so the same file gives the same hashes and nobody can write a file whose
    /// numbers collide.
    /// </summary>
    private static ulong Hash(ReadOnlySpan<char> text, ulong seed)
    {
        const ulong First = 0xA0761D6478BD642F;
        const ulong Second = 0xE7037ED1A0B428DB;
        var hash = seed ^ First;
        var words = MemoryMarshal.Cast<char, ulong>(text);
        foreach (var word in words)
        {
            hash = Mix(hash ^ word, Second);
        }

        ulong tail = (ulong)text.Length << 56;
        foreach (var c in text[(words.Length * 4)..])
        {
            tail = (tail << 16) ^ c ^ ((ulong)text.Length << 50);
        }

        hash = Mix(hash ^ tail, First ^ seed);
        hash = Mix(hash, Second);
        return hash == 0 ? 1 : hash;
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
