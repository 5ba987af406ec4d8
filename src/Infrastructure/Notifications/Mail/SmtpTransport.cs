using System.Collections.Concurrent;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OrderPortal.Infrastructure.Notifications.Mail;

/// <summary>Sends through a mail server. Connections are kept for a moment, so that not every mail pays for a new one.</summary>
public sealed class SmtpTransport(NotificationOptions options, TimeProvider clock) : IMailTransport, IAsyncDisposable
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(5);

    private readonly MailAddress _from = new(options.From!);
    private readonly X509Certificate2Collection? _trusted = options.Smtp.Trusted();
    private readonly ConcurrentStack<(SmtpConversation Conversation, long Since)> _idle = new();

    /// <summary>Open for the mails whose turn is near.</summary>
    private readonly ConcurrentDictionary<Guid, SmtpConversation> _reserved = new();

    public async Task PrepareAsync(Guid mail, CancellationToken cancellationToken)
    {
        try
        {
            _reserved[mail] = await TakeAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or SmtpRefusedException)
        {
            // The attempt meets the same and says so.
        }
    }

    public async Task<DeliveryOutcome> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var handedOver = false;
        _reserved.TryRemove(mail.Id, out var conversation);
        try
        {
            if (MimeMessage.EnvelopeAddress(mail.To) is not { } recipient)
            {
                return new DeliveryOutcome(DeliveryResult.Refused, "mail_address_unusable");
            }

            conversation ??= await TakeAsync(cancellationToken);
            var reply = await conversation.SendAsync(
                _from.Address, recipient, MimeMessage.Write(mail with { To = recipient }, _from), () => handedOver = true, cancellationToken);
            _idle.Push((conversation, clock.GetTimestamp()));
            conversation = null;
            return new DeliveryOutcome(DeliveryResult.Sent, Status: reply.Code, Answer: reply.Status);
        }
        catch (SmtpRefusedException exception)
        {
            return Refusal(exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            return handedOver
                ? new DeliveryOutcome(DeliveryResult.Unknown, "outcome_unknown") { IsOutage = true }
                : new DeliveryOutcome(DeliveryResult.Failed, exception is OperationCanceledException ? "timeout" : "connection_failed") { IsOutage = true };
        }
        finally
        {
            if (conversation is not null)
            {
                await conversation.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var conversation in _idle.Select(idle => idle.Conversation).Concat(_reserved.Values))
        {
            await conversation.DisposeAsync();
        }
    }

    /// <summary>5xx about this recipient or message is for good; about the server or our account it is a fault that somebody mends.</summary>
    private static DeliveryOutcome Refusal(SmtpRefusedException exception)
    {
        var isAboutMessage = exception.Code is "smtp_recipient_refused" or "smtp_message_refused";
        var isForGood = exception.Reply?.Code >= 500;
        return new DeliveryOutcome(isAboutMessage && isForGood ? DeliveryResult.Refused : DeliveryResult.Failed, exception.Code, exception.Reply?.Code, exception.Reply?.Status)
        {
            IsOutage = !isAboutMessage || exception.Reply?.Code == 421,
        };
    }

    private async Task<SmtpConversation> TakeAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryPop(out var idle))
        {
            if (clock.GetElapsedTime(idle.Since) < LongestIdle && await idle.Conversation.IsAliveAsync(cancellationToken))
            {
                return idle.Conversation;
            }

            await idle.Conversation.DisposeAsync();
        }

        return await SmtpConversation.OpenAsync(options.Smtp, _trusted, cancellationToken);
    }
}
