using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Tenancy.Users;

/// <summary>What a link to set a password was sent for. Stored in links as its number.</summary>
public enum AccountLinkKind : byte
{
    /// <summary>The user has no password yet.</summary>
    Invitation = 1,

    NewPassword = 2,
}

/// <summary>A link that holds, and whose it is.</summary>
/// <param name="Name">Personal; the page greets by it.</param>
/// <param name="Email">Personal; password managers keep it.</param>
public sealed record AccountLink(AccountLinkKind Kind, string Name, string Email);

/// <summary>Why a password was not set through a link.</summary>
public static class AccountLinkErrors
{
    /// <summary>Used, too old, or no link at all.</summary>
    public const string Gone = "link_gone";

    public const string RateLimited = "rate_limited";
}

/// <summary>
/// Links by which people set a password without being signed in: single-use, for a time, and worth nothing once the account's credentials changed. Used in an operation
/// that is nobody's; it becomes the user's.
/// </summary>
public interface IAccountLinks
{
    /// <summary>Null: it does not hold.</summary>
    Task<AccountLink?> FindAsync(string token, CancellationToken cancellationToken);

    /// <summary>Sets the password, ends the lock and all sessions, and uses the link up; audited. Errors are <see cref="AccountLinkErrors.Gone"/> and what <see cref="Accounts.AccountErrors"/> has against a password.</summary>
    Task<Result> SetPasswordAsync(string token, string password, CancellationToken cancellationToken);

    /// <summary>
    /// Queues a mail with a link where somebody signs in by this address; audited. The answer says nothing of whether anybody does, and takes as long either way.
    /// </summary>
    /// <param name="address">Of the portal; null where it is not known: nothing is sent.</param>
    /// <returns>False: too many were asked for from one place.</returns>
    Task<bool> AskAsync(string email, Uri? address, CancellationToken cancellationToken);
}

/// <summary>A mail to one person about their own account.</summary>
/// <param name="Link">By which a password is set; whoever reads it can.</param>
/// <param name="Language">One of <see cref="UserRules.Languages"/>.</param>
public sealed record AccountMail(AccountLinkKind Kind, string Name, string Email, string Language, Uri Link, DateTimeOffset ValidUntil)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>Queues mails about accounts.</summary>
public interface IAccountMails
{
    /// <summary>In the open transaction of the operation's database context: the mail leaves if that commits.</summary>
    Task QueueAsync(AccountMail mail, CancellationToken cancellationToken);
}
