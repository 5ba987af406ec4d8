using OrderPortal.Domain.Payments;

namespace OrderPortal.Domain.Tests.Payments;

public sealed class ChargeOutcomeTests
{
    [Theory]
    [InlineData(AttemptOutcome.Succeeded, ChargeStatus.Succeeded, null)]
    [InlineData(AttemptOutcome.Declined, ChargeStatus.Declined, "insufficient_funds")]
    [InlineData(AttemptOutcome.AwaitingCustomer, ChargeStatus.AwaitingCustomer, null)]
    [InlineData(AttemptOutcome.Expired, ChargeStatus.Expired, "expired")]
    [InlineData(AttemptOutcome.Cancelled, ChargeStatus.Cancelled, null)]
    public void Of_WhenTheGatewayKnows_IsTheLastWord(AttemptOutcome outcome, ChargeStatus status, string? code)
    {
        // Whatever was lost before: the key is the same, so this is what became of it.
        foreach (var known in (bool[])[true, false])
        {
            Assert.Equal(new ChargeStep(status, true, code), ChargeOutcome.Of(new GatewayAnswer(outcome, "insufficient_funds"), 3, known, 0.5));
        }
    }

    [Theory]
    [InlineData(AttemptOutcome.GatewayError)]
    [InlineData(AttemptOutcome.NoAnswer)]
    [InlineData(AttemptOutcome.Lost)]
    public void Of_WhenItMayHaveBeenCharged_StaysUnderWayAndIsAskedAgain(AttemptOutcome outcome) =>
        Assert.Equal(new ChargeStep(ChargeStatus.Sending, false, null, TimeSpan.FromSeconds(4)), ChargeOutcome.Of(new GatewayAnswer(outcome), 3, true, 1));

    [Fact]
    public void Of_WhenTurnedAway_HasNotBegun() =>
        Assert.Equal(
            new ChargeStep(ChargeStatus.Planned, true, null, TimeSpan.FromSeconds(7)),
            ChargeOutcome.Of(new GatewayAnswer(AttemptOutcome.Throttled) { RetryAfter = TimeSpan.FromSeconds(7) }, 1, true, 0));

    [Fact]
    public void Of_WhenTurnedAwayAfterALostAnswer_IsStillUnderWay() =>
        Assert.Equal(new ChargeStep(ChargeStatus.Sending, false, null, TimeSpan.FromSeconds(1)), ChargeOutcome.Of(new GatewayAnswer(AttemptOutcome.Throttled), 1, false, 1));

    [Theory]
    [InlineData(AttemptOutcome.Throttled, true, true, "gateway_unavailable")]
    [InlineData(AttemptOutcome.Throttled, false, false, "outcome_unknown")]
    [InlineData(AttemptOutcome.NoAnswer, true, false, "outcome_unknown")]
    [InlineData(AttemptOutcome.GatewayError, true, false, "outcome_unknown")]
    public void Of_WhenNoAttemptIsLeft_FailsAndSaysWhetherItMayHaveBeenCharged(AttemptOutcome outcome, bool wasKnown, bool isKnown, string code) =>
        Assert.Equal(new ChargeStep(ChargeStatus.Failed, isKnown, code), ChargeOutcome.Of(new GatewayAnswer(outcome), RetrySchedule.MostAttempts, wasKnown, 0.5));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_WhenRefused_FailsAtOnceAndKnowsNoMoreThanBefore(bool wasKnown) =>
        Assert.Equal(new ChargeStep(ChargeStatus.Failed, wasKnown, "invalid_request"), ChargeOutcome.Of(new GatewayAnswer(AttemptOutcome.Refused, "invalid_request"), 1, wasKnown, 0.5));

    [Fact]
    public void Of_WhenAnyOutcomeComes_HasAnAnswer() => Assert.All(
        Enum.GetValues<AttemptOutcome>(), outcome => Assert.True(Enum.IsDefined(ChargeOutcome.Of(new GatewayAnswer(outcome), 1, true, 0).Status)));

    [Fact]
    public void MayFollow_WhenMoneyCame_OnlyOnce()
    {
        foreach (var from in Enum.GetValues<ChargeStatus>())
        {
            Assert.Equal(!ChargeOutcome.IsCaptured(from), ChargeOutcome.MayFollow(from, ChargeStatus.Succeeded));
        }
    }

    [Theory]
    [InlineData(ChargeStatus.Succeeded, ChargeStatus.Declined)]
    [InlineData(ChargeStatus.Succeeded, ChargeStatus.Sending)]
    [InlineData(ChargeStatus.AwaitingCustomer, ChargeStatus.AwaitingCustomer)]
    [InlineData(ChargeStatus.AwaitingCustomer, ChargeStatus.Sending)]
    [InlineData(ChargeStatus.Declined, ChargeStatus.Failed)]
    [InlineData(ChargeStatus.Refunded, ChargeStatus.Succeeded)]
    [InlineData(ChargeStatus.Expired, ChargeStatus.AwaitingCustomer)]
    [InlineData(ChargeStatus.Sending, ChargeStatus.Refunded)]
    public void MayFollow_WhenAWordComesLate_IsRefused(ChargeStatus from, ChargeStatus to) => Assert.False(ChargeOutcome.MayFollow(from, to));

    [Theory]
    [InlineData(ChargeStatus.Failed, ChargeStatus.Declined)]
    [InlineData(ChargeStatus.AwaitingCustomer, ChargeStatus.Expired)]
    [InlineData(ChargeStatus.Sending, ChargeStatus.Planned)]
    [InlineData(ChargeStatus.Sending, ChargeStatus.Sending)]
    public void MayFollow_WhenTheChargeIsOpen_IsAllowed(ChargeStatus from, ChargeStatus to) => Assert.True(ChargeOutcome.MayFollow(from, to));

    [Fact]
    public void Keys_WhenRead_NameChargeAndRound()
    {
        var charge = ChargeId.New();

        Assert.Equal((charge, 12), ChargeKeys.Read(ChargeKeys.Of(charge, 12)));
        Assert.NotEqual(ChargeKeys.Of(charge, 1), ChargeKeys.Of(charge, 2));
        Assert.All((string[])["", "x-1", $"{charge.Value:N}", $"{charge.Value:N}-0", $"{charge.Value:N}-x", $"{charge.Value:N}-1-1"], key => Assert.Null(ChargeKeys.Read(key)));
    }
}
