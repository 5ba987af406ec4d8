using FsCheck.Fluent;
using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.Testing.Imports;
using static OrderPortal.Domain.Tests.Imports.TestFile;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class RunImportTests
{
    private static readonly FileRow Heading = new(1, [.. ImportColumns.All.Select(info => info.Japanese)], RowFlaws.None);

    private static readonly ImportRun Import = new(
        ImportId.New(), TenantId.New(), 1, new StoredFile(StoredFileId.New(), "注文.csv", 1, new byte[32]), FileFormat.Delimited(FileEncoding.Utf8, ','),
        new ImportSettings(), new TenantSettings { FreeProductCodes = true }, 0, ImportCheckpoint.Start, ReceivedAt);

    private static readonly FileRow[] TwentyOrders = [.. Enumerable.Range(0, 40).Select(i => Row(
        i + 2, (ImportColumn.OrderNumber, $"EC-{i / 2:D3}"), (ImportColumn.Quantity, i is 10 or 25 ? "many" : $"{i + 1}"), (ImportColumn.UnitPrice, "100")))];

    private readonly FakeImportRunStore _store = new(Import);

    [Fact]
    public async Task Execute_WhenItCrashedAfterTheThirdChunk_GoesOnAtTheFourth()
    {
        var whole = new FakeImportRunStore(Import);
        await RunAsync(whole, TwentyOrders, chunkOrders: 3);
        _store.AfterCommit = _ =>
        {
            if (_store.Chunks.Count == 3)
            {
                throw new CrashException();
            }
        };

        await Assert.ThrowsAsync<CrashException>(() => RunAsync(_store, TwentyOrders, chunkOrders: 3));
        var left = _store.Checkpoint;
        _store.AfterCommit = _ => { };
        await RunAsync(_store, TwentyOrders, chunkOrders: 3);

        Assert.Equal(9, left.OrdersDone);
        Assert.Equal(whole.Chunks, _store.Chunks);
        Assert.Equal(Say(whole), Say(_store));
        Assert.Equal((18, 2, 4), (_store.Checkpoint.OrdersCreated, _store.Checkpoint.OrdersRejected, _store.Checkpoint.RowsRejected));
        Assert.Equal(ImportStatus.CompletedWithErrors, _store.Outcome!.Status);
        Assert.True(_store.Outcome.TotalsMatch);
    }

    [Fact]
    public void Execute_WhateverTheChunksAndWhereverItCrashes_GivesTheSame()
    {
        var row = from number in Gen.Choose(1, 12)
                  from quantity in Gen.Elements("1", "2", "30", "x", "")
                  from code in Gen.Elements("A-1", "Ｂ－２")
                  select (number, quantity, code);
        var cases = from rows in row.ArrayOf()
                    from size in Gen.Choose(1, 7)
                    from crashes in Gen.Choose(0, 9).ArrayOf()
                    from after in Gen.Elements(true, false)
                    select (rows, size, crashes, after);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            FileRow[] rows = [.. one.rows.Select((cells, i) => Row(
                i + 2, (ImportColumn.OrderNumber, $"EC-{cells.number}"), (ImportColumn.Quantity, cells.quantity), (ImportColumn.ProductCode, cells.code)))];
            var whole = new FakeImportRunStore(Import);
            RunAsync(whole, rows, chunkOrders: 1_000).GetAwaiter().GetResult();
            var crashed = new FakeImportRunStore(Import) { Failures = int.MinValue };
            foreach (var crash in one.crashes)
            {
                var until = crash;
                void Crash()
                {
                    if (until-- == 0)
                    {
                        throw new CrashException();
                    }
                }

                crashed.BeforeCommit = (_, _) =>
                {
                    if (!one.after)
                    {
                        Crash();
                    }

                    return Task.CompletedTask;
                };
                crashed.AfterCommit = _ =>
                {
                    if (one.after)
                    {
                        Crash();
                    }
                };
                try
                {
                    RunAsync(crashed, rows, one.size).GetAwaiter().GetResult();
                }
                catch (CrashException)
                {
                    // The next worker goes on.
                }
            }

            crashed.BeforeCommit = (_, _) => Task.CompletedTask;
            crashed.AfterCommit = _ => { };
            RunAsync(crashed, rows, one.size).GetAwaiter().GetResult();

            Assert.Equal(Say(whole), Say(crashed));
            Assert.Equal(rows.Length, whole.Checkpoint.RowsDone);
            Assert.Equal(crashed.StoredSequences.Order(), crashed.StoredSequences);
        }).Holds();
    }

    [Fact]
    public async Task Execute_WhenANumberIsTakenBetweenLookAndWrite_RejectsThatOrderOnly()
    {
        _store.BeforeCommit = (_, _) =>
        {
            _store.Taken.Add("EC-004");
            return Task.CompletedTask;
        };

        await RunAsync(_store, TwentyOrders, chunkOrders: 1_000);

        Assert.DoesNotContain(_store.Orders, order => order.OrderNumber == "EC-004");
        Assert.Equal(17, _store.Orders.Count);
        Assert.Equal([10, 11], _store.Problems.Where(problem => problem.Code == ProblemCodes.DuplicateExisting).Select(problem => problem.Row));
        Assert.True(_store.Outcome!.TotalsMatch);
    }

    [Fact]
    public async Task Execute_WhenTheWriteGoesOnFindingNumbersTaken_EndsAndTriesAgainLater()
    {
        _store.BeforeCommit = (_, _) => throw new StoredOrdersChangedException(new InvalidOperationException());

        await Assert.ThrowsAsync<StoredOrdersChangedException>(() => RunAsync(_store, TwentyOrders, chunkOrders: 1_000));

        Assert.Equal((true, 1), (_store.IsFree, _store.Failures));
    }

    [Fact]
    public async Task Execute_WhenOrdersExist_TellsEachOfTheirRows()
    {
        _store.Taken.UnionWith(["EC-000", "EC-019"]);

        await RunAsync(_store, TwentyOrders, chunkOrders: 1_000);

        Assert.Equal([2, 3, 40, 41], _store.Problems.Where(problem => problem.Code == ProblemCodes.DuplicateExisting).Select(problem => problem.Row));
        Assert.Equal((16, 4, 8), (_store.Checkpoint.OrdersCreated, _store.Checkpoint.OrdersRejected, _store.Checkpoint.RowsRejected));
    }

    [Fact]
    public async Task Execute_WhenTheStoredOrdersAddUpToSomethingElse_Fails()
    {
        _store.AddsUpTo = new StoredTotals(1, 2, 3, 4);

        await RunAsync(_store, TwentyOrders, chunkOrders: 1_000);

        Assert.Equal((ImportStatus.Failed, ProblemCodes.TotalMismatch, false), (_store.Outcome!.Status, _store.Outcome.FailureCode, _store.Outcome.TotalsMatch));
    }

    [Fact]
    public async Task Execute_WhenThereAreTooManyRows_WritesNone()
    {
        await RunAsync(_store, TwentyOrders, chunkOrders: 1_000, maxRows: 39);

        Assert.Empty(_store.Orders);
        Assert.Equal((ImportStatus.Failed, ProblemCodes.TooManyRows), (_store.Outcome!.Status, _store.Outcome.FailureCode));
        Assert.Equal((0, ProblemCodes.TooManyRows), (_store.Problems.Single().Row, _store.Problems.Single().Code));
    }

    [Fact]
    public async Task Execute_WhenOrdersHaveManyRows_KeepsChunksSmall()
    {
        FileRow[] rows = [.. Enumerable.Range(0, 200).Select(i => Row(i + 2, (ImportColumn.OrderNumber, $"EC-{i / 20}"), (ImportColumn.UnitPrice, "1")))];

        await RunAsync(_store, rows, chunkOrders: 10);

        Assert.Equal([2, 2, 2, 2, 2], _store.Chunks);
    }

    [Fact]
    public async Task Execute_WhenItIsTakenOver_StopsWithoutAWrite()
    {
        var clock = new ManualClock();
        var arrived = new TaskCompletionSource();
        _store.BeforeCommit = async (_, cancellationToken) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var running = RunAsync(_store, TwentyOrders, chunkOrders: 1_000, clock: clock);
        await arrived.Task;
        _store.LoseClaim();
        Assert.NotNull(await _store.ClaimAsync(Import.Id, Guid.NewGuid(), TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromSeconds(4));
        await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Empty(_store.Orders);
        Assert.Null(_store.Outcome);
        Assert.Equal((false, 0), (_store.IsFree, _store.Failures));
    }

    [Fact]
    public async Task Execute_WhenTheWriteIsRefused_StopsWithoutAFailure()
    {
        _store.BeforeCommit = (_, _) =>
        {
            _store.LoseClaim();
            return Task.CompletedTask;
        };

        await RunAsync(_store, TwentyOrders, chunkOrders: 1_000);

        Assert.Empty(_store.Orders);
        Assert.Equal(0, _store.Failures);
    }

    [Fact]
    public async Task Execute_WhenItFailsTooOften_IsGivenUp()
    {
        _store.BeforeCommit = (_, _) => throw new CrashException();

        for (var failure = 1; failure <= RunImport.MaxFailures; failure++)
        {
            Assert.Null(_store.Outcome);
            await Assert.ThrowsAsync<CrashException>(() => RunAsync(_store, TwentyOrders, chunkOrders: 1_000));
        }

        Assert.Equal((ImportStatus.Failed, RunImport.InternalError), (_store.Outcome!.Status, _store.Outcome.FailureCode));
    }

    [Fact]
    public async Task Execute_WhenItIsStoppedAgainAndAgain_IsNotGivenUp()
    {
        for (var i = 0; i < 2 * RunImport.MaxFailures; i++)
        {
            using var stop = new CancellationTokenSource();
            _store.BeforeCommit = async (_, cancellationToken) =>
            {
                await stop.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(_store, TwentyOrders, chunkOrders: 1_000, stop: stop));
            Assert.Equal((true, 0), (_store.IsFree, _store.Failures));
        }

        _store.BeforeCommit = (_, _) => throw new CrashException();
        await Assert.ThrowsAsync<CrashException>(() => RunAsync(_store, TwentyOrders, chunkOrders: 1_000));
        Assert.Null(_store.Outcome);
    }

    [Fact]
    public async Task Execute_TheLastEventHasTheStoredNumber()
    {
        var publisher = new RecordingPublisher(TimeProvider.System);

        await RunAsync(_store, TwentyOrders, chunkOrders: 3, publisher: publisher);

        var last = publisher.Published[^1].Progress;
        Assert.Equal((true, ImportPhase.Finished, _store.Outcome!.Sequence), (last.IsFinal, last.Phase, last.Sequence));
        Assert.Equal((ImportPhase.Finished, true), (_store.Outcome.Next, _store.Outcome.TellsNow));
        Assert.Equal(publisher.Published.Select(one => one.Progress.Sequence).Distinct().Order(), publisher.Published.Select(one => one.Progress.Sequence));
        Assert.Equal((36, 4), (last.Accepted, last.Rejected));
    }

    private static Task RunAsync(
        FakeImportRunStore store, FileRow[] rows, int chunkOrders, int maxRows = 1_000_000, TimeProvider? clock = null, IImportProgressPublisher? publisher = null,
        CancellationTokenSource? stop = null)
    {
        clock ??= TimeProvider.System;
        var limits = new ImportLimits { ChunkOrders = chunkOrders, MaxRows = maxRows };
        var reader = new FakeOrderFileReader(Heading, rows);
        var passes = new OrderFilePasses(reader, store, new FakeCatalogs(), limits, clock);
        return new RunImport(store, passes, reader, store, publisher ?? new RecordingPublisher(clock), new OperationContext(), limits, clock)
            .ExecuteAsync(Import.Id, stop?.Token ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Everything that an import leaves behind, but for ids and times.</summary>
    private static string Say(FakeImportRunStore store) => string.Join('\n', [
        $"{store.Outcome?.Status} {store.Outcome?.FailureCode} {store.Outcome?.TotalsMatch} {store.Outcome?.Stored} {store.Checkpoint}",
        .. store.Orders.Select(order =>
            $"{order.OrderNumber} {order.Totals} {order.Origin!.RowNumber} {string.Join('|', order.Lines.Select(line => $"{line.Number} {line.RowNumber} {line.ProductCode} {line.Quantity} {line.UnitPrice}"))}"),
        .. store.Problems.Select(problem => $"{problem.Row} {problem.Column} {problem.Code} {problem.Value} {string.Join('|', problem.Arguments)}")]);

    private sealed class CrashException : Exception;
}
