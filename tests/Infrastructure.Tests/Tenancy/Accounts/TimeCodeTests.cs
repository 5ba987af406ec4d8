using OrderPortal.Infrastructure.Tenancy.Accounts;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy.Accounts;

public sealed class TimeCodeTests
{
    /// <summary>The secret of RFC 6238's examples, "12345678901234567890".</summary>
    private const string Key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_AreThoseOfTheStandard(long seconds, string code)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(seconds / 30, TimeCode.StepOf(Key, code, moment));
        Assert.Equal(code, AuthenticatorApp.Code(Key, moment));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void Codes_OfTheStepsBeside_AreTakenAndNoOthers(int seconds, bool taken)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);

        Assert.Equal(taken, TimeCode.StepOf(Key, AuthenticatorApp.Code(Key, moment.AddSeconds(seconds)), moment) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    public void Codes_ThatAreNone_AreRefused(string code) => Assert.Null(TimeCode.StepOf(Key, code, DateTimeOffset.UnixEpoch.AddYears(50)));
}
