using OrderPortal.Domain.Shared;

namespace OrderPortal.Domain.Payments;

/// <summary>How messages that a gateway sends by itself are told from forged ones, and read.</summary>
public interface IGatewayWebhook
{
    /// <summary>Of <see cref="IPaymentGateway.Name"/>.</summary>
    string Gateway { get; }

    /// <summary>Name of the header that carries the signature.</summary>
    string SignatureHeader { get; }

    /// <summary>Whether the gateway itself, and lately, sent exactly these bytes.</summary>
    /// <param name="signature">Value of the header; null: it was not sent.</param>
    bool IsGenuine(ReadOnlySpan<byte> body, string? signature);

    /// <summary>
    /// What a genuine message says. Messages come late, twice and in any order: what counts is what the gateway says of the charge now, not what the message said.
    /// </summary>
    /// <returns>Null: nothing that concerns the portal. Or one of <see cref="GatewayMessageErrors"/>.</returns>
    Task<Result<GatewayNotice?>> ReadAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}

public static class GatewayMessageErrors
{
    /// <summary>Signed wrongly, too long ago, or not at all.</summary>
    public const string NotGenuine = "message_not_genuine";

    /// <summary>Genuine, and not as the gateway's messages are.</summary>
    public const string Unreadable = "message_unreadable";

    /// <summary>The gateway did not say how the charge stands now; it has to send the message again.</summary>
    public const string NotConfirmed = "message_not_confirmed";
}

/// <summary>Takes what a gateway tells by itself. What it answers without an error, the gateway need not send again.</summary>
public sealed class ReceiveGatewayMessage(IEnumerable<IGatewayWebhook> webhooks, IGatewayNotices notices)
{
    /// <param name="header">A header's value by its name, or null.</param>
    /// <returns>Null: no such gateway, or it sends no messages. Otherwise whether the message had an effect.</returns>
    public async Task<Result<bool>?> ExecuteAsync(string gateway, Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (webhooks.FirstOrDefault(webhook => webhook.Gateway == gateway) is not { } webhook)
        {
            return null;
        }

        if (!webhook.IsGenuine(body.Span, header(webhook.SignatureHeader)))
        {
            return (Result<bool>)new Error(GatewayMessageErrors.NotGenuine);
        }

        var read = await webhook.ReadAsync(body, cancellationToken);
        return read.Error is { } error ? (Result<bool>)error
            : read.Value is { } notice ? await notices.TakeAsync(notice, cancellationToken)
            : false;
    }
}
