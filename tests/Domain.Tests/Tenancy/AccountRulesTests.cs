using OrderPortal.Domain.Tenancy.Accounts;

namespace OrderPortal.Domain.Tests.Tenancy;

public sealed class AccountRulesTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", "Chrome / Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge / Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Safari / Mac")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome / iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome / Android")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox / Linux")]
    [InlineData("curl/8.0 (Linux)", "Linux")]
    [InlineData("<script>alert(1)</script>", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Device_IsWhatPeopleCallIt(string? userAgent, string? name) => Assert.Equal(name, DeviceName.Of(userAgent));

    [Theory]
    [InlineData("Asia/Tokyo", true)]
    [InlineData("UTC", true)]
    [InlineData("asia/tokyo", false)]
    [InlineData("Tokyo Standard Time", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Zones_AreThoseOfTheirIanaNames(string? name, bool found) => Assert.Equal(found, AccountRules.FindZone(name) is not null);

    [Theory]
    [InlineData("elevenchars", AccountErrors.PasswordShort)]
    [InlineData("twelve chars", null)]
    public void Passwords_AreLongEnough(string password, string? code) => Assert.Equal(code, AccountRules.CheckPassword(password)?.Code);

    [Theory]
    [InlineData(" ", AccountErrors.NameMissing)]
    [InlineData("佐藤", null)]
    public void Names_AreGiven(string name, string? code) => Assert.Equal(code, AccountRules.CheckName(name)?.Code);

    [Fact]
    public void Setup_IsNotWrittenOutByAccident()
    {
        var setup = new TwoFactorSetup("ABCDEFGH", "otpauth://totp/x?secret=ABCDEFGH");

        Assert.Equal(("***", "ABCD EFGH"), (setup.ToString(), setup.Groups));
    }
}
