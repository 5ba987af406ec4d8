using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="IAccount"/>
internal sealed class OwnAccount(
    OrderPortalDbContext context, OperationContext operation, UserManager<PortalUser> users, PersonProof proof, UserSessions sessions, IAuditLog audit) : IAccount
{
    public async Task<Account> GetAsync(CancellationToken cancellationToken)
    {
        var user = await FindAsync(cancellationToken);
        return new Account(user.Email!, user.DisplayName, PreferencesOf(user));
    }

    public async Task<Result> RenameAsync(string displayName, CancellationToken cancellationToken)
    {
        if (AccountRules.CheckName(displayName) is { } error)
        {
            return error;
        }

        return await ChangeAsync(AuditActions.AccountRenamed, user =>
        {
            var before = user.DisplayName;
            user.DisplayName = displayName.Trim();
            return (new { displayName = AuditMask.Personal(before) }, new { displayName = AuditMask.Personal(user.DisplayName) });
        }, cancellationToken);
    }

    public async Task<Result> PreferAsync(Preferences preferences, CancellationToken cancellationToken)
    {
        if (AccountRules.Check(preferences) is [var error, ..])
        {
            return error;
        }

        return await ChangeAsync(AuditActions.PreferencesChanged, user =>
        {
            var before = PreferencesOf(user);
            (user.Culture, user.TimeZone, user.Theme) = (preferences.Language, preferences.TimeZone, preferences.Theme);
            return (before, preferences);
        }, cancellationToken);
    }

    public async Task<Result> ChangePasswordAsync(string present, string wanted, CancellationToken cancellationToken)
    {
        if (AccountRules.CheckPassword(wanted) is { } error)
        {
            return error;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await FindAsync(cancellationToken);
        if (await proof.AgainAsync(user, present, cancellationToken) is { } refused)
        {
            await transaction.CommitAsync(cancellationToken);
            return refused;
        }

        if (present == wanted)
        {
            return new Error(AccountErrors.PasswordSame);
        }

        var changed = await users.ChangePasswordAsync(user, present, wanted);
        if (!changed.Succeeded)
        {
            return new Error(changed.Errors.Any(one => one.Code == CommonPasswords.Code) ? AccountErrors.PasswordCommon : AccountErrors.Conflict);
        }

        await sessions.OutliveAsync(user.SecurityStamp!, cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.PasswordChanged, "user", user.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        sessions.ChangeIsHere();
        return Result.Success;
    }

    private static Preferences PreferencesOf(PortalUser user) => new(user.Culture, user.TimeZone, user.Theme);

    private async Task<PortalUser> FindAsync(CancellationToken cancellationToken) =>
        await proof.FindAsync(operation.Actor.Id) ?? throw new InvalidOperationException("The person who acts has no account.");

    /// <param name="change">Answers what the log says before and after.</param>
    private async Task<Result> ChangeAsync(string action, Func<PortalUser, (object Before, object After)> change, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await FindAsync(cancellationToken);
        var (before, after) = change(user);
        if (!(await users.UpdateAsync(user)).Succeeded)
        {
            return new Error(AccountErrors.Conflict);
        }

        await audit.WriteAsync(new AuditEntry(action, "user", user.Id, JsonSerializer.Serialize(before, AuditJson.Options), JsonSerializer.Serialize(after, AuditJson.Options)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Result.Success;
    }
}
