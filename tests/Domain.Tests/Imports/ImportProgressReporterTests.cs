using OrderPortal.Domain.Imports;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Testing;
using OrderPortal.Testing.Imports;

namespace OrderPortal.Domain.Tests.Imports;

public sealed class ImportProgressReporterTests
{
    private static readonly ImportRun Import = new(
        ImportId.New(), TenantId.New(), 1, new StoredFile(StoredFileId.New(), "a.csv", 1, new byte[32]), FileFormat.Delimited(FileEncoding.Utf8, ','),
        new ImportSettings(), new TenantSettings(), 1, ImportCheckpoint.Start, TestFile.ReceivedAt);

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(1_700)]
    public void Run_WhenCountersMoveAllTheTime_SpeaksAtMostTenTimesASecond(int everySecondPublishingTakesMs)
    {
        var publisher = new RecordingPublisher(_clock);
        var reporter = new ImportProgressReporter(Import, publisher, _clock);
        publisher.Delay = () => publisher.Published.Count % 2 == 0 || everySecondPublishingTakesMs == 0
            ? Task.CompletedTask
            : Task.Delay(TimeSpan.FromMilliseconds(everySecondPublishingTakesMs), _clock);

        Pump(reporter, TimeSpan.FromSeconds(10), i => reporter.Advance(i));
        reporter.Finish(ImportStatus.Completed);

        var times = publisher.Published.Select(one => one.At).Append(_clock.GetUtcNow()).ToList();
        Assert.All(times, from => Assert.InRange(times.Count(at => at >= from && at < from + TimeSpan.FromSeconds(1)), 1, 10));
        Assert.All(times.SkipLast(1).Zip(times.Skip(1).SkipLast(1)), pair => Assert.True(pair.Second - pair.First >= ImportProgressReporter.ShortestGap));
        Assert.True(everySecondPublishingTakesMs > 1_000 || times.Count > 20);
    }

    [Fact]
    public void Run_WhenNothingMoves_SpeaksTwiceASecond()
    {
        var publisher = new RecordingPublisher(_clock);
        Pump(new ImportProgressReporter(Import, publisher, _clock), TimeSpan.FromSeconds(10), _ => { });

        var times = publisher.Published.Select(one => one.At).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalMilliseconds, 115, 500));
        Assert.True(times.Count >= 20);
    }

    [Fact]
    public void Sequence_RisesAcrossAttempts()
    {
        var publisher = new RecordingPublisher(_clock);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var reporter = new ImportProgressReporter(Import with { Attempt = attempt }, publisher, _clock);
            Pump(reporter, TimeSpan.FromSeconds(3), i => reporter.Advance(i));
        }

        var numbers = publisher.Published.Select(one => one.Progress.Sequence).ToList();
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.All(numbers, number => Assert.InRange(number, 1, 1L << 53));
    }

    [Fact]
    public void Enter_WhenReadingIsDone_CountsFromTheCheckpointAgain()
    {
        var publisher = new RecordingPublisher(_clock);
        var reporter = new ImportProgressReporter(Import with { Checkpoint = new ImportCheckpoint { RowsAccepted = 40 } }, publisher, _clock);
        reporter.Advance(100);

        reporter.Enter(ImportPhase.Validating, 100);
        Pump(reporter, TimeSpan.FromSeconds(1), _ => { });

        Assert.All(publisher.Published, one => Assert.Equal((40, 100), (one.Progress.RowsDone, one.Progress.RowsTotal)));
    }

    [Fact]
    public void Finish_AfterCommits_TellsRateAndNothingLeft()
    {
        var publisher = new RecordingPublisher(_clock);
        var reporter = new ImportProgressReporter(Import, publisher, _clock);
        reporter.Enter(ImportPhase.Writing, 1_000);
        Pump(reporter, TimeSpan.FromSeconds(4), i => reporter.Committed(new ImportCheckpoint { RowsAccepted = i }), steps: 400);

        var seen = publisher.Published[^1].Progress;
        Assert.InRange(seen.RowsPerSecond, 95, 105);
        Assert.InRange(seen.SecondsLeft!.Value, 5, 7);
        Assert.Equal((true, ImportPhase.Finished), (reporter.Finish(ImportStatus.Completed).IsFinal, reporter.Finish(ImportStatus.Failed).Phase));
    }

    /// <summary>Moves the clock in small steps and lets the reporter do what it has to after each, on this thread.</summary>
    private void Pump(ImportProgressReporter reporter, TimeSpan time, Action<int> step, int steps = 1_000)
    {
        var before = SynchronizationContext.Current;
        var context = new QueueContext();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            using var stop = new CancellationTokenSource();
            var running = reporter.RunAsync(stop.Token);
            context.Drain();
            for (var i = 1; i <= steps; i++)
            {
                step(i);
                _clock.Advance(time / steps);
                context.Drain();
            }

            stop.Cancel();
            context.Drain();
            Assert.True(running.IsCanceled || !running.IsCompleted);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class QueueContext : SynchronizationContext
    {
        private readonly Queue<Action> _work = new();

        public override void Post(SendOrPostCallback d, object? state) => _work.Enqueue(() => d(state));

        public void Drain()
        {
            while (_work.TryDequeue(out var work))
            {
                work();
            }
        }
    }
}
