using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Domain.Tenancy.Users;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <inheritdoc cref="IAccountLinks"/>
internal sealed class AccountLinks(
    OrderPortalDbContext context, OperationContext operation, UserManager<PortalUser> users, AccountLinkTokens tokens, AccountLinkSender sender, AccountGuard guard) : IAccountLinks
{
    public async Task<AccountLink?> FindAsync(string token, CancellationToken cancellationToken) =>
        await OpenAsync(token, cancellationToken) is var (link, user) ? new AccountLink(link.Kind, user.DisplayName, user.Email!) : null;

    public async Task<Result> SetPasswordAsync(string token, string password, CancellationToken cancellationToken)
    {
        if (guard.IsBlocked)
        {
            return new Error(AccountLinkErrors.RateLimited);
        }

        if (await OpenAsync(token, cancellationToken) is not var (link, user))
        {
            guard.Count();
            return new Error(AccountLinkErrors.Gone);
        }

        if (await CheckAsync(user, password) is { } wrong)
        {
            return wrong;
        }

        operation.Begin(user.TenantId, new Actor(ActorKind.User, user.Id, user.DisplayName));
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        (user.EmailConfirmed, user.LockoutEnd, user.AccessFailedCount) = (true, null, 0);

        // With a new stamp: this link and all others are used up, and so is every session. Of two at once one finds the user changed.
        var saved = await users.UpdateSecurityStampAsync(user);
        if (!saved.Succeeded)
        {
            return new Error(AccountLinkErrors.Gone);
        }

        await guard.AuditAsync(AuditActions.PasswordSet, user.Id, AuditResult.Success, new { link = link.Kind == AccountLinkKind.Invitation ? "invitation" : "new_password" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }

    public async Task<bool> AskAsync(string email, Uri? address, CancellationToken cancellationToken)
    {
        if (guard.IsBlocked)
        {
            return false;
        }

        guard.Count();
        var pace = guard.PaceAsync(cancellationToken);
        if (await FindByEmailAsync(email, cancellationToken) is { } user)
        {
            await SendAsync(user, address, cancellationToken);
        }
        else
        {
            await guard.AuditAsync(AuditActions.PasswordLinkAsked, null, AuditResult.Denied, null, cancellationToken);
        }

        await pace;
        return true;
    }

    private async Task SendAsync(PortalUser user, Uri? address, CancellationToken cancellationToken)
    {
        operation.Begin(user.TenantId, new Actor(ActorKind.User, user.Id, user.DisplayName));
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var isSent = address is not null && await MayAskAsync(user.Id, cancellationToken);
        if (isSent)
        {
            await sender.SendAsync(user, AccountLinkKind.NewPassword, UserRules.PasswordLinkValidFor, address!, cancellationToken);
        }

        await guard.AuditAsync(AuditActions.PasswordLinkAsked, user.Id, isSent ? AuditResult.Success : AuditResult.Denied, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Over all instances: nobody's mailbox is filled by a stranger.</summary>
    private async Task<bool> MayAskAsync(Guid id, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"account link {id}"}, 0))", cancellationToken);
        return await context.Database.SqlQuery<int>(
            $"""
             SELECT count(*)::int AS "Value" FROM audit_log
             WHERE tenant_id = {operation.Tenant.Value} AND entity_id = {id} AND action = {AuditActions.PasswordLinkAsked} AND result = 1 AND occurred_at > now() - {UserRules.PasswordLinkValidFor}
             """).SingleAsync(cancellationToken) < UserRules.PasswordLinksAtATime;
    }

    private async Task<PortalUser?> FindByEmailAsync(string email, CancellationToken cancellationToken)
    {
        var index = guard.IndexOf(email);
        if (await context.SignInDirectory.AsNoTracking().SingleOrDefaultAsync(one => one.EmailIndex == index, cancellationToken) is not { } entry || guard.Refuses(email))
        {
            return null;
        }

        operation.Begin(entry.TenantId, Actor.System);
        return await context.Users.SingleOrDefaultAsync(user => user.Id == entry.UserId && user.DisabledAt == null, cancellationToken);
    }

    private async Task<(AccountLinkToken Link, PortalUser User)?> OpenAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(token) is not { } link)
        {
            return null;
        }

        operation.Begin(link.Tenant, Actor.System);
        var user = await context.Users.SingleOrDefaultAsync(one => one.Id == link.User && one.DisabledAt == null, cancellationToken);
        return user is not null && link.Fits(user) ? (link, user) : null;
    }

    private async Task<Error?> CheckAsync(PortalUser user, string password)
    {
        if (AccountRules.CheckPassword(password) is { } error)
        {
            return error;
        }

        foreach (var validator in users.PasswordValidators)
        {
            if (!(await validator.ValidateAsync(users, user, password)).Succeeded)
            {
                return new Error(AccountErrors.PasswordCommon);
            }
        }

        return null;
    }
}
