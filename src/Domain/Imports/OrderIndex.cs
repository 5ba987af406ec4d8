namespace OrderPortal.Domain.Imports;

/// <summary>
/// The first pass over a file: how many rows each order has. With it the second pass knows when an order is complete, wherever its rows stand.
/// 12 bytes a slot, 15 to 31 bytes an order whatever its number of rows: 25 MB for a million orders (twice as much for a moment while it grows).
/// Serves one <see cref="OrderAssembler"/>.
/// </summary>
public sealed class OrderIndex
{
    private readonly RowKeys _keys;
    private ulong[] _hashes = new ulong[1024];
    private int[] _left = new int[1024];

    /// <param name="seed">Anything that belongs to the file, such as the first 8 bytes of its SHA-256; the same in every run over it.</param>
    public OrderIndex(HeadingMap map, ReadingOptions options, ulong seed)
    {
        Map = map;
        Seed = seed;
        Options = options;
        _keys = new RowKeys(map, options, seed);
    }

    /// <summary>Rows with content: rows in = accepted + rejected + skipped.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows among them that are no lines of orders (<see cref="ImportMapping.Filter"/>).</summary>
    public int RowsSkipped { get; private set; }

    /// <summary>Orders, those without a number included.</summary>
    public int Orders { get; private set; }

    /// <summary>Bytes that the tables take now.</summary>
    public long Bytes => (long)_hashes.Length * (sizeof(ulong) + sizeof(int));

    internal HeadingMap Map { get; }

    internal ulong Seed { get; }

    internal ReadingOptions Options { get; }

    /// <summary>Counts a row; every row below the headings, in the order of the file.</summary>
    /// <returns>False for a blank row, which counts nowhere.</returns>
    public bool Add(FileRow row) => Add(row, out _);

    /// <inheritdoc cref="Add(FileRow)"/>
    /// <param name="newOrder">Number of the order that this row is the first of; null for further rows and for orders without a number.</param>
    public bool Add(FileRow row, out string? newOrder)
    {
        newOrder = null;
        if (!_keys.TryNext(row, out var key))
        {
            return false;
        }

        Rows++;
        if (key.Kind == RowKeyKind.Skipped)
        {
            RowsSkipped++;
            return true;
        }

        var slot = SlotOf(key.Hash);
        if (_hashes[slot] == 0)
        {
            if ((Orders + 1) * 5L > _hashes.Length * 4L)
            {
                Grow();
                slot = SlotOf(key.Hash);
            }

            _hashes[slot] = key.Hash;
            newOrder = key.Number;
            Orders++;
        }

        _left[slot]++;
        return true;
    }

    /// <summary>The slot of an order that was counted, or -1.</summary>
    internal int Find(ulong hash)
    {
        var slot = SlotOf(hash);
        return _hashes[slot] == 0 ? -1 : slot;
    }

    /// <summary>Rows of the order still to come; the assembler keeps its own signs in it.</summary>
    internal ref int LeftAt(int slot) => ref _left[slot];

    internal Span<int> Left => _left;

    private int SlotOf(ulong hash)
    {
        var mask = _hashes.Length - 1;
        var slot = (int)hash & mask;
        while (_hashes[slot] != 0 && _hashes[slot] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var hashes = _hashes;
        var left = _left;
        _hashes = new ulong[hashes.Length * 2];
        _left = new int[hashes.Length * 2];
        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] != 0)
            {
                var slot = SlotOf(hashes[i]);
                _hashes[slot] = hashes[i];
                _left[slot] = left[i];
            }
        }
    }
}
