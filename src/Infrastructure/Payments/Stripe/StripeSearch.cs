using System.Text.Json;
using OrderPortal.Domain.Payments;

namespace OrderPortal.Infrastructure.Payments.Stripe;

/// <summary>Looks for a charge whose name at Stripe is not known, among all that were made since it was first sent.</summary>
internal static class StripeSearch
{
    private const int PageSize = 100;

    /// <summary>Ten thousand charges. Beyond it the answer is that it is not known, and the charge is asked for again with its key.</summary>
    private const int MostPages = 100;

    /// <summary>Stripe's clock and ours differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <returns>Null: Stripe has never heard of it.</returns>
    public static async Task<GatewayAnswer?> FindAsync(
        StripeClient client, GatewayCharge charge, Func<JsonElement, GatewayCharge, bool> isOf, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = (charge.FirstSentAt ?? now) - Margin;
        string? last = null;
        for (var page = 0; page < MostPages; page++)
        {
            var reply = await client.GetAsync(
                StripeClient.Intents, new StripeForm { { "limit", PageSize }, { "created[gte]", since.ToUnixTimeSeconds() }, { "starting_after", last } }, cancellationToken);
            if (!reply.IsSuccess)
            {
                return StripeAnswers.OfFailure(reply);
            }

            if (reply.Body.Member("data") is not { ValueKind: JsonValueKind.Array } data)
            {
                return new GatewayAnswer(AttemptOutcome.GatewayError, "unreadable_answer") { HttpStatus = reply.Status, RequestId = reply.RequestId };
            }

            foreach (var intent in data.EnumerateArray())
            {
                if (isOf(intent, charge))
                {
                    return StripeAnswers.OfIntent(intent, reply, now);
                }

                last = intent.Text("id") ?? last;
            }

            if (reply.Body.Member("has_more") is not { ValueKind: JsonValueKind.True } || data.GetArrayLength() == 0)
            {
                return null;
            }
        }

        return new GatewayAnswer(AttemptOutcome.GatewayError, "lookup_too_long");
    }
}
