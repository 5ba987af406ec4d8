using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Tenancy;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

public sealed class AccountLinksTests(UsersHost host) : IClassFixture<UsersHost>
{
    private const string Password = "a meadow in september";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invitation_SetsThePassword_Once()
    {
        var (tenant, id, token) = await InviteAsync();

        var link = await host.ComeAsync(links => links.FindAsync(token, Cancel));
        Assert.Equal((AccountLinkKind.Invitation, "鈴木 一郎"), (link?.Kind, link?.Name));
        Assert.True((await SetAsync(token)).IsSuccess);
        Assert.True(await FitsAsync(tenant, id, Password));
        Assert.Null(await host.ComeAsync(links => links.FindAsync(token, Cancel)));
        Assert.Equal(AccountLinkErrors.Gone, (await SetAsync(token, "another meadow in may")).Error?.Code);
        Assert.True(await FitsAsync(tenant, id, Password));
        Assert.Contains(AuditActions.PasswordSet, await host.AuditTextAsync(tenant), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_UsedByTwoAtOnce_SetsOnePassword()
    {
        for (var round = 0; round < 5; round++)
        {
            var (_, _, token) = await InviteAsync();
            var results = await Task.WhenAll(SetAsync(token, "one meadow in september"), SetAsync(token, "two meadows in october"));
            Assert.Single(results, result => result.IsSuccess);
            Assert.Single(results, result => result.Error?.Code == AccountLinkErrors.Gone);
        }
    }

    [Fact]
    public async Task Invitation_AfterThreeDays_IsGone()
    {
        var (_, _, token) = await InviteAsync();
        host.Clock.Advance(UserRules.InvitationValidFor - TimeSpan.FromMinutes(1));
        Assert.NotNull(await host.ComeAsync(links => links.FindAsync(token, Cancel)));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await host.ComeAsync(links => links.FindAsync(token, Cancel)));
        Assert.Equal(AccountLinkErrors.Gone, (await SetAsync(token)).Error?.Code);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%%%")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Tokens_ThatNobodyWrote_AreGone(string token) => Assert.Null(await host.ComeAsync(links => links.FindAsync(token, Cancel)));

    [Fact]
    public async Task Link_OfADisabledUser_IsGone()
    {
        var (tenant, id, token) = await InviteAsync();
        var admin = await host.AddAsync(tenant, Roles.Administrator);
        Assert.True((await host.ActAsync(tenant, admin, users => users.DisableAsync(id, Cancel))).IsSuccess);
        Assert.Null(await host.ComeAsync(links => links.FindAsync(token, Cancel)));
    }

    [Theory]
    [InlineData("short", AccountErrors.PasswordShort)]
    [InlineData("passwordpassword", AccountErrors.PasswordCommon)]
    [InlineData("aaaaaaaaaaaaaaaa", AccountErrors.PasswordCommon)]
    public async Task Password_ThatIsEasy_IsRefusedAndTheLinkStays(string password, string code)
    {
        var (_, _, token) = await InviteAsync();
        Assert.Equal(code, (await SetAsync(token, password)).Error?.Code);
        Assert.True((await SetAsync(token)).IsSuccess);
    }

    [Fact]
    public async Task Forgotten_SendsALinkForAnHour_ThatEndsTheLock()
    {
        var tenant = await host.Database.AddTenantAsync();
        var email = $"{Guid.NewGuid():N}@example.jp";
        var id = await host.AddAsync(tenant, Roles.Viewer, email);
        await using (var scope = host.Begin(tenant, Actor.System))
        {
            var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            await manager.SetLockoutEndDateAsync((await manager.FindByIdAsync(id.ToString()))!, host.Clock.GetUtcNow().AddMinutes(15));
        }

        Assert.True(await AskAsync(email.ToUpperInvariant()));
        var mail = await host.LastMailAsync(tenant);
        Assert.Equal((email, "ja"), (mail.Recipient, mail.Language));
        var token = UsersHost.TokenOf(mail.Content);
        Assert.Equal(AccountLinkKind.NewPassword, (await host.ComeAsync(links => links.FindAsync(token, Cancel)))?.Kind);
        Assert.True((await SetAsync(token)).IsSuccess);
        await using var context = host.Database.CreateContext(tenant);
        Assert.Null((await context.Users.SingleAsync(user => user.Id == id, Cancel)).LockoutEnd);

        Assert.True(await AskAsync(email));
        token = UsersHost.TokenOf((await host.LastMailAsync(tenant)).Content);
        host.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(await host.ComeAsync(links => links.FindAsync(token, Cancel)));
    }

    [Fact]
    public async Task Forgotten_AnswersAlikeWhetherThereIsAnAccountOrNot()
    {
        var tenant = await host.Database.AddTenantAsync();
        var email = $"{Guid.NewGuid():N}@example.jp";
        await host.AddAsync(tenant, Roles.Viewer, email);
        foreach (var asked in (string[])[email, "nobody@example.jp"])
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.True(await AskAsync(asked));
            Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(390));
        }
    }

    [Fact]
    public async Task Forgotten_MayBeAskedThreeTimesAnHourForOneAccount_AndTwentyTimesAMinuteFromOnePlace()
    {
        var tenant = await host.Database.AddTenantAsync();
        var email = $"{Guid.NewGuid():N}@example.jp";
        await host.AddAsync(tenant, Roles.Viewer, email);

        // Not one after the other: each answer takes its time.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(email, "10.9.9.9")));
        Assert.All(answers, Assert.True);
        Assert.Equal(UserRules.PasswordLinksAtATime, await host.CountMailsAsync(tenant));
        Assert.False(await AskAsync(email, "10.9.9.9"));
    }

    private async Task<(TenantId Tenant, Guid Id, string Token)> InviteAsync()
    {
        var tenant = await host.Database.AddTenantAsync();
        var admin = await host.AddAsync(tenant, Roles.Administrator);
        var saved = await host.ActAsync(
            tenant, admin, users => users.AddAsync(new UserDraft("鈴木 一郎", $"{Guid.NewGuid():N}@example.jp", Roles.Operator, "ja"), UsersHost.Address, Cancel));
        return (tenant, saved.User!.Id, UsersHost.TokenOf((await host.LastMailAsync(tenant)).Content));
    }

    private Task<Result> SetAsync(string token, string password = Password) =>
        host.ComeAsync(links => links.SetPasswordAsync(token, password, Cancel), $"10.2.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}");

    private Task<bool> AskAsync(string email, string? address = null) =>
        host.ComeAsync(links => links.AskAsync(email, UsersHost.Address, Cancel), address ?? $"10.3.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}");

    private async Task<bool> FitsAsync(TenantId tenant, Guid id, string password)
    {
        await using var scope = host.Begin(tenant, Actor.System);
        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await manager.CheckPasswordAsync((await manager.FindByIdAsync(id.ToString()))!, password);
    }
}
