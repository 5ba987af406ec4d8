using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Orders;

/// <summary>New orders encrypted and encoded, in the order of their numbers. Made by <see cref="OrderBulkWriter.Prepare"/>.</summary>
public sealed class PreparedOrders : IPreparedOrders
{
    private readonly CopyRows _orderRows;
    private readonly CopyRows _lineRows;
    private readonly Entry[] _entries;

    /// <param name="sorted">By number.</param>
    internal PreparedOrders(Order[] sorted, OrderRowEncoder encoder)
    {
        _orderRows = new CopyRows(sorted.Length * 768);
        _lineRows = new CopyRows(sorted.Length * 256);
        _entries = new Entry[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var customer = encoder.WriteOrder(_orderRows, sorted[i]);
            OrderRowEncoder.WriteLines(_lineRows, sorted[i]);
            _entries[i] = new Entry(sorted[i], customer, _orderRows.Length, _lineRows.Length);
        }
    }

    /// <param name="CustomerPlace">Where the customer's id stands in the order's row; meaningless without a customer code.</param>
    /// <param name="OrderEnd">Where the order's row ends, in the rows of orders.</param>
    /// <param name="LinesEnd">Where its last line ends, in the rows of lines.</param>
    private readonly record struct Entry(Order Order, int CustomerPlace, int OrderEnd, int LinesEnd);

    /// <summary>In the order of their numbers.</summary>
    internal IEnumerable<Order> Orders => _entries.Select(static entry => entry.Order);

    internal CopyRows OrderRows => _orderRows;

    internal CopyRows LineRows => _lineRows;

    /// <summary>Writes the customers' ids into the rows, where the orders name a customer.</summary>
    /// <exception cref="KeyNotFoundException">A customer is missing.</exception>
    internal void SetCustomers(IReadOnlySet<Order> orders, Dictionary<string, Guid> customers)
    {
        foreach (var entry in _entries)
        {
            if (entry.Order.CustomerCode is { } code && orders.Contains(entry.Order))
            {
                _orderRows.ReplaceUuid(entry.CustomerPlace, customers[code]);
            }
        }
    }

    /// <summary>Where the rows of these orders stand; neighbours in one range.</summary>
    internal (List<Range> Orders, List<Range> Lines) RangesOf(IReadOnlySet<Order> orders)
    {
        var (orderRanges, lineRanges) = (new List<Range>(), new List<Range>());
        Entry before = default;
        var begin = before;
        var isOpen = false;
        foreach (var entry in _entries)
        {
            var isWanted = orders.Contains(entry.Order);
            if (isWanted && !isOpen)
            {
                begin = before;
            }
            else if (!isWanted && isOpen)
            {
                Close();
            }

            isOpen = isWanted;
            before = entry;
        }

        if (isOpen)
        {
            Close();
        }

        return (orderRanges, lineRanges);

        void Close()
        {
            orderRanges.Add(begin.OrderEnd..before.OrderEnd);
            lineRanges.Add(begin.LinesEnd..before.LinesEnd);
        }
    }

    public void Dispose()
    {
        _orderRows.Dispose();
        _lineRows.Dispose();
    }
}
