using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <inheritdoc cref="IManagedUsers"/>
internal sealed class ManagedUsers(
    OrderPortalDbContext context, OperationContext operation, UserManager<PortalUser> users, AccountLinkSender links, IAuditLog audit, TimeProvider clock) : IManagedUsers
{
    private const string Entity = "user";

    private static readonly CompareInfo Sequence = CultureInfo.GetCultureInfo("ja").CompareInfo;

    public async Task<IReadOnlyList<ManagedUser>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await Shown(context.Users).ToListAsync(cancellationToken);

        // Names are encrypted, so the database cannot put them in sequence.
        return [.. found.Select(Finish).OrderBy(user => user.Name, Comparer<string>.Create(Sequence.Compare)).ThenBy(user => user.Id)];
    }

    public async Task<ManagedUser?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await Shown(context.Users.Where(user => user.Id == id)).SingleOrDefaultAsync(cancellationToken) is { } row ? Finish(row) : null;

    public async Task<Result> AddAsync(Guid id, UserDraft draft, Uri address, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await BeAloneAsync(cancellationToken);
        if (!await ActorMayAsync(cancellationToken))
        {
            return new Error(UserErrors.Forbidden);
        }

        if (await context.Users.CountAsync(cancellationToken) >= UserRules.PerTenant)
        {
            return new Error(UserErrors.TooMany, UserRules.PerTenant.ToString(CultureInfo.InvariantCulture));
        }

        var user = new PortalUser { Id = id, Email = draft.Email, DisplayName = draft.Name, Culture = draft.Language, LockoutEnabled = true, CreatedAt = clock.GetUtcNow() };
        if (!await CreateAsync(user))
        {
            return new Error(UserErrors.EmailTaken);
        }

        context.Add(new PortalUserRole { TenantId = operation.Tenant, UserId = id, RoleId = await RoleIdAsync(draft.Role, cancellationToken) });
        await context.SaveChangesAsync(cancellationToken);
        await links.SendAsync(user, AccountLinkKind.Invitation, UserRules.InvitationValidFor, address, cancellationToken);
        var told = JsonSerializer.Serialize(new { name = AuditMask.Personal(draft.Name), email = AuditMask.Personal(draft.Email), role = draft.Role, language = draft.Language }, AuditJson.Options);
        await AuditAsync(AuditActions.UserInvited, id, null, told, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }

    public Task<Result> ChangeAsync(Guid id, UserDraft draft, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserChanged, async user =>
    {
        if (user.ConcurrencyStamp != draft.Version)
        {
            return new Error(UserErrors.Conflict);
        }

        var role = await RoleAsync(id, cancellationToken);
        if (role != draft.Role)
        {
            if (UserRules.Refusal(await StandingAsync(user, role, draft.Role == Roles.Administrator, cancellationToken)) is { } refusal)
            {
                return refusal;
            }

            context.RemoveRange(context.Set<PortalUserRole>().Where(one => one.UserId == id));
            context.Add(new PortalUserRole { TenantId = operation.Tenant, UserId = id, RoleId = await RoleIdAsync(draft.Role, cancellationToken) });
            EndSessions(user);
        }

        var told = (ForAudit(user.DisplayName, role), ForAudit(draft.Name, draft.Role));
        user.DisplayName = draft.Name;
        return told;
    }, cancellationToken);

    public Task<Result> DisableAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserDisabled, async user =>
    {
        if (user.DisabledAt is not null)
        {
            return new Error(UserErrors.NotFound);
        }

        if (UserRules.Refusal(await StandingAsync(user, await RoleAsync(id, cancellationToken), false, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        user.DisabledAt = clock.GetUtcNow();
        EndSessions(user);
        return (null, null);
    }, cancellationToken);

    public Task<Result> EnableAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserEnabled, user =>
    {
        if (user.DisabledAt is null)
        {
            return Done(new Error(UserErrors.NotFound));
        }

        (user.DisabledAt, user.LockoutEnd, user.AccessFailedCount) = (null, null, 0);
        return Done((null, null));
    }, cancellationToken);

    public Task<Result> UnlockAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserUnlocked, user =>
    {
        if (user.LockoutEnd is null || user.LockoutEnd <= clock.GetUtcNow())
        {
            return Done(new Error(UserErrors.NotFound));
        }

        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        return Done((null, null));
    }, cancellationToken);

    public Task<Result> SendLinkAsync(Guid id, Uri address, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserLinkSent, async user =>
    {
        if (user.DisabledAt is not null)
        {
            return new Error(UserErrors.NotFound);
        }

        await links.SendAsync(user, user.PasswordHash is null ? AccountLinkKind.Invitation : AccountLinkKind.NewPassword, UserRules.InvitationValidFor, address, cancellationToken);
        return (null, null);
    }, cancellationToken);

    public Task<Result> ResetTwoFactorAsync(Guid id, CancellationToken cancellationToken) => ActAsync(id, AuditActions.UserTwoFactorReset, async user =>
    {
        if (!user.TwoFactorEnabled)
        {
            return new Error(UserErrors.NotFound);
        }

        user.TwoFactorEnabled = false;
        context.RemoveRange(await context.Set<PortalUserToken>().Where(token => token.UserId == id && token.LoginProvider == PortalUserStore.TokenProvider).ToListAsync(cancellationToken));
        EndSessions(user);
        return (null, null);
    }, cancellationToken);

    /// <summary>A session knows the stamp that the user had when it began; with another one it is over.</summary>
    private static void EndSessions(PortalUser user) => user.SecurityStamp = Convert.ToHexString(Guid.NewGuid().ToByteArray());

    private static Task<Outcome> Done(Outcome outcome) => Task.FromResult(outcome);

    private static string ForAudit(string name, string role) => JsonSerializer.Serialize(new { name = AuditMask.Personal(name), role }, AuditJson.Options);

    /// <summary>One change of one user, alone with the tenant's users, and its line in the audit log.</summary>
    private async Task<Result> ActAsync(Guid id, string action, Func<PortalUser, Task<Outcome>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await BeAloneAsync(cancellationToken);
        if (!await ActorMayAsync(cancellationToken))
        {
            return new Error(UserErrors.Forbidden);
        }

        if (await context.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is not { } user)
        {
            return new Error(UserErrors.NotFound);
        }

        var outcome = await change(user);
        if (outcome.Error is not null)
        {
            return outcome.Error;
        }

        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The person signed in, or changed something of their own, at this moment.
            return new Error(UserErrors.Conflict);
        }

        await AuditAsync(action, id, outcome.Before, outcome.After, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }

    /// <summary>One after the other, over all instances: what is counted then stays so until the end.</summary>
    private Task<int> BeAloneAsync(CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"users {operation.Tenant}"}, 0))", cancellationToken);

    /// <summary>A page may lie open longer than its reader's role.</summary>
    private async Task<bool> ActorMayAsync(CancellationToken cancellationToken) =>
        operation.Actor.Kind != ActorKind.User || await Administrators().AnyAsync(user => user.Id == operation.Actor.Id, cancellationToken);

    private async Task<UserStanding> StandingAsync(PortalUser user, string role, bool stays, CancellationToken cancellationToken) => new(
        true, user.Id == operation.Actor.Id, role == Roles.Administrator && user.DisabledAt is null, stays,
        await Administrators().CountAsync(other => other.Id != user.Id, cancellationToken));

    /// <summary>Those who can do something about it: a password, and not disabled.</summary>
    private IQueryable<PortalUser> Administrators() =>
        from user in context.Users
        join part in context.Set<PortalUserRole>() on user.Id equals part.UserId
        join role in context.Roles on part.RoleId equals role.Id
        where role.Name == Roles.Administrator && user.DisabledAt == null && user.PasswordHash != null
        select user;

    private Task<string> RoleAsync(Guid id, CancellationToken cancellationToken) =>
        context.Set<PortalUserRole>().Where(part => part.UserId == id).Join(context.Roles, part => part.RoleId, role => role.Id, (_, role) => role.Name!).SingleAsync(cancellationToken);

    private Task<Guid> RoleIdAsync(string role, CancellationToken cancellationToken) => context.Roles.Where(one => one.Name == role).Select(one => one.Id).SingleAsync(cancellationToken);

    private async Task<bool> CreateAsync(PortalUser user)
    {
        try
        {
            return (await users.CreateAsync(user)).Succeeded;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Another tenant was faster by a moment.
            return false;
        }
    }

    private IQueryable<Row> Shown(IQueryable<PortalUser> all) =>
        from user in all.AsNoTracking()
        join part in context.Set<PortalUserRole>() on user.Id equals part.UserId
        join role in context.Roles on part.RoleId equals role.Id
        select new Row(
            user, role.Name!,
            context.AuditLog.Where(entry => entry.EntityId == user.Id && entry.Action == AuditActions.SignIn && entry.Result == AuditResult.Success)
                .OrderByDescending(entry => entry.OccurredAt).Select(entry => (DateTimeOffset?)entry.OccurredAt).FirstOrDefault());

    private ManagedUser Finish(Row row)
    {
        var (user, now) = (row.User, clock.GetUtcNow());
        var isLocked = user.LockoutEnd > now;
        var state = user.DisabledAt is not null ? UserState.Disabled : user.PasswordHash is null ? UserState.Invited : isLocked ? UserState.Locked : UserState.Active;
        return new ManagedUser(user.Id, user.DisplayName, user.Email!, row.Role, state, user.ConcurrencyStamp!)
        {
            Language = user.Culture,
            HasTwoFactor = user.TwoFactorEnabled,
            CreatedAt = user.CreatedAt,
            LastSignInAt = row.LastSignInAt,
            LockedUntil = state == UserState.Locked ? user.LockoutEnd : null,
        };
    }

    private Task AuditAsync(string action, Guid id, string? before, string? after, CancellationToken cancellationToken) =>
        audit.WriteAsync(new AuditEntry(action, Entity, id, before, after), cancellationToken);

    private sealed record Row(PortalUser User, string Role, DateTimeOffset? LastSignInAt);

    /// <summary>Why nothing is changed, or what the log says of the change.</summary>
    private readonly record struct Outcome(Error? Error, string? Before, string? After)
    {
        public static implicit operator Outcome(Error error) => new(error, null, null);

        public static implicit operator Outcome((string? Before, string? After) told) => new(null, told.Before, told.After);
    }
}
