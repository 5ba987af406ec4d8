using System.Text.Json;
using OrderPortal.Domain.Orders;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Gives money back, once for each refund of the portal however often it is asked, and says how the refund stands now.</summary>
internal static class StripeRefunds
{
    private const string Refunds = "v1/refunds";

    public static async Task<GatewayAnswer> MakeAsync(StripeClient client, GatewayRefund refund, CancellationToken cancellationToken)
    {
        // A key brings back the first answer, and is forgotten after a day; what Stripe has on the charge is neither old nor forgotten.
        var known = await client.GetAsync(Refunds, new StripeForm { { "payment_intent", refund.Reference }, { "limit", 100 } }, cancellationToken);
        if (!known.IsSuccess)
        {
            return StripeAnswers.OfFailure(known);
        }

        if (Find(known.Body, refund.Id) is { } made)
        {
            return StripeAnswers.OfRefund(made, known);
        }

        if (refund.Method == PaymentMethod.Konbini && string.IsNullOrEmpty(refund.Customer?.Email))
        {
            return new GatewayAnswer(AttemptOutcome.Refused, StripeGateway.NoPayerEmail);
        }

        var form = new StripeForm
        {
            { "payment_intent", refund.Reference },
            { "amount", refund.Amount },
            { "reason", "requested_by_customer" },
            { $"metadata[{StripeMetadata.Tenant}]", refund.Tenant.ToString() },
            { $"metadata[{StripeMetadata.Charge}]", refund.Charge.ToString() },
            { $"metadata[{StripeMetadata.Refund}]", refund.Id.ToString() },

            // Konbini chains give no money back: the customer says by mail where it is to go.
            { "instructions_email", refund.Method == PaymentMethod.Konbini ? refund.Customer!.Email : null },
        };
        var reply = await client.PostAsync(Refunds, form, refund.IdempotencyKey, cancellationToken);
        if (reply.IsSuccess)
        {
            return StripeAnswers.OfRefund(reply.Body, reply);
        }

        // Not to be repeated is no "not done" where it was Stripe's own fault: the next attempt looks again.
        var failure = StripeAnswers.OfFailure(reply);
        return failure.Outcome == AttemptOutcome.Refused && reply.Status is 409 or >= 500 ? failure with { Outcome = AttemptOutcome.GatewayError } : failure;
    }

    private static JsonElement? Find(JsonElement list, RefundId refund)
    {
        if (list.Member("data") is not { ValueKind: JsonValueKind.Array } data)
        {
            return null;
        }

        foreach (var made in data.EnumerateArray())
        {
            if (made.Member("metadata")?.Text(StripeMetadata.Refund) == refund.ToString())
            {
                return made;
            }
        }

        return null;
    }
}
