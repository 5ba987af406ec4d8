using FsCheck;
using FsCheck.Fluent;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Tests.Payments;

public sealed class RetryScheduleTests
{
    private static Gen<(int Attempts, double Random, int? Asked)> Waits { get; } =
        from attempts in Gen.Choose(1, RetrySchedule.MostAttempts - 1)
        from thousandth in Gen.Choose(0, 1000)
        from asked in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(1, 3_600).Select(seconds => (int?)seconds))
        select (attempts, thousandth / 1000.0, asked);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    public void After_WhenTheDrawIsHighest_DoublesUpToTheCap(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.After(attempts, 1));

    [Fact]
    public void After_WhenTheDrawIsLowest_ComesAtOnce() => Assert.Equal(TimeSpan.Zero, RetrySchedule.After(5, 0));

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(2_000_000_000, true)]
    public void After_WhenEightAttemptsWereMade_LeavesNone(int attempts, bool over) => Assert.Equal(over, RetrySchedule.After(attempts, 0.5) is null);

    [Fact]
    public void After_WhenTheGatewayAsksForTime_GivesItAndSpreadsTheCallers()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), RetrySchedule.After(1, 0, TimeSpan.FromSeconds(30)));
        Assert.Equal(TimeSpan.FromSeconds(31), RetrySchedule.After(1, 1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void After_WhenTheGatewayAsksForADay_WaitsAnHour() => Assert.Equal(TimeSpan.FromHours(1), RetrySchedule.After(1, 0, TimeSpan.FromDays(1)));

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, -0.1)]
    [InlineData(1, 1.1)]
    public void After_WhenAskedNonsense_Throws(int attempts, double random) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.After(attempts, random));

    [Fact]
    public void After_IsNeverShorterThanAskedAndNeverLongerThanItsCap() => Prop.ForAll(Waits.ToArbitrary(), wait =>
    {
        var asked = wait.Asked is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

        var delay = RetrySchedule.After(wait.Attempts, wait.Random, wait.Asked is null ? null : asked)!.Value;

        Assert.InRange(delay, asked, wait.Asked is null ? TimeSpan.FromSeconds(60) : asked + TimeSpan.FromSeconds(1));
    }).Holds();
}
