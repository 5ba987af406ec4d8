using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// The second pass over a file: reads its rows and hands out each order as soon as its last row was seen. Rows that wait for the rest of their order
/// are bounded: where a file is so scattered that they would not be, orders beyond the bound are left to a further sweep over the same file.
/// What comes out, and in which order, depends on the file and the bound alone, so a resumed import can count up to where it was.
/// </summary>
public sealed class OrderAssembler
{
    /// <summary>Rows held at a time unless the caller says otherwise; about 1.5 KB each with the cells.</summary>
    public const int DefaultMaxHeldRows = 40_000;

    private readonly OrderIndex _index;
    private readonly OrderRowReader _reader;
    private readonly OrderComposer _composer;
    private readonly RowKeys _keys;
    private readonly int _maxHeldRows;
    private readonly Dictionary<int, List<OrderRow>> _waiting = [];
    private readonly Dictionary<int, int> _tooLong = [];
    private readonly Queue<AssembledOrder> _ready = [];
    private readonly List<OrderRow> _single = new(1);
    private int _reserved;
    private int _sequence;
    private bool _hasDeferred;

    /// <param name="index">Of the same file, complete; used up by this assembler.</param>
    /// <param name="maxHeldRows">At least 1. Part of what fixes the sequence: a resumed import must use the same.</param>
    public OrderAssembler(OrderIndex index, OrderRowReader reader, int maxHeldRows = DefaultMaxHeldRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxHeldRows, 1);
        _index = index;
        _reader = reader;
        _composer = new OrderComposer(reader);
        _keys = new RowKeys(index.Map, index.Options, index.Seed);
        _maxHeldRows = maxHeldRows;
    }

    /// <summary>Rows that wait for others of their order.</summary>
    public int HeldRows { get; private set; }

    /// <summary>Rows with content that this sweep took up so far; rows of other sweeps do not count.</summary>
    public int RowsTaken { get; private set; }

    /// <summary>Takes every row below the headings, in the order of the file.</summary>
    /// <exception cref="InvalidOperationException">The row belongs to an order that the first pass did not see: the file is another one.</exception>
    public void Add(FileRow row)
    {
        if (!_keys.TryNext(row, out var key) || key.Kind == RowKeyKind.Skipped)
        {
            return;
        }

        var slot = _index.Find(key.Hash);
        if (slot < 0)
        {
            throw new InvalidOperationException($"Row {row.Number} was not there in the first pass.");
        }

        ref var left = ref _index.LeftAt(slot);
        if (left <= 0)
        {
            // Handed out in an earlier sweep, or left to a later one.
            return;
        }

        if (_tooLong.TryGetValue(slot, out var total) || left > OrderLimits.MaxLines)
        {
            TakeTooLong(row, key, slot, ref left, total);
            return;
        }

        if (!_waiting.TryGetValue(slot, out var rows))
        {
            if (left == 1)
            {
                left = 0;
                RowsTaken++;
                _single.Clear();
                _single.Add(_reader.Read(row, key));
                _ready.Enqueue(_composer.Compose(++_sequence, key.Number, _single));
                return;
            }

            // The last row of an order is never held.
            if (_reserved > 0 && _reserved + left - 1 > _maxHeldRows)
            {
                left = -left;
                _hasDeferred = true;
                return;
            }

            _reserved += left - 1;
            _waiting[slot] = rows = new List<OrderRow>(left);
        }

        Hold(row, key, slot, ref left, rows);
    }

    /// <summary>Takes an order that is complete; to be asked until it says false after each row.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AssembledOrder? order) => _ready.TryDequeue(out order);

    /// <summary>To be asked at the end of the file. True: orders are left, read the same file from its first row again.</summary>
    /// <exception cref="InvalidOperationException">Orders wait for rows that the first pass had seen: the file ended early.</exception>
    public bool NextSweep()
    {
        if (_waiting.Count > 0)
        {
            throw new InvalidOperationException("The file has fewer rows than in the first pass.");
        }

        if (!_hasDeferred)
        {
            return false;
        }

        foreach (ref var left in _index.Left)
        {
            left = -left;
        }

        _hasDeferred = false;
        _keys.Restart();
        return true;
    }

    private void Hold(FileRow row, RowKey key, int slot, ref int left, List<OrderRow> rows)
    {
        RowsTaken++;
        HeldRows++;
        left--;
        rows.Add(_reader.Read(row, key));
        if (left > 0)
        {
            return;
        }

        _waiting.Remove(slot);
        _reserved -= rows.Count - 1;
        HeldRows -= rows.Count;
        if (rows.TrueForAll(other => string.Equals(other.OrderNumber, key.Number, StringComparison.Ordinal)))
        {
            _ready.Enqueue(_composer.Compose(++_sequence, key.Number, rows));
            return;
        }

        // Two numbers with one hash: as good as impossible, and still exact.
        foreach (var group in rows.GroupBy(static other => other.OrderNumber, StringComparer.Ordinal))
        {
            _ready.Enqueue(_composer.Compose(++_sequence, group.Key, [.. group]));
        }
    }

    private void TakeTooLong(FileRow row, RowKey key, int slot, ref int left, int total)
    {
        var isFirst = total == 0;
        if (isFirst)
        {
            _tooLong[slot] = total = left;
        }

        left--;
        RowsTaken++;
        _ready.Enqueue(OrderComposer.ComposePiece(++_sequence, _reader.Read(row, key), total, isFirst));
    }
}
