using System.Text.Json;
using OrderPortal.Domain.Payments;
using OrderPortal.Domain.Shared;
using OrderPortal.Domain.Tenancy;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>
/// Stripe's messages. They come late, twice and out of sequence, so a message only says which PaymentIntent to look at; what is booked is how that one stands now.
/// </summary>
internal sealed class StripeWebhook(StripeClient client, StripeOptions options, TimeProvider clock) : IGatewayWebhook
{
    private const int LongestId = 255;

    /// <summary>Stripe waits for the answer, and sends the message again where none comes in time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] OfIntents = ["payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "payment_intent.requires_action"];
    private static readonly string[] OfRefunds = ["charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed"];

    public string Gateway => PaymentOptions.Stripe;

    public string SignatureHeader => StripeSignature.Header;

    public bool IsGenuine(ReadOnlySpan<byte> body, string? signature) => StripeSignature.Verify(options.WebhookSecret, signature, body, clock.GetUtcNow());

    public async Task<Result<GatewayNotice?>> ReadAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (StripeJson.Parse(body) is not { } message || message.Text("id") is not { Length: > 0 and <= LongestId } id || message.Text("type") is not { } type
            || message.Member("data")?.Member("object") is not { } subject)
        {
            return new Error(GatewayMessageErrors.Unreadable);
        }

        if (ReferenceOf(type, subject) is not { Length: <= LongestId } reference)
        {
            return default(GatewayNotice);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), patience, Patience, Timeout.InfiniteTimeSpan);
        StripeReply reply;
        try
        {
            reply = await client.IntentAsync(reference, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Error(GatewayMessageErrors.NotConfirmed);
        }

        // The account may have payments that are none of ours, and of other systems.
        return reply.IsSuccess ? NoticeOf(id, reply, OfRefunds.Contains(type) ? subject : null)
            : reply.Status == 404 ? default(GatewayNotice)
            : new Error(GatewayMessageErrors.NotConfirmed);
    }

    private Result<GatewayNotice?> NoticeOf(string id, StripeReply reply, JsonElement? refund) =>
        reply.Body.Member("metadata") is { } metadata && Guid.TryParse(metadata.Text(StripeMetadata.Tenant), out var tenant)
        && metadata.Text(StripeMetadata.Key) is { } key && ChargeKeys.Read(key) is { } read && metadata.Text(StripeMetadata.Charge) == read.Charge.ToString()
        && StripeAnswers.OfIntent(reply.Body, reply, clock.GetUtcNow()) is { Outcome: not (AttemptOutcome.NoAnswer or AttemptOutcome.GatewayError) } answer
            ? new GatewayNotice(Gateway, id, new TenantId(tenant), read.Charge, read.Round, answer)
            {
                Refund = Guid.TryParse(refund?.Member("metadata")?.Text(StripeMetadata.Refund), out var refunded) ? new RefundId(refunded) : null,
            }
            : default(GatewayNotice);

    /// <summary>The PaymentIntent that the message is about; null: none that matters.</summary>
    private static string? ReferenceOf(string type, JsonElement subject) =>
        OfIntents.Contains(type) ? subject.Text("id")
        : OfRefunds.Contains(type) ? subject.Text("payment_intent")
        : null;
}
