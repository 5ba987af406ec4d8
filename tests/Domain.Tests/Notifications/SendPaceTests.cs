using FsCheck.Fluent;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Domain.Tests.Notifications;

public sealed class SendPaceTests
{
    private const int Sends = 2_000;
    private const int PerSecond = 10;

    [Fact]
    public async Task Wait_WhenWorkWaits_UsesTheRateAndNeverExceedsIt()
    {
        var clock = new WakingClock(() => TimeSpan.Zero);

        var starts = await RunAsync(new SendPace(PerSecond, clock), clock, Sends);

        Assert.InRange(MostInOneSecond(starts), 1, PerSecond);
        Assert.InRange((starts[^1] - starts[0]).TotalSeconds, 198, 202);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 8)]
    [InlineData(3, 12)]
    public async Task Wait_WhenItIsWokenLate_KeepsRateAndBound(int seed, int latestMilliseconds)
    {
        var random = new Random(seed);
        var clock = new WakingClock(() => TimeSpan.FromMilliseconds(random.NextDouble() * latestMilliseconds));

        var starts = await RunAsync(new SendPace(PerSecond, clock), clock, Sends);

        Assert.InRange(MostInOneSecond(starts), 1, PerSecond);
        Assert.InRange((starts[^1] - starts[0]).TotalSeconds, 198, 202);
    }

    [Fact]
    public void Wait_WhateverRateAndDelays_NeverExceedsTheRate() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var perSecond = random.Next(1, 200);
        var clock = new WakingClock(() => TimeSpan.FromMilliseconds(random.Next(20) == 0 ? random.NextDouble() * 900 : random.NextDouble() * 5));

        var starts = RunAsync(new SendPace(perSecond, clock), clock, perSecond * 8, () => TimeSpan.FromMilliseconds(random.Next(10) == 0 ? random.Next(1_500) : 0)).GetAwaiter().GetResult();

        return MostInOneSecond(starts) <= perSecond;
    }).Holds();

    [Fact]
    public async Task Wait_WhenAnotherSenderTakesOver_KeepsTheBoundAcrossBoth()
    {
        var clock = new WakingClock(() => TimeSpan.Zero);
        var first = await RunAsync(new SendPace(PerSecond, clock), clock, 57);

        var second = await RunAsync(new SendPace(PerSecond, clock, TimeSpan.FromMilliseconds(1_100)), clock, 57);

        Assert.InRange(MostInOneSecond([.. first, .. second]), 1, PerSecond);
        Assert.InRange((second[0] - first[^1]).TotalSeconds, 1.1, 1.2);
    }

    [Fact]
    public async Task Wait_AfterATimeWithoutWork_DoesNotMakeUpForIt()
    {
        var clock = new WakingClock(() => TimeSpan.Zero);
        var pace = new SendPace(PerSecond, clock);
        await RunAsync(pace, clock, 3);
        clock.Pass(TimeSpan.FromMinutes(1));

        var starts = await RunAsync(pace, clock, 20);

        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalMilliseconds, 100, 110));
    }

    [Fact]
    public async Task Wait_WhenGivenUp_CountsNoStart()
    {
        var clock = new Testing.ManualClock();
        var pace = new SendPace(1, clock);
        await pace.WaitAsync(TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var waiting = pace.WaitAsync(gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        clock.Advance(TimeSpan.FromMilliseconds(1_005));

        Assert.True(pace.WaitAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    private static async Task<List<DateTimeOffset>> RunAsync(SendPace pace, WakingClock clock, int sends, Func<TimeSpan>? idle = null)
    {
        var starts = new List<DateTimeOffset>(sends);
        for (var i = 0; i < sends; i++)
        {
            clock.Pass(idle?.Invoke() ?? TimeSpan.Zero);
            starts.Add(await pace.WaitAsync(CancellationToken.None));
        }

        return starts;
    }

    /// <summary>The second may begin at any start: then it holds the most.</summary>
    private static int MostInOneSecond(List<DateTimeOffset> starts)
    {
        var most = 0;
        for (int first = 0, end = 0; first < starts.Count; first++)
        {
            while (end < starts.Count && starts[end] - starts[first] < TimeSpan.FromSeconds(1))
            {
                end++;
            }

            most = Math.Max(most, end - first);
        }

        return most;
    }

    /// <summary>A clock on which every wait is over at once, some time after it should have been.</summary>
    private sealed class WakingClock(Func<TimeSpan> late) : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public void Pass(TimeSpan time) => _now += time;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pass(dueTime + late());
            callback(state);
            return new Rung();
        }

        private sealed class Rung : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
