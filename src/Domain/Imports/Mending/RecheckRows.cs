using System.Buffers.Binary;
using OrderPortal.Domain.Imports.Values;

namespace OrderPortal.Domain.Imports.Mending;

/// <summary>
/// Says of mended rows what an import would say: the same reading, composing and comparing with stored orders, over these rows alone. Rows of one order
/// must come together, or what only the whole order shows is not seen.
/// </summary>
public sealed class RecheckRows(IStoredOrders stored, IMendingProducts products, TimeProvider clock)
{
    /// <param name="rows">In the order of the file.</param>
    public async Task<IReadOnlyList<MendedRow>> ExecuteAsync(MendingSource source, IReadOnlyList<MendedRow> rows, CancellationToken cancellationToken)
    {
        var (map, options) = source.Reading;
        var catalog = await products.FindAsync(CodesOf(map, source.Rules, rows), cancellationToken);
        var assembled = Assemble(map, new OrderRowReader(map, source.Tenant, options, catalog), source.File, rows);
        if (assembled.Count == 0)
        {
            return [.. rows.Select(row => row with { Order = row.Number, OrderNumber = null, Problems = [] })];
        }

        var run = source.Run;
        var now = clock.GetUtcNow();
        var placed = assembled.ConvertAll(order => OrderFilePasses.Place(run, order, now));
        var numbers = placed.Where(static one => one.Order is not null).Select(static one => one.Order!.OrderNumber).ToList();
        var taken = await stored.FindAsync(numbers, source.Import.Duplicates == DuplicatePolicy.Update, cancellationToken);
        var problems = ChunkSorting.Sort(run, ImportPass.DryRun, placed, taken, ImportCheckpoint.Start, 0).Problems.ToLookup(static problem => problem.Row);
        var sources = rows.ToDictionary(static row => row.Number, static row => row.SourceNumber);
        var orders = assembled.SelectMany(static order => order.Rows.Select(row => (row, order))).ToDictionary(static one => one.row, static one => one.order);
        return
        [
            .. rows.Select(row => orders.TryGetValue(row.Number, out var order)
                ? row with { Order = order.FirstRow, OrderNumber = order.OrderNumber, Problems = [.. problems[row.Number].Select(problem => problem.Renumber(number => sources.GetValueOrDefault(number, number)))] }
                // Emptied altogether: no row of an order any more.
                : row with { Order = row.Number, OrderNumber = null, Problems = [] }),
        ];
    }

    private static List<AssembledOrder> Assemble(HeadingMap map, OrderRowReader reader, StoredFile file, IReadOnlyList<MendedRow> rows)
    {
        var index = new OrderIndex(map, reader.Options, BinaryPrimitives.ReadUInt64BigEndian(file.Sha256.Span));
        foreach (var row in rows)
        {
            index.Add(row.File);
        }

        var assembler = new OrderAssembler(index, reader);
        var orders = new List<AssembledOrder>();
        do
        {
            foreach (var row in rows)
            {
                assembler.Add(row.File);
                while (assembler.TryTake(out var order))
                {
                    orders.Add(order);
                }
            }
        }
        while (assembler.NextSweep());

        return orders;
    }

    private static HashSet<string> CodesOf(HeadingMap map, IReadOnlyList<ValueRule> rules, IReadOnlyList<MendedRow> rows)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Where(static rule => rule.Column == ImportColumn.ProductCode))
        {
            codes.Add(CodeValue.Key(rule.Replacement));
        }

        foreach (var row in rows)
        {
            codes.Add(CodeValue.Key(map.CellOf(row.File.Cells, ImportColumn.ProductCode)));
        }

        return codes;
    }
}
