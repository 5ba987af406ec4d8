using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <inheritdoc cref="ICodeSignIn"/>
internal sealed class CodeSignIn(
    OrderPortalDbContext context, OperationContext operation, PersonProof proof, SessionCookies cookies, SecretAttempts attempts, IAuditLog audit) : ICodeSignIn
{
    public async Task<bool> IsAwaitedAsync(CancellationToken cancellationToken) => await cookies.FindAwaitedAsync() is not null;

    public async Task<SignInOutcome> ConfirmAsync(string code, CancellationToken cancellationToken)
    {
        if (await cookies.FindAwaitedAsync() is not { } awaited)
        {
            return SignInOutcome.Stale;
        }

        operation.Begin(awaited.Tenant, Actor.System);
        var caller = $"{operation.SourceAddress}|{awaited.User:N}";
        if (attempts.IsBlocked(caller))
        {
            await audit.WriteAsync(Refused("rate_limited", awaited.User), cancellationToken);
            return SignInOutcome.RateLimited;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await proof.FindAloneAsync(awaited.User, cancellationToken);
        if (user is null || user.SecurityStamp != awaited.SecurityStamp || !user.TwoFactorEnabled)
        {
            await cookies.ForgetAwaitedAsync();
            return SignInOutcome.Stale;
        }

        var session = Guid.CreateVersion7();
        operation.Begin(awaited.Tenant, new Actor(ActorKind.User, user.Id, user.DisplayName), sessionId: session.ToString("N"));
        var proved = await proof.OfCodeAsync(user, code);
        if (proved is Proof.Wrong or Proof.LockedOut)
        {
            attempts.Failed(caller);
            await audit.WriteAsync(Refused(proved == Proof.Wrong ? "wrong_code" : "locked_out", user.Id), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return proved == Proof.Wrong ? SignInOutcome.InvalidCredentials : await LockedOutAsync();
        }

        await cookies.BeginAsync(user, session, cancellationToken);
        if (proved == Proof.RightByRecoveryCode)
        {
            await audit.WriteAsync(new AuditEntry(AuditActions.RecoveryCodeUsed, "user", user.Id), cancellationToken);
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, "user", user.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await cookies.ForgetAwaitedAsync();
        return SignInOutcome.SignedIn;
    }

    /// <summary>The password is to be given again when the lock is over.</summary>
    private async Task<SignInOutcome> LockedOutAsync()
    {
        await cookies.ForgetAwaitedAsync();
        return SignInOutcome.LockedOut;
    }

    private static AuditEntry Refused(string reason, Guid user) => new(AuditActions.SignIn, "user", user, After: $$"""{"reason":"{{reason}}"}""", Result: AuditResult.Denied);
}
