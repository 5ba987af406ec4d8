using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Accounts;

/// <summary>
/// Before secrets are made and money goes back, a person has to have given their password in the session's last minutes: who finds an unlocked screen cannot.
/// The doors ask (pages and endpoints); programs have proved themselves with their secret.
/// </summary>
public interface IPasswordAgain
{
    /// <summary>How long a password that was given opens these doors.</summary>
    static TimeSpan Lasts { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the operation's actor may pass; a program always.</summary>
    Task<bool> IsFreshAsync(CancellationToken cancellationToken);

    /// <summary>Gives it, for the operation's session.</summary>
    /// <returns>Why not: <see cref="AccountErrors.PasswordWrong"/> or <see cref="AccountErrors.LockedOut"/>, audited; wrong ones count as at sign-in.</returns>
    Task<Result> GiveAsync(string password, CancellationToken cancellationToken);
}
