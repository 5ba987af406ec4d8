namespace OrderPortal.Domain.Imports;

/// <summary>
/// Tells viewers how far a running import is: at most ten times a second, at least twice while work goes on. Runs beside the
/// work and never holds it up; the work only sets counters.
/// </summary>
public sealed class ImportProgressReporter(ImportRun run, IImportProgressPublisher publisher, TimeProvider clock)
{
    /// <summary>Never more often than this. The last event of an import waits for nobody, and is still at most the tenth of its second.</summary>
    public static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(115);

    /// <summary>Due after so long without news, which leaves a tick and the way to the viewer within half a second.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Timestamp, long Rows)> _samples = new();
    private readonly Lock _lock = new();
    private ImportPhase _phase = ImportPhase.Received;
    private ImportCheckpoint _counts = run.Checkpoint;
    private long _rowsDone = run.Checkpoint.RowsDone;
    private long? _rowsTotal;
    private bool _changed = true;

    /// <summary>
    /// Rises across take-overs: the attempt is in the upper part. Below 2^53, so that JavaScript clients read it exactly.
    /// </summary>
    private long _sequence = (long)run.Attempt << 32;

    /// <summary>The number of the last event; goes into the checkpoint, so that a later snapshot never steps back.</summary>
    public long Sequence
    {
        get
        {
            lock (_lock)
            {
                return _sequence;
            }
        }
    }

    public void Enter(ImportPhase phase, long? rowsTotal)
    {
        lock (_lock)
        {
            _phase = phase;
            _rowsTotal = rowsTotal ?? _rowsTotal;

            // A pass that only looked at the rows has committed none: the bar must not start full and fall back. Undoing counts orders, from none.
            _rowsDone = run.Task == ImportTask.Undo ? 0 : _counts.RowsDone;
            _samples.Clear();
            _changed = true;
        }
    }

    /// <summary>Rows looked at in a phase that commits nothing.</summary>
    public void Advance(long rowsDone)
    {
        lock (_lock)
        {
            _rowsDone = rowsDone;
            _changed = true;
        }
    }

    /// <summary>Up to the last committed chunk.</summary>
    public long OrdersCreated => _counts.OrdersCreated;

    /// <summary>What was done so far counts no more: the work begins anew.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _counts = run.Checkpoint;
            _samples.Clear();
            _changed = true;
        }
    }

    public void Committed(ImportCheckpoint counts)
    {
        lock (_lock)
        {
            _counts = counts;
            _rowsDone = counts.RowsDone;
            _changed = true;
        }
    }

    /// <summary>Publishes until cancelled. A failure to publish is the publisher's to log: viewers have the snapshot.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ShortestGap, clock);
        long? last = null;
        do
        {
            ImportProgress? next = null;
            lock (_lock)
            {
                if (IsDue(last))
                {
                    next = Next(ImportStatus.Running);
                }
            }

            if (next is not null)
            {
                last = clock.GetTimestamp();
                await publisher.PublishAsync(next, cancellationToken);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>The last event of this run. The phase stays where an import only pauses.</summary>
    /// <param name="next">What follows when its rows are done.</param>
    public ImportProgress Finish(ImportStatus status, ImportPhase next = ImportPhase.Finished)
    {
        lock (_lock)
        {
            _phase = status == ImportStatus.Paused ? _phase : next;
            return Next(status);
        }
    }

    /// <remarks>A tick may come at once after one that was late, hence the look at the clock.</remarks>
    private bool IsDue(long? last)
    {
        var gap = last is { } timestamp ? clock.GetElapsedTime(timestamp) : TimeSpan.MaxValue;
        return gap >= (_changed ? ShortestGap : LongestGap);
    }

    private ImportProgress Next(ImportStatus status)
    {
        _changed = false;
        var rate = Rate();
        double? left = rate > 0 && _rowsTotal is { } total ? (total - _rowsDone) / rate : null;
        return new ImportProgress(
            run.Id, run.Tenant, ++_sequence, status, _phase, _rowsDone, _rowsTotal,
            _counts.RowsAccepted, _counts.RowsRejected, _counts.Warnings, Math.Round(rate, 1), left is null ? null : Math.Round(left.Value, 1));
    }

    private double Rate()
    {
        var now = clock.GetTimestamp();
        _samples.Enqueue((now, _rowsDone));
        while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().Timestamp, now) > RateWindow)
        {
            _samples.Dequeue();
        }

        var (since, rows) = _samples.Peek();
        var seconds = clock.GetElapsedTime(since, now).TotalSeconds;
        return seconds > 0 ? Math.Max(0, (_rowsDone - rows) / seconds) : 0;
    }
}
