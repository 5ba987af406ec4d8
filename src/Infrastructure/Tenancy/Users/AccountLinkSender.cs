using OrderPortal.Domain.Tenancy.Users;

namespace OrderPortal.Infrastructure.Tenancy.Users;

/// <summary>Writes a link for a user and queues the mail that brings it, in the open transaction.</summary>
internal sealed class AccountLinkSender(AccountLinkTokens tokens, IAccountMails mails, TimeProvider clock)
{
    /// <param name="address">Of the portal.</param>
    public Task SendAsync(PortalUser user, AccountLinkKind kind, TimeSpan validFor, Uri address, CancellationToken cancellationToken)
    {
        var validUntil = clock.GetUtcNow() + validFor;
        var link = new Uri(address, $"/welcome/{tokens.Write(user, kind, validUntil)}");
        var language = user.Culture == "en" ? "en" : "ja";
        return mails.QueueAsync(new AccountMail(kind, user.DisplayName, user.Email!, language, link, validUntil), cancellationToken);
    }
}
