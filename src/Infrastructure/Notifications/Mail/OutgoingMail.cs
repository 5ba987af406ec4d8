namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>One mail, ready to go out. <paramref name="MessageId"/> is the same in every attempt.</summary>
/// <param name="MessageId">With its angle brackets.</param>
public sealed record OutgoingMail(Guid Id, Guid Tenant, string MessageId, string To, string Subject, string Text, string Html, DateTimeOffset Date);

/// <summary>The way mails leave the portal.</summary>
public interface IMailTransport
{
    /// <summary>Opens what the mail of this id will need soon. Never throws: the sending finds out.</summary>
    Task PrepareAsync(Guid mail, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hands one mail over. Never throws for what the other side did: the outcome says it.</summary>
    /// <param name="cancellationToken">Ends the attempt; the outcome then says whether the mail may have been taken.</param>
    Task<DeliveryOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
