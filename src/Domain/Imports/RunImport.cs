using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// Works an import off, from wherever its last worker left it. The file is read twice: once to learn which rows belong together
/// (rows of one order may stand anywhere), once to check them and hand them over. Reading and checking go on while the database writes.
/// </summary>
public sealed class RunImport(
    IImportRunStore store, IOrderFileReader reader, IProductCatalogs catalogs, IImportProgressPublisher publisher, OperationContext operation,
    ImportLimits limits, TimeProvider clock)
{
    /// <summary>
    /// An import that fails this often without anybody knowing why is given up, so that it does not fail for ever. Shutdowns and
    /// crashes of the process are not its failures: a long import may see many of them.
    /// </summary>
    public const int MaxFailures = 5;

    /// <summary>Code of an import that was given up.</summary>
    public const string InternalError = "internal_error";

    private const int FirstChunkOrders = 1_000;

    /// <summary>A chunk is also full with so many rows for each order it may have: orders may have a thousand, and chunks lie in memory.</summary>
    private const int ChunkRowsPerOrder = 4;

    /// <summary>So often somebody may take a number of the chunk between the look and the write before the chunk counts as failed.</summary>
    private const int MaxTries = 20;
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(3);

    /// <summary>Returns when the import is finished, somebody else has it, or (by exception) when it must be tried again.</summary>
    public async Task ExecuteAsync(ImportId import, CancellationToken cancellationToken)
    {
        var worker = Guid.NewGuid();
        if (await store.ClaimAsync(import, worker, cancellationToken) is not { } run)
        {
            return;
        }

        operation.Begin(run.Tenant, Actor.System);
        var reporter = new ImportProgressReporter(run, publisher, clock);
        try
        {
            var outcome = await WorkWatchedAsync(run, worker, reporter, cancellationToken);
            await FinishAsync(run, worker, outcome, reporter, cancellationToken);
        }
        catch (ImportTakenOverException)
        {
            // Nothing was written; it is the other one's now.
        }
        catch when (!cancellationToken.IsCancellationRequested && run.Failures + 1 >= MaxFailures)
        {
            await FinishAsync(run, worker, Failed(InternalError, []), reporter, cancellationToken);
            throw;
        }
        catch
        {
            await store.ReleaseAsync(import, worker, failed: !cancellationToken.IsCancellationRequested, CancellationToken.None);
            throw;
        }
    }

    private async Task FinishAsync(ImportRun run, Guid worker, ImportOutcome outcome, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        // Drawn when nothing is reported any more, so that the stored number is the last of all.
        var last = reporter.Finish(outcome.Status);
        await store.FinishAsync(run, worker, outcome with { Sequence = last.Sequence }, cancellationToken);

        // It is finished whatever happens now, and viewers wait for this one.
        await publisher.PublishAsync(last, CancellationToken.None);
    }

    /// <summary>Works with a sign of life and the reports going on beside; both have ended when this returns. Neither decides how the import ends.</summary>
    private async Task<ImportOutcome> WorkWatchedAsync(ImportRun run, Guid worker, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var alive = KeepAliveAsync(run, worker, work);
        var reporting = reporter.RunAsync(work.Token);
        try
        {
            return await WorkAsync(run, worker, reporter, work.Token);
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Only the keep-alive cancels by itself.
            throw new ImportTakenOverException();
        }
        finally
        {
            await work.CancelAsync();
            await Task.WhenAll(alive, reporting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImportOutcome> WorkAsync(ImportRun run, Guid worker, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Enter(ImportPhase.Reading, null);
        await store.EnterPhaseAsync(run, worker, ImportPhase.Reading, null, reporter.Sequence, cancellationToken);
        if (await reader.ReadHeadingAsync(run.File, run.Format, cancellationToken) is not { } heading)
        {
            return Failed(ProblemCodes.EmptyFile, [new ImportProblem(0, null, ProblemCodes.EmptyFile, ProblemSeverity.Error, null)]);
        }

        var map = HeadingMap.Match(heading.Cells, heading.Number);
        if (map.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } unusable)
        {
            return Failed(unusable.Code, map.Problems);
        }

        var rules = RulesOf(run);
        var index = await IndexAsync(run, map, rules, reporter, cancellationToken);

        if (index.Rows > limits.MaxRows)
        {
            return Failed(ProblemCodes.TooManyRows, [new ImportProblem(0, null, ProblemCodes.TooManyRows, ProblemSeverity.Error, null,
                index.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture), limits.MaxRows.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        reporter.Enter(ImportPhase.Validating, index.Rows);
        await store.EnterPhaseAsync(run, worker, ImportPhase.Validating, index.Rows, reporter.Sequence, cancellationToken);
        var counts = await WriteAsync(run, worker, rules, index, reporter, cancellationToken);
        return await CloseAsync(run, counts, index, cancellationToken);
    }

    private static ReadingOptions RulesOf(ImportRun run) => new() { ReceivedAt = run.CreatedAt, EncodingName = run.Format.Encoding is { } encoding ? FileEncodings.NameOf(encoding) : "" };

    private async Task<OrderIndex> IndexAsync(
        ImportRun run, HeadingMap map, ReadingOptions rules, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        // Any number that belongs to the file: it keeps made-up order numbers from being chosen to collide.
        var index = new OrderIndex(map, rules, BinaryPrimitives.ReadUInt64BigEndian(run.File.Sha256.Span));
        await foreach (var block in reader.ReadAsync(run.File, run.Format, map.KeyCell, cancellationToken))
        {
            foreach (var row in block)
            {
                index.Add(row);
            }

            reporter.Advance(index.Rows);
            if (index.Rows > limits.MaxRows)
            {
                break;
            }
        }

        return index;
    }

    private async Task<ImportCheckpoint> WriteAsync(
        ImportRun run, Guid worker, ReadingOptions rules, OrderIndex index, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        var chunks = Channel.CreateBounded<(IReadOnlyList<PlacedOrder> Orders, IPreparedOrders Prepared)>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producing = ProduceAsync();
        var counts = run.Checkpoint;
        try
        {
            var writing = false;
            await foreach (var chunk in chunks.Reader.ReadAllAsync(both.Token))
            {
                if (!writing)
                {
                    writing = true;
                    reporter.Enter(ImportPhase.Writing, index.Rows);
                    await store.EnterPhaseAsync(run, worker, ImportPhase.Writing, index.Rows, reporter.Sequence, both.Token);
                }

                using var prepared = chunk.Prepared;
                counts = await CommitAsync(run, worker, chunk.Orders, prepared, counts, reporter, both.Token);
                reporter.Committed(counts);
            }
        }
        finally
        {
            await both.CancelAsync();
            await producing;
        }

        return counts;

        async Task ProduceAsync()
        {
            // Off the caller's flow: checking is pure CPU and must overlap with the database's work.
            await Task.Yield();
            try
            {
                await foreach (var chunk in AssembleAsync(run, rules, index, both.Token).ConfigureAwait(false))
                {
                    var prepared = store.Prepare([.. chunk.Where(static placed => placed.Order is not null).Select(static placed => placed.Order!)]);
                    await chunks.Writer.WriteAsync((chunk, prepared), both.Token).ConfigureAwait(false);
                }

                chunks.Writer.Complete();
            }
            catch (Exception exception)
            {
                chunks.Writer.TryComplete(exception);
            }
        }
    }

    /// <summary>An order as it left the file: placed, or rejected with the reasons.</summary>
    private sealed record PlacedOrder(Order? Order, AssembledOrder Assembled);

    private async IAsyncEnumerable<IReadOnlyList<PlacedOrder>> AssembleAsync(
        ImportRun run, ReadingOptions rules, OrderIndex index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var catalog = await catalogs.LoadAsync(cancellationToken);
        var assembler = new OrderAssembler(index, new OrderRowReader(index.Map, run.TenantSettings, rules, catalog));
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

    private static PlacedOrder Place(ImportRun run, AssembledOrder assembled, DateTimeOffset now)
    {
        if (assembled.Draft is not { } draft)
        {
            return new PlacedOrder(null, assembled);
        }

        var origin = new ImportOrigin(run.Id, run.File.Name, run.File.Sha256, assembled.Rows[0], assembled.Group ?? run.Settings.Group);
        return new PlacedOrder(Order.Place(run.Tenant, draft, OrderSource.Import, run.TenantSettings.TaxRounding, now, origin), assembled);
    }

    private async Task<ImportCheckpoint> CommitAsync(
        ImportRun run, Guid worker, IReadOnlyList<PlacedOrder> chunk, IPreparedOrders prepared, ImportCheckpoint before, ImportProgressReporter reporter,
        CancellationToken cancellationToken)
    {
        var numbers = new List<string>(chunk.Count);
        foreach (var placed in chunk)
        {
            if (placed.Order is not null)
            {
                numbers.Add(placed.Order.OrderNumber);
            }
        }

        for (var tries = 1; ; tries++)
        {
            var taken = await store.FindTakenAsync(run, numbers, cancellationToken);
            var write = Sort(chunk, prepared, taken, before, reporter.Sequence);
            try
            {
                await store.CommitAsync(run, worker, write, cancellationToken);
                return write.After;
            }
            catch (OrderNumberTakenException) when (tries < MaxTries)
            {
                // Somebody placed one of the numbers between the look and the write: look again.
            }
        }
    }

    private static ImportChunk Sort(IReadOnlyList<PlacedOrder> chunk, IPreparedOrders prepared, IReadOnlySet<string> taken, ImportCheckpoint before, long sequence)
    {
        var orders = new List<Order>(chunk.Count);
        var problems = new List<ImportProblem>();
        long rowsAccepted = 0, rowsRejected = 0, rejected = 0, warnings = 0, quantity = 0, amount = 0;
        foreach (var (order, assembled) in chunk)
        {
            problems.AddRange(assembled.Problems);
            warnings += assembled.Problems.Count(problem => problem.Severity == ProblemSeverity.Warning);
            if (order is null || taken.Contains(order.OrderNumber))
            {
                if (order is not null)
                {
                    problems.AddRange(assembled.Rows.Select(row => new ImportProblem(
                        row, ImportColumn.OrderNumber, ProblemCodes.DuplicateExisting, ProblemSeverity.Error, order.OrderNumber)));
                }

                rejected += assembled.IsFurtherPiece ? 0 : 1;
                rowsRejected += assembled.Rows.Count;
                continue;
            }

            orders.Add(order);
            rowsAccepted += assembled.Rows.Count;
            quantity += assembled.Quantity;
            amount += assembled.Amount;
        }

        var after = before with
        {
            OrdersDone = chunk[^1].Assembled.Sequence,
            RowsAccepted = before.RowsAccepted + rowsAccepted,
            RowsRejected = before.RowsRejected + rowsRejected,
            Warnings = before.Warnings + warnings,
            OrdersCreated = before.OrdersCreated + orders.Count,
            OrdersRejected = before.OrdersRejected + rejected,
            Quantity = before.Quantity + quantity,
            Amount = before.Amount + amount,
        };
        return new ImportChunk(orders, prepared, problems, after, sequence);
    }

    /// <summary>Adds up what is stored and compares it with what was read; a difference is a failure that everybody sees.</summary>
    private async Task<ImportOutcome> CloseAsync(ImportRun run, ImportCheckpoint counts, OrderIndex index, CancellationToken cancellationToken)
    {
        var stored = await store.AddUpAsync(run, cancellationToken);
        var matches = stored.Orders == counts.OrdersCreated && stored.Lines == counts.RowsAccepted && stored.Quantity == counts.Quantity
            && stored.Amount == counts.Amount && counts.RowsDone == index.Rows;
        if (!matches)
        {
            return new ImportOutcome(ImportStatus.Failed, ProblemCodes.TotalMismatch, stored, false, 0, []);
        }

        var status = counts.RowsRejected > 0 ? ImportStatus.CompletedWithErrors : ImportStatus.Completed;
        return new ImportOutcome(status, null, stored, true, 0, []);
    }

    private static ImportOutcome Failed(string code, IReadOnlyList<ImportProblem> problems) => new(ImportStatus.Failed, code, null, null, 0, problems);

    /// <summary>Tells the others that the worker lives; stops the work when somebody else has taken it over.</summary>
    private async Task KeepAliveAsync(ImportRun run, Guid worker, CancellationTokenSource work)
    {
        using var timer = new PeriodicTimer(KeepAliveInterval, clock);
        while (await timer.WaitForNextTickAsync(work.Token))
        {
            if (!await store.KeepAliveAsync(run.Id, worker, work.Token))
            {
                await work.CancelAsync();
            }
        }
    }
}
