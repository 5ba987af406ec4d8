using Microsoft.AspNetCore.Identity;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="ITwoFactor"/>
internal sealed class OwnTwoFactor(
    OrderPortalDbContext context, OperationContext operation, UserManager<PortalUser> users, PersonProof proof, UserSessions sessions, IAuditLog audit) : ITwoFactor
{
    private const string Issuer = "OrderPortal";

    public async Task<TwoFactorState> GetAsync(CancellationToken cancellationToken)
    {
        var user = await proof.FindAsync(operation.Actor.Id);
        return user is { TwoFactorEnabled: true } ? new TwoFactorState(true, await users.CountRecoveryCodesAsync(user)) : new TwoFactorState(false, 0);
    }

    public Task<Result<TwoFactorSetup>> BeginAsync(string password, CancellationToken cancellationToken) => ActAsync<TwoFactorSetup>(false, async user =>
    {
        if (await proof.AgainAsync(user, password, cancellationToken) is { } refused)
        {
            return refused;
        }

        var key = users.GenerateNewAuthenticatorKey();
        return new TwoFactorSetup(key, $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer={Issuer}&algorithm=SHA1&digits=6&period=30");
    }, cancellationToken);

    public Task<Result<IReadOnlyList<string>>> TurnOnAsync(TwoFactorSetup setup, string code, CancellationToken cancellationToken) => ActAsync<IReadOnlyList<string>>(false, async user =>
    {
        // Not counted: whoever asks has the key before them.
        if (!proof.Spend(user, setup.Key, code))
        {
            return new Error(AccountErrors.CodeWrong);
        }

        return (await users.SetAuthenticationTokenAsync(user, PortalUserStore.TokenProvider, PortalUserStore.KeyToken, setup.Key)).Succeeded
            && (await users.SetTwoFactorEnabledAsync(user, true)).Succeeded
            ? await ConcludeAsync(user, AuditActions.TwoFactorTurnedOn, await users.GenerateNewTwoFactorRecoveryCodesAsync(user, TwoFactorState.Codes), cancellationToken)
            : new Error(AccountErrors.Conflict);
    }, cancellationToken);

    public async Task<Result> TurnOffAsync(string password, string code, CancellationToken cancellationToken)
    {
        var done = await ActAsync<IReadOnlyList<string>>(true, async user =>
        {
            if (await proof.AgainAsync(user, password, cancellationToken) is { } refused)
            {
                return refused;
            }

            if (await proof.AgainByCodeAsync(user, code, cancellationToken) is { } wrong)
            {
                return wrong;
            }

            return (await users.RemoveAuthenticationTokenAsync(user, PortalUserStore.TokenProvider, PortalUserStore.KeyToken)).Succeeded
                && (await users.RemoveAuthenticationTokenAsync(user, PortalUserStore.TokenProvider, PortalUserStore.CodesToken)).Succeeded
                && (await users.SetTwoFactorEnabledAsync(user, false)).Succeeded
                ? await ConcludeAsync(user, AuditActions.TwoFactorTurnedOff, [], cancellationToken)
                : new Error(AccountErrors.Conflict);
        }, cancellationToken);
        return done.Error is { } error ? error : Result.Success;
    }

    public Task<Result<IReadOnlyList<string>>> RenewCodesAsync(string password, CancellationToken cancellationToken) => ActAsync<IReadOnlyList<string>>(true, async user =>
    {
        if (await proof.AgainAsync(user, password, cancellationToken) is { } refused)
        {
            return refused;
        }

        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, TwoFactorState.Codes);
        await audit.WriteAsync(new AuditEntry(AuditActions.RecoveryCodesRenewed, "user", user.Id), cancellationToken);
        return codes is null ? new Error(AccountErrors.Conflict) : codes.ToList();
    }, cancellationToken);

    /// <summary>The account's credentials are others now.</summary>
    private async Task<Result<IReadOnlyList<string>>> ConcludeAsync(PortalUser user, string action, IEnumerable<string>? codes, CancellationToken cancellationToken)
    {
        if (codes is null)
        {
            return new Error(AccountErrors.Conflict);
        }

        await sessions.OutliveAsync(user.SecurityStamp!, cancellationToken);
        await audit.WriteAsync(new AuditEntry(action, "user", user.Id), cancellationToken);
        return codes.ToList();
    }

    /// <summary>Alone with the person. Wrong answers are written down too; of a conflict nothing is.</summary>
    private async Task<Result<T>> ActAsync<T>(bool whenOn, Func<PortalUser, Task<Result<T>>> act, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await proof.FindAloneAsync(operation.Actor.Id, cancellationToken);
        if (user is null || user.TwoFactorEnabled != whenOn)
        {
            return new Error(AccountErrors.TwoFactorState);
        }

        var done = await act(user);
        if (done.Error?.Code != AccountErrors.Conflict)
        {
            await transaction.CommitAsync(cancellationToken);
            sessions.ChangeIsHere();
        }

        return done;
    }
}
