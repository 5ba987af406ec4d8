using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;
using OrderPortal.Infrastructure.Demo;
using OrderPortal.Infrastructure.Shared.Persistence;
using OrderPortal.Infrastructure.Shared.Security;

namespace OrderPortal.Infrastructure.Tenancy;

/// <inheritdoc cref="IUserSignIn"/>
internal sealed class UserSignIn(
    OrderPortalDbContext context, OperationContext operation, BlindIndex blindIndex, SignInManager<PortalUser> signIn, SecretAttempts attempts,
    IAuditLog audit, DemoAccess demo) : IUserSignIn
{
    // Checked where there is no account, or a locked one, so that the answer takes as long as for a wrong password.
    private static readonly PortalUser Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<PortalUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

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
        if (outcome != SignInOutcome.SignedIn)
        {
            attempts.Failed(caller);
            await audit.WriteAsync(Entry(AuditResult.Denied, outcome == SignInOutcome.LockedOut ? "locked_out" : "invalid_credentials"), cancellationToken);
        }

        return outcome;
    }

    public async Task SignOutAsync(CancellationToken cancellationToken)
    {
        await signIn.SignOutAsync();
        if (operation.TenantOrNull is not null)
        {
            await audit.WriteAsync(new AuditEntry(AuditActions.SignOut, "user", operation.Actor.Id), cancellationToken);
        }
    }

    private SignInOutcome Unknown(string account, string password)
    {
        signIn.UserManager.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
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
        var user = await signIn.UserManager.FindByIdAsync(entry.UserId.ToString());
        if (user is not { PasswordHash: not null, DisabledAt: null })
        {
            return Unknown(Convert.ToHexString(entry.EmailIndex), password);
        }

        var sessionId = Guid.CreateVersion7().ToString("N");
        operation.Begin(entry.TenantId, new Actor(ActorKind.User, user.Id, user.DisplayName), sessionId: sessionId);
        var wasLocked = await signIn.UserManager.IsLockedOutAsync(user);
        if (wasLocked)
        {
            signIn.UserManager.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
            return SignInOutcome.LockedOut;
        }

        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            // The wrong password that locks is answered like the ones before it; the next one learns of the lock.
            return SignInOutcome.InvalidCredentials;
        }

        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(PortalClaims.Session, sessionId)]);
        await audit.WriteAsync(new AuditEntry(AuditActions.SignIn, "user", user.Id), cancellationToken);
        return SignInOutcome.SignedIn;
    }

    private AuditEntry Entry(AuditResult result, string reason) =>
        new(AuditActions.SignIn, "user", operation.Actor.Kind == ActorKind.User ? operation.Actor.Id : null, After: $$"""{"reason":"{{reason}}"}""", Result: result);
}
