using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Testing;

namespace OrderPortal.Infrastructure.Tests.Tenancy.Accounts;

public sealed class UserSessionsTests(TestDatabase database) : AccountFixture(database), IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Session_WhenEnded_IsOverHereAtOnceAndElsewhereInTwoSeconds()
    {
        var mine = await PersonAsync();
        var other = await SignInAgainAsync(mine);
        Assert.Equal((true, true), (await IsOpenAsync(other), await IsOpenAsync(other, Elsewhere)));

        Assert.True(await AsAsync<IUserSessions, bool>(mine, sessions => sessions.EndAsync(other.Session, Cancel)));

        Assert.False(await IsOpenAsync(other));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((false, true), (await IsOpenAsync(other, Elsewhere), await IsOpenAsync(mine, Elsewhere)));
        Assert.False(await AsAsync<IUserSessions, bool>(mine, sessions => sessions.EndAsync(other.Session, Cancel)));
        await using var context = Database.CreateContext(Tenant);
        Assert.Equal(1, await context.AuditLog.CountAsync(entry => entry.Action == AuditActions.SessionsEnded && entry.EntityId == other.Session, Cancel));
    }

    [Fact]
    public async Task Sessions_OfAnotherPersonOrTenant_AreNeitherSeenNorEnded()
    {
        var (mine, theirs) = (await PersonAsync(), await PersonAsync());

        Assert.Equal([mine.Session], (await ListAsync(mine)).Select(session => session.Id));
        Assert.False(await AsAsync<IUserSessions, bool>(mine, sessions => sessions.EndAsync(theirs.Session, Cancel)));
        Assert.Equal(0, await AsAsync<IUserSessions, int>(mine, sessions => sessions.EndOthersAsync(Cancel)));
        var stranger = mine with { Tenant = TenantId.New() };
        Assert.False(await AsAsync<IUserSessions, bool>(stranger, sessions => sessions.EndAsync(mine.Session, Cancel)));
        Assert.Equal((true, false, false), (await IsOpenAsync(theirs), await IsOpenAsync(theirs with { User = mine.User }), await IsOpenAsync(stranger)));
    }

    [Fact]
    public async Task Session_WithoutASignOfItsPersonFor30Minutes_IsOver()
    {
        var (idle, working, watched) = (await PersonAsync(), await PersonAsync(), await PersonAsync());
        for (var i = 0; i < 2; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(16));
            Assert.True(await IsOpenAsync(working, isActive: true));
            Assert.Equal(i == 0, await IsOpenAsync(watched, isActive: false));
        }

        Assert.Equal((false, true), (await IsOpenAsync(idle), await IsOpenAsync(working, Elsewhere)));
        Assert.Empty(await ListAsync(idle));
        Assert.Equal(Clock.GetUtcNow(), Assert.Single(await ListAsync(working)).LastSeenAt);
    }

    [Fact]
    public async Task List_TellsWhereAndWhen_AndTheDatabaseDoesNot()
    {
        var mine = await PersonAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));
        var other = await SignInAgainAsync(mine);

        var list = await ListAsync(mine);

        Assert.Equal([(mine.Session, true), (other.Session, false)], list.Select(session => (session.Id, session.IsCurrent)));
        Assert.All(list, session => Assert.Equal(("192.0.2.7", "Firefox / Windows"), (session.Address, session.Device)));
        await using var connection = await Database.Connections.OpenAsync(Tenant, Cancel);
        await using var read = new Npgsql.NpgsqlCommand("SELECT string_agg(encode(source_address_encrypted, 'escape') || encode(device_encrypted, 'escape'), '') FROM user_sessions", connection);
        var stored = (string)(await read.ExecuteScalarAsync(Cancel))!;
        Assert.DoesNotContain("192.0.2.7", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Firefox", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecurityStamp_WhenSomebodyElseChangesIt_EndsAllSessions()
    {
        var mine = await PersonAsync();
        await using (var context = Database.CreateContext(Tenant))
        {
            await context.Users.Where(user => user.Id == mine.User).ExecuteUpdateAsync(set => set.SetProperty(user => user.SecurityStamp, "another"), Cancel);
        }

        Assert.False(await IsOpenAsync(mine));
        Assert.Empty(await ListAsync(mine));
    }

    private Task<IReadOnlyList<UserSession>> ListAsync(UserSessionKey person) => AsAsync<IUserSessions, IReadOnlyList<UserSession>>(person, sessions => sessions.ListAsync(Cancel));
}
