using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OrderPortal.Domain.Auditing;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy.Accounts;
using OrderPortal.Infrastructure.Shared.Persistence;

namespace OrderPortal.Infrastructure.Tenancy.Accounts;

/// <summary>What a password or code proved.</summary>
internal enum Proof
{
    Right,

    /// <summary>Right, and one recovery code fewer.</summary>
    RightByRecoveryCode,
    Wrong,

    /// <summary>Nothing was looked at.</summary>
    LockedOut,
}

/// <summary>Whether somebody is the person they say, by password or code: the same at sign-in and where a signed-in person is asked again. Wrong ones count towards the lock.</summary>
internal sealed class PersonProof(UserManager<PortalUser> users, OrderPortalDbContext context, IAuditLog audit, TimeProvider clock)
{
    // Checked where there is no account, or a locked one, so that the answer takes as long as for a wrong password.
    private static readonly PortalUser Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<PortalUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public Task<PortalUser?> FindAsync(Guid id) => users.FindByIdAsync(id.ToString());

    /// <summary>Alone with the person until the transaction ends: codes are few enough to be guessed by many requests at once, if they did not count one after the other.</summary>
    public async Task<PortalUser?> FindAloneAsync(Guid id, CancellationToken cancellationToken)
    {
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"user {id}"}, 0))", cancellationToken);
        return await FindAsync(id);
    }

    /// <summary>Takes the time of a look at a password.</summary>
    public void PretendToLook(string password) => users.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);

    public async Task<Proof> OfPasswordAsync(PortalUser user, string password)
    {
        if (await users.IsLockedOutAsync(user))
        {
            PretendToLook(password);
            return Proof.LockedOut;
        }

        if (!await users.CheckPasswordAsync(user, password))
        {
            await users.AccessFailedAsync(user);
            return Proof.Wrong;
        }

        // With a second factor before it the count stays, or who knows the password could guess codes for ever.
        if (!user.TwoFactorEnabled)
        {
            await users.ResetAccessFailedCountAsync(user);
        }

        return Proof.Right;
    }

    /// <param name="user">From <see cref="FindAloneAsync"/>.</param>
    /// <param name="code">Of the app, or a recovery code.</param>
    public async Task<Proof> OfCodeAsync(PortalUser user, string code)
    {
        if (await users.IsLockedOutAsync(user))
        {
            return Proof.LockedOut;
        }

        var proof = await LookAsync(user, Tidy(code));
        if (proof == Proof.Wrong)
        {
            await users.AccessFailedAsync(user);
        }
        else
        {
            await users.ResetAccessFailedCountAsync(user);
        }

        return proof;
    }

    /// <summary>A signed-in person shows again that they know the password.</summary>
    /// <returns>Why not, which is audited; null: they do.</returns>
    public async Task<Error?> AgainAsync(PortalUser user, string password, CancellationToken cancellationToken) =>
        await AgainAsync(user, await OfPasswordAsync(user, password), AccountErrors.PasswordWrong, cancellationToken);

    /// <summary>The same of a code.</summary>
    /// <inheritdoc cref="AgainAsync(PortalUser, string, CancellationToken)" path="/returns"/>
    public async Task<Error?> AgainByCodeAsync(PortalUser user, string code, CancellationToken cancellationToken) =>
        await AgainAsync(user, await OfCodeAsync(user, code), AccountErrors.CodeWrong, cancellationToken);

    /// <summary>Whether the code is one of the key that holds now; then it holds no more for this person.</summary>
    public bool Spend(PortalUser user, string key, string code)
    {
        if (TimeCode.StepOf(key, Tidy(code), clock.GetUtcNow()) is not { } step || step <= user.LastCodeStep)
        {
            return false;
        }

        user.LastCodeStep = step;
        return true;
    }

    private async Task<Error?> AgainAsync(PortalUser user, Proof proof, string wrong, CancellationToken cancellationToken)
    {
        if (proof is Proof.Right or Proof.RightByRecoveryCode)
        {
            return null;
        }

        await audit.WriteAsync(new AuditEntry(AuditActions.ProofRefused, "user", user.Id, After: $$"""{"reason":"{{wrong}}"}""", Result: AuditResult.Denied), cancellationToken);
        return new Error(proof == Proof.LockedOut ? AccountErrors.LockedOut : wrong);
    }

    private async Task<Proof> LookAsync(PortalUser user, string code)
    {
        if (code.Length == 6)
        {
            return await users.GetAuthenticatorKeyAsync(user) is { } key && Spend(user, key, code) && (await users.UpdateAsync(user)).Succeeded ? Proof.Right : Proof.Wrong;
        }

        return code.Length == 10 && (await users.RedeemTwoFactorRecoveryCodeAsync(user, $"{code[..5]}-{code[5..]}")).Succeeded ? Proof.RightByRecoveryCode : Proof.Wrong;
    }

    /// <summary>As people type it: with spaces or a hyphen, small letters, full-width digits.</summary>
    private static string Tidy(string code) => code.Length > 40
        ? ""
        : string.Concat(code.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
