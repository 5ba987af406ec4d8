using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Domain.Imports;

/// <summary>The two readings of a file: which rows belong together, then the orders themselves, in chunks.</summary>
public sealed class OrderFilePasses(IOrderFileReader reader, IStoredOrders stored, IProductCatalogs catalogs, ImportLimits limits, TimeProvider clock)
{
    private const int FirstChunkOrders = 1_000;

    /// <summary>A chunk is also full with so many rows for each order it may have: orders may have a thousand, and chunks lie in memory.</summary>
    private const int ChunkRowsPerOrder = 4;

    /// <summary>Numbers that are looked up together while a file is indexed.</summary>
    private const int LookUpNumbers = 5_000;

    /// <summary>
    /// Counts the rows of each order; stops early once there are more than an import may have. Serves one <see cref="AssembleAsync"/>.
    /// </summary>
    /// <param name="touched">Gets every stored order that the file names; null: nobody asks.</param>
    /// <param name="advance">Hears how many rows were counted.</param>
    public async Task<OrderIndex> IndexAsync(
        StoredFile file, FileFormat format, HeadingMap map, ReadingOptions options, TouchedOrders? touched, Action<int> advance, CancellationToken cancellationToken)
    {
        // Any number that belongs to the file: it keeps made-up order numbers from being chosen to collide.
        var index = new OrderIndex(map, options, BinaryPrimitives.ReadUInt64BigEndian(file.Sha256.Span));
        var numbers = new List<string>();
        await foreach (var block in reader.ReadAsync(file, format, map.KeyCell, cancellationToken))
        {
            foreach (var row in block)
            {
                if (index.Add(row, out var newOrder) && touched is not null && newOrder is not null)
                {
                    numbers.Add(newOrder);
                }
            }

            advance(index.Rows);
            if (index.Rows > limits.MaxRows)
            {
                return index;
            }

            if (numbers.Count >= LookUpNumbers)
            {
                await TouchAsync(numbers, touched!, cancellationToken);
            }
        }

        if (touched is not null)
        {
            await TouchAsync(numbers, touched, cancellationToken);
        }

        return index;
    }

    /// <summary>The orders behind the run's checkpoint, placed or rejected, in chunks that are small at first.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<PlacedOrder>> AssembleAsync(
        ImportRun run, ReadingOptions options, OrderIndex index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = await catalogs.LoadAsync(cancellationToken);
        var assembler = new OrderAssembler(index, new OrderRowReader(index.Map, run.TenantSettings, options, catalog));
        var chunk = new List<PlacedOrder>(FirstChunkOrders);
        var size = Math.Min(FirstChunkOrders, limits.ChunkOrders);
        var rows = 0;
        var now = clock.GetUtcNow();
        do
        {
            await foreach (var block in reader.ReadAsync(run.File, run.Format, null, cancellationToken))
            {
                foreach (var row in block)
                {
                    assembler.Add(row);
                    while (assembler.TryTake(out var assembled))
                    {
                        if (assembled.Sequence > run.Checkpoint.OrdersDone)
                        {
                            chunk.Add(Place(run, assembled, now));
                            rows += assembled.Rows.Count;
                        }
                    }

                    if (chunk.Count >= size || rows >= size * ChunkRowsPerOrder)
                    {
                        yield return chunk;

                        // Small at first, so that the first result shows at once; then large, so that commits cost little.
                        size = Math.Min(size * 2, limits.ChunkOrders);
                        chunk = new List<PlacedOrder>(size);
                        rows = 0;
                        now = clock.GetUtcNow();
                    }
                }
            }
        }
        while (assembler.NextSweep());

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private async Task TouchAsync(List<string> numbers, TouchedOrders touched, CancellationToken cancellationToken)
    {
        foreach (var order in (await stored.FindAsync(numbers, withValues: false, cancellationToken)).Values)
        {
            touched.Add(order);
        }

        numbers.Clear();
    }

    internal static PlacedOrder Place(ImportRun run, AssembledOrder assembled, DateTimeOffset now)
    {
        if (assembled.Draft is not { } draft)
        {
            return new PlacedOrder(null, assembled);
        }

        var origin = new ImportOrigin(run.Id, run.File.Name, run.File.Sha256, assembled.Rows[0], assembled.Group ?? run.Settings.Group);
        return new PlacedOrder(Order.Place(run.Tenant, draft, OrderSource.Import, run.TenantSettings.TaxRounding, now, origin), assembled);
    }
}
