using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Orders;

namespace OrderPortal.Testing.Imports;

/// <summary>One import in memory, with the fence that the real store has: what a worker without the claim writes is refused.</summary>
public sealed class FakeImportRunStore(ImportRun start) : IImportRunStore, IStoredOrders
{
    private readonly Lock _lock = new();
    private readonly List<Order> _orders = [];
    private readonly List<ImportProblem> _problems = [];
    private readonly List<int> _chunks = [];
    private Guid? _worker;

    /// <summary>Before a chunk is written; throw to crash there, take numbers to be faster.</summary>
    public Func<ImportChunk, CancellationToken, Task> BeforeCommit { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>After a chunk is written; throw for a worker that dies before it hears of it.</summary>
    public Action<ImportChunk> AfterCommit { get; set; } = _ => { };

    /// <summary>What the control totals find instead of what is stored.</summary>
    public StoredTotals? AddsUpTo { get; set; }

    /// <summary>Numbers of orders that were there before or come in from elsewhere.</summary>
    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>Orders that were there before, with their values.</summary>
    public Dictionary<string, StoredOrder> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>What a person asks of the worker.</summary>
    public ImportStop? RequestedStop { get; set; }

    public ImportStop? StoppedBy { get; private set; }

    public List<OrderUpdate> Updates { get; } = [];

    private (List<Order> Orders, List<ImportProblem> Problems, List<OrderUpdate> Updates, ImportCheckpoint Checkpoint)? _before;

    public ImportCheckpoint Checkpoint { get; private set; } = start.Checkpoint;

    public IReadOnlyList<Order> Orders => _orders;

    public IReadOnlyList<ImportProblem> Problems => _problems;

    /// <summary>How many orders each committed chunk brought.</summary>
    public IReadOnlyList<int> Chunks => _chunks;

    public int Attempts { get; private set; }

    public int Failures { get; set; }

    public bool IsFree => _worker is null;

    public ImportOutcome? Outcome { get; private set; }

    /// <summary>Sequence numbers in the order in which they were stored.</summary>
    public List<long> StoredSequences { get; } = [];

    public IPreparedOrders Prepare(IReadOnlyList<Order> newOrders) => new NothingPrepared();

    public Task<ImportRun?> ClaimAsync(ImportId import, Guid worker, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_worker is not null || Outcome is not null)
            {
                return Task.FromResult<ImportRun?>(null);
            }

            _worker = worker;
            return Task.FromResult<ImportRun?>(start with { Attempt = ++Attempts, Failures = Failures, Checkpoint = Checkpoint });
        }
    }

    /// <summary>As when the lease has run out.</summary>
    public void LoseClaim() => _worker = null;

    public Task<bool> KeepAliveAsync(ImportId import, Guid worker, CancellationToken cancellationToken) => Task.FromResult(_worker == worker);

    public Task ReleaseAsync(ImportId import, Guid worker, bool failed, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_worker == worker)
            {
                _worker = null;
                Failures += failed ? 1 : 0;
            }
        }

        return Task.CompletedTask;
    }

    public Task EnterPhaseAsync(ImportRun run, Guid worker, ImportPhase phase, long? rowsTotal, long sequence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Fence(worker);
        StoredSequences.Add(sequence);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, StoredOrder>> FindAsync(IReadOnlyCollection<string> orderNumbers, bool withValues, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = new Dictionary<string, StoredOrder>(StringComparer.Ordinal);
        foreach (var number in orderNumbers)
        {
            if (Stored.TryGetValue(number, out var stored))
            {
                found[number] = stored;
            }
            else if (Taken.Contains(number) || _orders.Exists(order => order.OrderNumber == number))
            {
                found[number] = new StoredOrder(OrderId.New(), number, OrderStatus.Confirmed, PaymentStatus.Unpaid, 1, null);
            }
        }

        return Task.FromResult<IReadOnlyDictionary<string, StoredOrder>>(found);
    }

    public Task<ImportStop?> RequestedStopAsync(ImportId import, CancellationToken cancellationToken) => Task.FromResult(RequestedStop);

    public Task BeginWholeAsync(ImportRun run, Guid worker, CancellationToken cancellationToken)
    {
        Fence(worker);
        _before = ([.. _orders], [.. _problems], [.. Updates], Checkpoint);
        return Task.CompletedTask;
    }

    public Task RollBackWholeAsync(CancellationToken cancellationToken)
    {
        if (_before is { } before)
        {
            _orders.Clear();
            _orders.AddRange(before.Orders);
            _problems.Clear();
            _problems.AddRange(before.Problems);
            Updates.Clear();
            Updates.AddRange(before.Updates);
            Checkpoint = before.Checkpoint;
            _before = null;
        }

        return Task.CompletedTask;
    }

    public Task<(UndoCounts Counts, bool IsDone)> UndoAsync(ImportRun run, Guid worker, int limit, long sequence, CancellationToken cancellationToken)
    {
        Fence(worker);
        var removed = Math.Min(limit, _orders.Count);
        _orders.RemoveRange(0, removed);
        Removed += removed;
        return Task.FromResult((new UndoCounts(Removed, 0, 0), removed == 0));
    }

    public long Removed { get; private set; }

    public async Task StopAsync(ImportRun run, Guid worker, ImportStop stop, long sequence, CancellationToken cancellationToken)
    {
        Fence(worker);
        await RollBackWholeAsync(CancellationToken.None);
        _worker = null;
        StoppedBy = stop;
        StoredSequences.Add(sequence);
    }

    public async Task CommitAsync(ImportRun run, Guid worker, ImportChunk chunk, CancellationToken cancellationToken)
    {
        await BeforeCommit(chunk, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Fence(worker);
        if (chunk.Orders.Any(order => Taken.Contains(order.OrderNumber) || _orders.Exists(stored => stored.OrderNumber == order.OrderNumber)))
        {
            throw new StoredOrdersChangedException(new InvalidOperationException());
        }

        _orders.AddRange(chunk.Orders);
        Updates.AddRange(chunk.Updates);
        _problems.AddRange(chunk.Problems);
        _chunks.Add(chunk.Orders.Count);
        Checkpoint = chunk.After;
        StoredSequences.Add(chunk.Sequence);
        AfterCommit(chunk);
    }

    public Task<StoredTotals> AddUpAsync(ImportRun run, CancellationToken cancellationToken)
    {
        List<(int Quantity, long Amount)> lines =
        [
            .. _orders.SelectMany(order => order.Lines).Select(line => (line.Quantity, line.Amount)),
            .. Updates.SelectMany(update => update.Values.Lines).Select(line => (line.Quantity, line.Amount)),
        ];
        return Task.FromResult(
            AddsUpTo ?? new StoredTotals(_orders.Count + Updates.Count, lines.Count, lines.Sum(line => (long)line.Quantity), lines.Sum(line => line.Amount)));
    }

    public Task FinishAsync(ImportRun run, Guid worker, ImportOutcome outcome, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Fence(worker);
        _worker = null;
        _before = null;
        _problems.AddRange(outcome.Problems);
        Outcome = outcome;
        StoredSequences.Add(outcome.Sequence);
        return Task.CompletedTask;
    }

    private void Fence(Guid worker)
    {
        if (_worker != worker)
        {
            throw new ImportTakenOverException();
        }
    }

    private sealed class NothingPrepared : IPreparedOrders
    {
        public void Dispose()
        {
        }
    }
}
