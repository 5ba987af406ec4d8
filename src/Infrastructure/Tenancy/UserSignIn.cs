using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;
using OrderPortal.Infrastructure.Tenancy.Accounts;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="IUserSignIn"/>
internal sealed class UserSignIn(
    OrderPortalDbContext context, OperationContext operation, BlindIndex blindIndex, PersonProof proof, SessionCookies cookies, SecretAttempts attempts,
    IAuditLog audit, DemoAccess demo) : IUserSignIn
{
    public async Task<SignInOutcome> SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        var index = blindIndex.ForSignIn(email);
        var account = Convert.ToHexString(index);
        var caller = $"{operation.SourceAddress}|{account}";
        if (attempts.IsBlocked(caller))
        {
            await audit.WriteAsync(Entry(AuditResult.Denied, "rate_limited"), cancellationToken);
            return SignInOutcome.RateLimited;
        }

        var entry = await context.SignInDirectory.AsNoTracking().SingleOrDefaultAsync(e => e.EmailIndex == index, cancellationToken);
        var outcome = entry is null || demo.Refuses(email)
            ? Unknown(account, password)
            : await CheckAsync(entry, password, cancellationToken);
        if (outcome is SignInOutcome.LockedOut or SignInOutcome.InvalidCredentials)
        {
            attempts.Failed(caller);
            await audit.WriteAsync(Entry(AuditResult.Denied, outcome == SignInOutcome.LockedOut ? "locked_out" : "invalid_credentials"), cancellationToken);
        }

        return outcome;
    }

    public Task RenewAsync(CancellationToken cancellationToken) => cookies.RenewAsync();

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        await cookies.SignOutAsync(cancellationToken);
        if (operation.TenantOrNull is not null)
        {
            await audit.WriteAsync(new AuditEntry(AuditActions.SignOut, "user", operation.Actor.Id), cancellationToken);
        }
    }

    private SignInOutcome Unknown(string account, string password)
    {
        proof.PretendToLook(password);
        if (attempts.SeemsLocked(account))
        {
            return SignInOutcome.LockedOut;
        }

        attempts.UnknownFailed(account);
        return SignInOutcome.InvalidCredentials;
    }

    private async Task<SignInOutcome> CheckAsync(SignInDirectoryEntry entry, string password, CancellationToken cancellationToken)
    {
        operation.Begin(entry.TenantId, Actor.System);
        if (await proof.FindAsync(entry.UserId) is not { } user)
        {
            return Unknown(Convert.ToHexString(entry.EmailIndex), password);
        }

        var session = Guid.CreateVersion7();
        operation.Begin(entry.TenantId, new Actor(ActorKind.User, user.Id, user.DisplayName), sessionId: session.ToString("N"));

        // The wrong password that locks is answered like the ones before it; the next one learns of the lock.
        return await proof.OfPasswordAsync(user, password) switch
        {
            Proof.LockedOut => SignInOutcome.LockedOut,
            Proof.Wrong => SignInOutcome.InvalidCredentials,
            _ => await LetInAsync(user, session, cancellationToken),
        };
    }

    private async Task<SignInOutcome> LetInAsync(PortalUser user, Guid session, CancellationToken cancellationToken)
    {
        if (user.TwoFactorEnabled)
        {
            await cookies.AwaitCodeAsync(user);
            await audit.WriteAsync(new AuditEntry(AuditActions.CodeWanted, "user", user.Id), cancellationToken);
            return SignInOutcome.CodeWanted;
        }

        await cookies.BeginAsync(user, session, cancellationToken);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, "user", user.Id), cancellationToken);
        return SignInOutcome.SignedIn;
    }

    private AuditEntry Entry(AuditResult result, string reason) =>
        new(AuditActions.SignIn, "user", operation.Actor.Kind == ActorKind.User ? operation.Actor.Id : null, After: $$"""{"reason":"{{reason}}"}""", Result: result);
}
