using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Tenancy;

namespace OrderPortal.Infrastructure.Tests.Tenancy;

public sealed class ManagedUsersTests(UsersHost host) : IClassFixture<UsersHost>
{
    private static readonly UserDraft Draft = new(" 鈴木 一郎 ", "", Roles.Operator, "en");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_AreTheTenantsOwn()
    {
        var (tenant, admin) = await TenantAsync();
        var (foreign, stranger) = await TenantAsync();
        var id = (await InviteAsync(tenant, admin)).Id;

        Assert.Equal([stranger], (await host.ActAsync(foreign, stranger, users => users.ListAsync(new UserFilter(), Cancel))).Select(user => user.Id));
        Assert.Null(await host.ActAsync(foreign, stranger, users => users.GetAsync(id, Cancel)));
        Assert.Equal(UserErrors.NotFound, (await host.ActAsync(foreign, stranger, users => users.DisableAsync(id, Cancel))).Error?.Code);
        Assert.Equal(UserErrors.NotFound, (await host.ActAsync(foreign, stranger, users => users.SendLinkAsync(id, UsersHost.Address, Cancel))).Error?.Code);
        Assert.Equal(UserErrors.NotFound, Assert.Single((await host.ActAsync(foreign, stranger, users => users.ChangeAsync(id, Draft, Cancel))).Errors).Code);
    }

    [Fact]
    public async Task Invitation_IsQueuedWithTheUserInTheirLanguage_AndShownToNobody()
    {
        var (tenant, admin) = await TenantAsync();
        var user = await InviteAsync(tenant, admin);

        Assert.Equal(("鈴木 一郎", Roles.Operator, UserState.Invited, "en"), (user.Name, user.Role, user.State, user.Language));
        var mail = await host.LastMailAsync(tenant);
        Assert.Equal((user.Email, "en"), (mail.Recipient, mail.Language));
        Assert.Contains("https://portal.example/welcome/", mail.Content.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(UsersHost.TokenOf(mail.Content), await host.AuditTextAsync(tenant), StringComparison.Ordinal);

        await using var scope = host.Begin(tenant, new Actor(ActorKind.User, admin, "青木 管理"));
        var queries = scope.ServiceProvider.GetRequiredService<INotificationQueries>();
        Assert.Empty((await queries.ListAsync(new NotificationFilter(), 10, null, Cancel)).Items);
        Assert.Null(await queries.GetAsync(mail.Id, Cancel));
        Assert.Null(await scope.ServiceProvider.GetRequiredService<INotificationResends>().ResendAsync(mail.Id, Cancel));
    }

    [Fact]
    public async Task Invitation_OfAnAddressThatIsTaken_ChangesNothing()
    {
        var (tenant, admin) = await TenantAsync();
        var (foreign, stranger) = await TenantAsync();
        var user = await InviteAsync(tenant, admin);

        var again = await host.ActAsync(foreign, stranger, users => users.AddAsync(Draft with { Email = user.Email.ToUpperInvariant() }, UsersHost.Address, Cancel));

        Assert.Equal(UserErrors.EmailTaken, Assert.Single(again.Errors).Code);
        Assert.Single(await host.ActAsync(foreign, stranger, users => users.ListAsync(new UserFilter(), Cancel)));
        Assert.Equal(0, await host.CountMailsAsync(foreign));
    }

    [Fact]
    public async Task Administrators_WhoDisableEachOtherAtOnce_LeaveOne()
    {
        for (var round = 0; round < 5; round++)
        {
            var (tenant, first) = await TenantAsync();
            var second = await host.AddAsync(tenant, Roles.Administrator);

            var results = await Task.WhenAll(
                host.ActAsync(tenant, first, users => users.DisableAsync(second, Cancel)),
                host.ActAsync(tenant, second, users => users.DisableAsync(first, Cancel)));

            Assert.Single(results, result => result.IsSuccess);
            Assert.Single(await ActiveAsync(tenant, first));
        }
    }

    [Fact]
    public async Task Administrators_WhoDemoteEachOtherAtOnce_LeaveOne()
    {
        for (var round = 0; round < 5; round++)
        {
            var (tenant, first) = await TenantAsync();
            var second = await host.AddAsync(tenant, Roles.Administrator);
            var (one, other) = (await GetAsync(tenant, first), await GetAsync(tenant, second));

            var results = await Task.WhenAll(
                host.ActAsync(tenant, first, users => users.ChangeAsync(second, Draft with { Role = Roles.Viewer, Version = other.Version }, Cancel)),
                host.ActAsync(tenant, second, users => users.ChangeAsync(first, Draft with { Role = Roles.Viewer, Version = one.Version }, Cancel)));

            Assert.Single(results, result => result.User is not null);
            Assert.Single(await ActiveAsync(tenant, first), user => user.Role == Roles.Administrator);
        }
    }

    [Fact]
    public async Task LastAdministrator_WhenAProgramTriesToo_Stays()
    {
        var (tenant, admin) = await TenantAsync();
        await InviteAsync(tenant, admin, Roles.Administrator);
        await using var scope = host.Begin(tenant, new Actor(ActorKind.ApiClient, Guid.NewGuid(), "基幹"));
        var users = scope.ServiceProvider.GetRequiredService<ManageUsers>();

        // The invited one has no password, so cannot step in.
        Assert.Equal(UserErrors.LastAdministrator, (await users.DisableAsync(admin, Cancel)).Error?.Code);
    }

    [Fact]
    public async Task Administrators_CannotLowerThemselves()
    {
        var (tenant, admin) = await TenantAsync();
        await host.AddAsync(tenant, Roles.Administrator);
        var self = await GetAsync(tenant, admin);

        Assert.Equal(UserErrors.Self, (await host.ActAsync(tenant, admin, users => users.DisableAsync(admin, Cancel))).Error?.Code);
        var saved = await host.ActAsync(tenant, admin, users => users.ChangeAsync(admin, Draft with { Role = Roles.Viewer, Version = self.Version }, Cancel));
        Assert.Equal(UserErrors.Self, Assert.Single(saved.Errors).Code);
        saved = await host.ActAsync(tenant, admin, users => users.ChangeAsync(admin, Draft with { Role = Roles.Administrator, Version = self.Version }, Cancel));
        Assert.Equal("鈴木 一郎", saved.User?.Name);
    }

    [Fact]
    public async Task Change_OfAUserWhoWasChangedMeanwhile_IsAConflict()
    {
        var (tenant, admin) = await TenantAsync();
        var user = await InviteAsync(tenant, admin);
        var first = await host.ActAsync(tenant, admin, users => users.ChangeAsync(user.Id, Draft with { Name = "一", Version = user.Version }, Cancel));
        var second = await host.ActAsync(tenant, admin, users => users.ChangeAsync(user.Id, Draft with { Name = "二", Version = user.Version }, Cancel));

        Assert.Equal(("一", UserErrors.Conflict), (first.User?.Name, Assert.Single(second.Errors).Code));
        Assert.Equal("一", (await GetAsync(tenant, user.Id, admin)).Name);
    }

    [Fact]
    public async Task Sessions_EndWithRoleAndAccess_AndStayWithTheName()
    {
        var (tenant, admin) = await TenantAsync();
        var id = await host.AddAsync(tenant, Roles.Finance);
        var stamp = await StampAsync(tenant, id);
        var user = await GetAsync(tenant, id, admin);

        user = (await host.ActAsync(tenant, admin, users => users.ChangeAsync(id, Draft with { Role = Roles.Finance, Version = user.Version }, Cancel))).User!;
        Assert.Equal(stamp, await StampAsync(tenant, id));
        Assert.NotNull((await host.ActAsync(tenant, admin, users => users.ChangeAsync(id, Draft with { Role = Roles.Viewer, Version = user.Version }, Cancel))).User);
        var demoted = await StampAsync(tenant, id);
        Assert.NotEqual(stamp, demoted);
        Assert.True((await host.ActAsync(tenant, admin, users => users.DisableAsync(id, Cancel))).IsSuccess);
        Assert.NotEqual(demoted, await StampAsync(tenant, id));
        Assert.Equal(UserState.Disabled, (await GetAsync(tenant, id, admin)).State);
        Assert.True((await host.ActAsync(tenant, admin, users => users.EnableAsync(id, Cancel))).IsSuccess);
        Assert.Equal(UserState.Active, (await GetAsync(tenant, id, admin)).State);
    }

    [Fact]
    public async Task LockAndFactor_CanBeTakenAway()
    {
        var (tenant, admin) = await TenantAsync();
        var id = await host.AddAsync(tenant, Roles.Viewer);
        await using (var scope = host.Begin(tenant, Actor.System))
        {
            var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var user = (await manager.FindByIdAsync(id.ToString()))!;
            await manager.ResetAuthenticatorKeyAsync(user);
            await manager.SetTwoFactorEnabledAsync(user, true);
            await manager.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
            await manager.SetLockoutEndDateAsync(user, host.Clock.GetUtcNow().AddMinutes(15));
        }

        var locked = await GetAsync(tenant, id, admin);
        Assert.Equal((UserState.Locked, true), (locked.State, locked.HasTwoFactor));
        Assert.True((await host.ActAsync(tenant, admin, users => users.UnlockAsync(id, Cancel))).IsSuccess);
        Assert.True((await host.ActAsync(tenant, admin, users => users.ResetTwoFactorAsync(id, Cancel))).IsSuccess);
        var after = await GetAsync(tenant, id, admin);
        Assert.Equal((UserState.Active, false), (after.State, after.HasTwoFactor));
        Assert.Equal(UserErrors.NotFound, (await host.ActAsync(tenant, admin, users => users.UnlockAsync(id, Cancel))).Error?.Code);
        await using var context = host.Database.CreateContext(tenant);
        Assert.Equal(0, await context.Set<PortalUserToken>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Changes_AreAuditedWithMaskedNames()
    {
        var (tenant, admin) = await TenantAsync();
        var user = await InviteAsync(tenant, admin);
        await host.ActAsync(tenant, admin, users => users.ChangeAsync(user.Id, Draft with { Name = "佐々木", Role = Roles.Finance, Version = user.Version }, Cancel));
        await host.ActAsync(tenant, admin, users => users.DisableAsync(user.Id, Cancel));
        await host.ActAsync(tenant, admin, users => users.EnableAsync(user.Id, Cancel));
        await host.ActAsync(tenant, admin, users => users.SendLinkAsync(user.Id, UsersHost.Address, Cancel));

        await using var context = host.Database.CreateContext(tenant);
        var log = await context.AuditLog.OrderBy(entry => entry.Seq).ToListAsync(Cancel);
        Assert.Equal(
            [AuditActions.UserInvited, AuditActions.UserChanged, AuditActions.UserDisabled, AuditActions.UserEnabled, AuditActions.UserLinkSent], log.Select(entry => entry.Action));
        Assert.All(log, entry => Assert.Equal((user.Id, admin), (entry.EntityId, entry.ActorId)));
        Assert.Contains(Roles.Finance, log[1].After, StringComparison.Ordinal);
        var told = System.Text.RegularExpressions.Regex.Unescape(string.Concat(log.Select(entry => entry.Before + entry.After)));
        Assert.All(["一郎", "佐々木", user.Email], secret => Assert.DoesNotContain(secret, told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task LastSignIn_IsWhatTheLogSays()
    {
        var (tenant, admin) = await TenantAsync();
        await using (var scope = host.Begin(tenant, new Actor(ActorKind.User, admin, "青木 管理")))
        {
            await scope.ServiceProvider.GetRequiredService<IAuditLog>().WriteAsync(new AuditEntry(AuditActions.SignIn, "user", admin), Cancel);
            await scope.ServiceProvider.GetRequiredService<IAuditLog>().WriteAsync(new AuditEntry(AuditActions.SignIn, "user", admin, Result: AuditResult.Denied), Cancel);
        }

        var id = await host.AddAsync(tenant, Roles.Viewer);
        var users = await host.ActAsync(tenant, admin, users => users.ListAsync(new UserFilter(), Cancel));
        Assert.NotNull(users.Single(user => user.Id == admin).LastSignInAt);
        Assert.Null(users.Single(user => user.Id == id).LastSignInAt);
    }

    private async Task<(TenantId Tenant, Guid Admin)> TenantAsync()
    {
        var tenant = await host.Database.AddTenantAsync();
        return (tenant, await host.AddAsync(tenant, Roles.Administrator));
    }

    private async Task<ManagedUser> InviteAsync(TenantId tenant, Guid admin, string role = Roles.Operator)
    {
        var saved = await host.ActAsync(tenant, admin, users => users.AddAsync(Draft with { Email = $"{Guid.NewGuid():N}@example.jp", Role = role }, UsersHost.Address, Cancel));
        Assert.Empty(saved.Errors);
        return saved.User!;
    }

    private async Task<ManagedUser> GetAsync(TenantId tenant, Guid id, Guid? actor = null) => (await host.ActAsync(tenant, actor ?? id, users => users.GetAsync(id, Cancel)))!;

    private Task<IReadOnlyList<ManagedUser>> ActiveAsync(TenantId tenant, Guid actor) => host.ActAsync(tenant, actor, users => users.ListAsync(new UserFilter(State: UserState.Active), Cancel));

    private async Task<string> StampAsync(TenantId tenant, Guid id)
    {
        await using var context = host.Database.CreateContext(tenant);
        return (await context.Users.Where(user => user.Id == id).Select(user => user.SecurityStamp).SingleAsync(Cancel))!;
    }
}
