using System.Globalization;
using System.Threading.Channels;
using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Imports;

/// <summary>
/// Works an import off, from wherever its last worker left it: writes it, tries it out, or takes it back. The file is read twice: once to learn
/// which rows belong together (rows of one order may stand anywhere), once to check them and hand them over. Reading and checking go on while
/// the database writes.
/// </summary>
public sealed class RunImport(
    IImportRunStore store, OrderFilePasses passes, IOrderFileReader reader, IStoredOrders storedOrders, IImportProgressPublisher publisher,
    OperationContext operation, ImportLimits limits, TimeProvider clock)
{
    /// <summary>
    /// An import that fails this often without anybody knowing why is given up, so that it does not fail for ever. Shutdowns and
    /// crashes of the process are not its failures: a long import may see many of them.
    /// </summary>
    public const int MaxFailures = 5;

    /// <summary>Code of an import that was given up.</summary>
    public const string InternalError = "internal_error";

    /// <summary>So often somebody may place or change an order of the chunk between the look and the write before the chunk counts as failed.</summary>
    private const int MaxTries = 20;

    /// <summary>Orders that are taken back together.</summary>
    private const int UndoOrders = 2_000;

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>Returns when the import is finished or stopped, somebody else has it, or (by exception) when it must be tried again.</summary>
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
            var (outcome, stop) = await WorkWatchedAsync(run, worker, reporter, cancellationToken);
            if (stop is { } asked)
            {
                await StopAsync(run, worker, asked, reporter, cancellationToken);
            }
            else
            {
                await FinishAsync(run, worker, outcome!, reporter, cancellationToken);
            }
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
        var (next, tellsNow) = FollowImport.After(run, outcome, reporter.OrdersCreated);
        var last = reporter.Finish(outcome.Status, next);
        await store.FinishAsync(run, worker, outcome with { Sequence = last.Sequence, Next = next, TellsNow = tellsNow }, cancellationToken);

        // It is finished whatever happens now, and viewers wait for this one.
        await publisher.PublishAsync(last, CancellationToken.None);
    }

    private async Task StopAsync(ImportRun run, Guid worker, ImportStop stop, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        var last = reporter.Finish(stop == ImportStop.Pause ? ImportStatus.Paused : ImportStatus.Cancelled);
        await store.StopAsync(run, worker, stop, last.Sequence, cancellationToken);
        await publisher.PublishAsync(last, CancellationToken.None);
    }

    /// <summary>
    /// Works with a sign of life, an ear for people and the reports going on beside; all have ended when this returns.
    /// </summary>
    /// <returns>How it ended, or what a person asked for instead.</returns>
    private async Task<(ImportOutcome? Outcome, ImportStop? Stop)> WorkWatchedAsync(
        ImportRun run, Guid worker, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ImportStop? stop = null;
        var alive = KeepAliveAsync(run, worker, work);
        var listening = ListenAsync();
        var reporting = reporter.RunAsync(work.Token);
        try
        {
            return (await WorkAsync(run, worker, reporter, work.Token), null);
        }
        catch (Exception exception) when (work.IsCancellationRequested && !cancellationToken.IsCancellationRequested && exception is OperationCanceledException)
        {
            // Only a person or the keep-alive cancels by itself.
            return stop is null ? throw new ImportTakenOverException() : (null, stop);
        }
        finally
        {
            await work.CancelAsync();
            await Task.WhenAll(alive, listening, reporting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ListenAsync()
        {
            using var timer = new PeriodicTimer(StopInterval, clock);
            do
            {
                if (await store.RequestedStopAsync(run.Id, work.Token) is { } asked)
                {
                    stop = asked;
                    await work.CancelAsync();
                }
            }
            while (await timer.WaitForNextTickAsync(work.Token));
        }
    }

    private async Task<ImportOutcome> WorkAsync(ImportRun run, Guid worker, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        if (run.Task == ImportTask.Undo)
        {
            return await UndoAsync(run, worker, reporter, cancellationToken);
        }

        reporter.Enter(ImportPhase.Reading, null);
        await store.EnterPhaseAsync(run, worker, ImportPhase.Reading, null, reporter.Sequence, cancellationToken);
        if (await reader.ReadHeadingAsync(run.File, run.Format, cancellationToken) is not { } heading)
        {
            return Failed(ProblemCodes.EmptyFile, [new ImportProblem(0, null, ProblemCodes.EmptyFile, ProblemSeverity.Error, null)]);
        }

        var (map, options) = FileReading.Of(run.Mapping, heading, run.Format, run.CreatedAt);
        if (map.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } unusable)
        {
            return Failed(unusable.Code, map.Problems);
        }

        var touched = run.Task == ImportTask.DryRun || run.Confirmed is not null ? new TouchedOrders() : null;
        OrderIndex index;
        try
        {
            index = await passes.IndexAsync(run.File, run.Format, map, options, touched, rows => reporter.Advance(rows), cancellationToken);
        }
        catch (BrokenFileException broken)
        {
            // A workbook that is damaged behind its first rows; this pass reads it to its end, so nothing is written yet.
            return Failed(broken.Problem.Code, [new ImportProblem(0, null, broken.Problem.Code, ProblemSeverity.Error, null, broken.Problem.Arguments)]);
        }

        if (index.Rows > limits.MaxRows)
        {
            return Failed(ProblemCodes.TooManyRows, [new ImportProblem(0, null, ProblemCodes.TooManyRows, ProblemSeverity.Error, null,
                index.Rows.ToString(CultureInfo.InvariantCulture), limits.MaxRows.ToString(CultureInfo.InvariantCulture))]);
        }

        // Only before the first chunk: what the import itself has written since is no change by others.
        if (run.Confirmed is { } confirmed && run.Checkpoint.OrdersDone == 0 && !confirmed.AsSpan().SequenceEqual(touched!.ToDigest()))
        {
            return Failed(ProblemCodes.ConfirmationOutdated, [new ImportProblem(0, null, ProblemCodes.ConfirmationOutdated, ProblemSeverity.Error, null)]);
        }

        reporter.Enter(ImportPhase.Validating, index.Rows);
        await store.EnterPhaseAsync(run, worker, ImportPhase.Validating, index.Rows, reporter.Sequence, cancellationToken);
        if (run.Task == ImportTask.DryRun)
        {
            await PassAsync(run, worker, ImportPass.DryRun, options, index, reporter, cancellationToken);
            return new ImportOutcome(ImportStatus.AwaitingConfirmation, null, null, null, 0, []) { Touched = touched!.ToDigest() };
        }

        if (run.Settings.Mode == ImportMode.AllOrNothing)
        {
            return await WholeAsync(run, worker, options, index, reporter, cancellationToken);
        }

        var counts = await PassAsync(run, worker, ImportPass.Write, options, index, reporter, cancellationToken);
        return await CloseAsync(run, counts!, index.Rows, cancellationToken);
    }

    /// <summary>
    /// All in one transaction. At the first order that cannot go in, all is taken back and the file is gone through once more, to say everything that
    /// is wrong with it; only that second part leaves checkpoints.
    /// </summary>
    private async Task<ImportOutcome> WholeAsync(
        ImportRun run, Guid worker, ReadingOptions options, OrderIndex index, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        if (run.Checkpoint.OrdersDone == 0)
        {
            if (await TryWholeAsync() is { } outcome)
            {
                return outcome;
            }

            reporter.Restart();
            index = await passes.IndexAsync(run.File, run.Format, index.Map, options, null, static _ => { }, cancellationToken);
        }

        await PassAsync(run, worker, ImportPass.ReportOnly, options, index, reporter, cancellationToken);
        return Failed(ProblemCodes.NothingWritten, []);

        // What it returns is not committed before the end of the import is: FinishAsync does both.
        async Task<ImportOutcome?> TryWholeAsync()
        {
            await store.BeginWholeAsync(run, worker, cancellationToken);
            try
            {
                if (await PassAsync(run, worker, ImportPass.Write, options, index, reporter, cancellationToken) is { } counts
                    && await CloseAsync(run, counts, index.Rows, cancellationToken) is var outcome)
                {
                    if (outcome.Status == ImportStatus.Failed)
                    {
                        await store.RollBackWholeAsync(CancellationToken.None);
                    }

                    return outcome;
                }

                await store.RollBackWholeAsync(CancellationToken.None);
                return null;
            }
            catch (StoredOrdersChangedException)
            {
                // A number was taken while we wrote; the second look finds it and says so.
                await store.RollBackWholeAsync(CancellationToken.None);
                return null;
            }
            catch
            {
                await store.RollBackWholeAsync(CancellationToken.None);
                throw;
            }
        }
    }

    /// <summary>Goes through the orders behind the checkpoint.</summary>
    /// <returns>The counters, or null where all or nothing was asked for and an order cannot go in.</returns>
    private async Task<ImportCheckpoint?> PassAsync(
        ImportRun run, Guid worker, ImportPass pass, ReadingOptions options, OrderIndex index, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        var chunks = Channel.CreateBounded<(IReadOnlyList<PlacedOrder> Orders, IPreparedOrders? Prepared)>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var producing = ProduceAsync();
        var counts = run.Checkpoint;
        if (counts.OrdersDone == 0)
        {
            // Rows that are no lines belong to no order and so to no chunk: they are counted with the first one.
            counts = counts with { RowsSkipped = index.RowsSkipped };
        }

        try
        {
            var entered = pass != ImportPass.Write;
            if (index.Orders == 0 && index.RowsSkipped > 0)
            {
                await store.CommitAsync(run, worker, new ImportChunk([], null, [], [], counts, reporter.Sequence), both.Token);
            }

            await foreach (var chunk in chunks.Reader.ReadAllAsync(both.Token))
            {
                if (!entered)
                {
                    entered = true;
                    reporter.Enter(ImportPhase.Writing, index.Rows);
                    await store.EnterPhaseAsync(run, worker, ImportPhase.Writing, index.Rows, reporter.Sequence, both.Token);
                }

                using var prepared = chunk.Prepared;
                counts = await CommitAsync(run, worker, pass, chunk.Orders, prepared, counts, reporter, both.Token);
                reporter.Committed(counts);
                if (pass == ImportPass.Write && run.Settings.Mode == ImportMode.AllOrNothing && counts.OrdersRejected > 0)
                {
                    return null;
                }
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
                await foreach (var chunk in passes.AssembleAsync(run, options, index, both.Token).ConfigureAwait(false))
                {
                    var prepared = pass == ImportPass.Write
                        ? store.Prepare([.. chunk.Where(static placed => placed.Order is not null).Select(static placed => placed.Order!)])
                        : null;
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

    private async Task<ImportCheckpoint> CommitAsync(
        ImportRun run, Guid worker, ImportPass pass, IReadOnlyList<PlacedOrder> chunk, IPreparedOrders? prepared, ImportCheckpoint before,
        ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        var numbers = new List<string>(chunk.Count);
        foreach (var placed in chunk)
        {
            if (placed.Order is not null)
            {
                numbers.Add(placed.Order.OrderNumber);
            }
        }

        // All or nothing tries once: what has failed within the one transaction cannot be repeated within it.
        var tries = run.Settings.Mode == ImportMode.AllOrNothing ? 1 : MaxTries;
        while (true)
        {
            var stored = await storedOrders.FindAsync(numbers, run.Settings.Duplicates == DuplicatePolicy.Update, cancellationToken);
            var write = ChunkSorting.Sort(run, pass, chunk, stored, before, reporter.Sequence) with { Prepared = prepared };
            try
            {
                await store.CommitAsync(run, worker, write, cancellationToken);
                return write.After;
            }
            catch (StoredOrdersChangedException) when (--tries > 0)
            {
                // Somebody placed or changed one of them between the look and the write: look again.
            }
        }
    }

    /// <summary>Adds up what is stored and compares it with what was read; a difference is a failure that everybody sees.</summary>
    private async Task<ImportOutcome> CloseAsync(ImportRun run, ImportCheckpoint counts, long rows, CancellationToken cancellationToken)
    {
        var stored = await store.AddUpAsync(run, cancellationToken);
        var matches = stored.Orders == counts.OrdersCreated + counts.OrdersUpdated && stored.Lines == counts.RowsAccepted && stored.Quantity == counts.Quantity
            && stored.Amount == counts.Amount && counts.RowsDone == rows;
        if (!matches)
        {
            return new ImportOutcome(ImportStatus.Failed, ProblemCodes.TotalMismatch, stored, false, 0, []);
        }

        var status = counts.RowsRejected > 0 ? ImportStatus.CompletedWithErrors : ImportStatus.Completed;
        return new ImportOutcome(status, null, stored, true, 0, []);
    }

    private async Task<ImportOutcome> UndoAsync(ImportRun run, Guid worker, ImportProgressReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Enter(ImportPhase.Writing, run.Checkpoint.OrdersCreated + run.Checkpoint.OrdersUpdated);
        while (true)
        {
            var (counts, isDone) = await store.UndoAsync(run, worker, UndoOrders, reporter.Sequence, cancellationToken);
            reporter.Advance(counts.Removed + counts.Restored + counts.Kept);
            if (isDone)
            {
                return new ImportOutcome(ImportStatus.Undone, null, null, null, 0, []);
            }
        }
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
