using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy.Accounts;

public sealed class OwnAccountTests(TestDatabase database) : AccountFixture(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Preferences_WhenChosen_AreKept()
    {
        var person = await PersonAsync();
        var wanted = new Preferences("ja", "Europe/Berlin", "dark");

        Assert.True((await AsAsync<IAccount, Result>(person, account => account.PreferAsync(wanted, Cancel))).IsSuccess);
        Assert.True((await AsAsync<IAccount, Result>(person, account => account.RenameAsync(" 佐藤 花子 ", Cancel))).IsSuccess);

        var stored = await AsAsync<IAccount, Account>(person, account => account.GetAsync(Cancel), Elsewhere);
        Assert.Equal((wanted, "佐藤 花子"), (stored.Preferences, stored.DisplayName));
        await using var context = Database.CreateContext(Tenant);
        var renamed = await context.AuditLog.SingleAsync(entry => entry.Action == AuditActions.AccountRenamed && entry.EntityId == person.User, Cancel);
        Assert.DoesNotContain("花子", System.Text.RegularExpressions.Regex.Unescape(renamed.After!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fr", null, null, AccountErrors.LanguageUnknown)]
    [InlineData(null, "Mars/Olympus", null, AccountErrors.TimeZoneUnknown)]
    [InlineData(null, "Tokyo Standard Time", null, AccountErrors.TimeZoneUnknown)]
    [InlineData(null, "../../etc/passwd", null, AccountErrors.TimeZoneUnknown)]
    [InlineData(null, null, "pink", AccountErrors.ThemeUnknown)]
    public async Task Preferences_ThatThereAreNot_AreRefused(string? language, string? zone, string? theme, string code)
    {
        var person = await PersonAsync();

        var refused = await AsAsync<IAccount, Result>(person, account => account.PreferAsync(new Preferences(language, zone, theme), Cancel));

        Assert.Equal(code, refused.Error?.Code);
        Assert.Equal(new Preferences(null, null, null), (await AsAsync<IAccount, Account>(person, account => account.GetAsync(Cancel))).Preferences);
    }

    [Fact]
    public async Task Password_WhenChanged_EndsAllSessionsButTheOneThatDidIt()
    {
        var mine = await PersonAsync();
        var other = await SignInAgainAsync(mine);

        Assert.True((await ChangeAsync(mine, Password, "another horse battery")).IsSuccess);

        Assert.Equal((true, false), (await IsOpenAsync(mine), await IsOpenAsync(other)));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((true, false), (await IsOpenAsync(mine, Elsewhere), await IsOpenAsync(other, Elsewhere)));
        Assert.Equal(AccountErrors.PasswordWrong, (await ChangeAsync(mine, Password, "a third horse battery")).Error?.Code);
        await using var context = Database.CreateContext(Tenant);
        Assert.Equal(
            [(AuditActions.PasswordChanged, AuditResult.Success), (AuditActions.ProofRefused, AuditResult.Denied)],
            (await context.AuditLog.Where(entry => entry.EntityId == mine.User).OrderBy(entry => entry.Seq).ToListAsync(Cancel)).Select(entry => (entry.Action, entry.Result)));
    }

    [Theory]
    [InlineData("short", AccountErrors.PasswordShort)]
    [InlineData("passwordpassword", AccountErrors.PasswordCommon)]
    [InlineData(Password, AccountErrors.PasswordSame)]
    public async Task Password_ThatIsNoGood_ChangesNothing(string wanted, string code)
    {
        var mine = await PersonAsync();
        var other = await SignInAgainAsync(mine);

        Assert.Equal(code, (await ChangeAsync(mine, Password, wanted)).Error?.Code);
        Assert.Equal((true, true), (await IsOpenAsync(mine), await IsOpenAsync(other)));
        Assert.True((await ChangeAsync(mine, Password, "another horse battery")).IsSuccess);
    }

    [Fact]
    public async Task Password_AfterFiveWrongOnes_IsNotLookedAt()
    {
        var mine = await PersonAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(AccountErrors.PasswordWrong, (await ChangeAsync(mine, "wrong horse battery", "another horse battery")).Error?.Code);
        }

        Assert.Equal(AccountErrors.LockedOut, (await ChangeAsync(mine, Password, "another horse battery")).Error?.Code);
    }

    [Fact]
    public async Task PasswordAgain_LastsFiveMinutesInItsSession()
    {
        var mine = await PersonAsync();
        var other = await SignInAgainAsync(mine);
        Assert.True(await IsFreshAsync(mine));
        Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(await IsFreshAsync(mine));

        Assert.Equal(AccountErrors.PasswordWrong, (await GiveAsync(mine, "wrong horse battery")).Error?.Code);
        Assert.False(await IsFreshAsync(mine));
        Assert.True((await GiveAsync(mine, Password)).IsSuccess);

        Assert.Equal((true, false, false), (await IsFreshAsync(mine), await IsFreshAsync(other), await IsFreshAsync(mine with { Session = Guid.NewGuid() })));
        Assert.True(await AsAsync<IUserSessions, bool>(other, sessions => sessions.EndAsync(mine.Session, Cancel)));
        Assert.False(await IsFreshAsync(mine));
    }

    private Task<bool> IsFreshAsync(UserSessionKey person) => AsAsync<IPasswordAgain, bool>(person, again => again.IsFreshAsync(Cancel));

    private Task<Result> GiveAsync(UserSessionKey person, string password) => AsAsync<IPasswordAgain, Result>(person, again => again.GiveAsync(password, Cancel));

    private Task<Result> ChangeAsync(UserSessionKey person, string present, string wanted) =>
        AsAsync<IAccount, Result>(person, account => account.ChangePasswordAsync(present, wanted, Cancel));
}
