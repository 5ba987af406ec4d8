using FsCheck.Fluent;
using OrderPortal.Domain.Notifications;

namespace OrderPortal.Domain.Tests.Notifications;

public sealed class DeliveryRetriesTests
{
    [Fact]
    public void DelayAfter_WhenEveryAttemptFails_ReachesADayAndEnds()
    {
        var since = TimeSpan.Zero;
        var attempts = 1;
        while (DeliveryRetries.DelayAfter(attempts, since, jitter: 0) is { } delay)
        {
            Assert.True(delay > TimeSpan.Zero);
            since += delay;
            attempts++;
        }

        Assert.Equal(DeliveryRetries.Longest, since);
        Assert.Equal(8, attempts);
    }

    [Fact]
    public void DelayAfter_WhateverTheJitter_GrowsAndStaysWithinTheDay() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var since = TimeSpan.Zero;
        var last = TimeSpan.Zero;
        for (var attempts = 1; DeliveryRetries.DelayAfter(attempts, since, random.NextDouble()) is { } delay; attempts++)
        {
            since += delay;
            if (since < DeliveryRetries.Longest && delay <= last)
            {
                return false;
            }

            last = delay;
        }

        return since == DeliveryRetries.Longest;
    }).Holds();

    [Fact]
    public void DelayAfter_WhenTheOtherSideAsksForTime_GivesIt()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), DeliveryRetries.DelayAfter(1, TimeSpan.Zero, 0, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(5), DeliveryRetries.DelayAfter(1, TimeSpan.Zero, 0, TimeSpan.FromSeconds(1)));
        Assert.Null(DeliveryRetries.DelayAfter(1, TimeSpan.Zero, 0, TimeSpan.FromHours(25)));
    }
}
