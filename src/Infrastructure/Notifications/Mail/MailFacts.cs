using OrderPortal.Domain.Notifications;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>What a mail is written from.</summary>
/// <param name="Language"><c>ja</c> or <c>en</c>.</param>
/// <param name="Sender">Name of the tenant.</param>
/// <param name="Recipient">Name of the recipient, or null.</param>
public sealed record MailFacts(NotificationTopic Topic, string Language, string Sender, string? Recipient)
{
    /// <summary>The most orders that a mail lists; how many there are beside them is said.</summary>
    public const int MostOrders = 50;

    /// <summary>The first of them; empty for mails about no orders.</summary>
    public IReadOnlyList<MailOrder> Orders { get; init; } = [];

    public int OrderCount { get; init; }

    /// <summary>Yen, of all of them.</summary>
    public long Total { get; init; }

    public MailKonbini? Konbini { get; init; }

    /// <summary>A payment failed because its time was over.</summary>
    public bool IsExpired { get; init; }

    public MailImport? Import { get; init; }

    public MailAccount? Account { get; init; }
}

/// <param name="Total">Yen; of a payment its share.</param>
public sealed record MailOrder(string Number, DateTimeOffset OrderedAt, long Total, PaymentStatus Payment, PaymentMethod Method);

/// <param name="SlipAddress">Where the gateway shows the slip; null where it has none.</param>
public sealed record MailKonbini(IReadOnlyList<VoucherStore> Stores, DateTimeOffset? Deadline, string? SlipAddress);

/// <param name="IsFailed">True: it did not come to its end.</param>
public sealed record MailImport(long Number, string FileName, long RowsAccepted, long RowsRejected, long Orders, long Amount, bool IsFailed);

/// <param name="IsInvitation">False: the account has a password already.</param>
/// <param name="Link">By which a password is set.</param>
public sealed record MailAccount(bool IsInvitation, string Email, Uri Link, DateTimeOffset ValidUntil);
